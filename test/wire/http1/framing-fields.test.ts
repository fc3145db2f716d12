import test from 'ava';
import type { FramingField } from '../../../src/wire/http1/field-scan.ts';
import { FramingFields, readTransferCodings } from '../../../src/wire/http1/framing-fields.ts';
import { bytesOf } from '../../support/http1-drive.ts';

function noticeAll(fields: FramingFields, field: FramingField, values: readonly string[]): string {
  for (const value of values) {
    const wrong = fields.notice(field, bytesOf(`..${value}..`), 1, 2, 2 + value.length);
    if (wrong !== '') return wrong;
  }
  return '';
}

const lengths: readonly (readonly [values: readonly string[], strict: number | string, lenient: number | string])[] = [
  [['0'], 0, 0],
  [['0005'], 5, 5],
  [['9007199254740991'], 9_007_199_254_740_991, 9_007_199_254_740_991],
  [['9007199254740992'], 'a Content-Length beyond 2^53 - 1', 'a Content-Length beyond 2^53 - 1'],
  [['1'.repeat(400)], 'a Content-Length beyond 2^53 - 1', 'a Content-Length beyond 2^53 - 1'],
  [['5', '5'], 'more than one Content-Length value', 5],
  [['5, 5'], 'more than one Content-Length value', 5],
  [['5,5', '5'], 'more than one Content-Length value', 5],
  [['5', '6'], 'Content-Length values that differ', 'Content-Length values that differ'],
  [['5, 6'], 'Content-Length values that differ', 'Content-Length values that differ'],
  ...['', ' ', '+5', '-5', '5.0', '5e1', '0x5', '5 5', '5,', ',5', '5 ', '\xb2', 'five'].map(
    (value) => [[value], 'a Content-Length that is not a number', 'a Content-Length that is not a number'] as const,
  ),
];

for (const [values, strict, lenient] of lengths) {
  test(`Content-Length ${JSON.stringify(values).slice(0, 40)}`, (t) => {
    for (const [allowsEqualLengths, expected] of [
      [false, strict],
      [true, lenient],
    ] as const) {
      const fields = new FramingFields(allowsEqualLengths);
      const wrong = noticeAll(fields, 'content-length', values);
      t.is(wrong === '' ? fields.contentLength : wrong, expected);
    }
  });
}

test('connection options are found in any list, as whole words', (t) => {
  const optionsOf = (...values: string[]): string => {
    const fields = new FramingFields(false);
    t.is(noticeAll(fields, 'connection', values), '');
    return `${fields.listsClose ? 'close ' : ''}${fields.listsKeepAlive ? 'keep-alive ' : ''}${fields.listsUpgrade ? 'upgrade' : ''}`;
  };
  t.is(optionsOf('Close'), 'close ');
  t.is(optionsOf('keep-alive, Upgrade'), 'keep-alive upgrade');
  t.is(optionsOf('te,CLOSE ,x', 'UPGRADE'), 'close upgrade');
  t.is(optionsOf(''), '');
  t.is(optionsOf('closed, xclose, up-grade, keep-alives'), '');
});

test('a Host value holds no delimiter of its surroundings', (t) => {
  for (const value of ['', 'a.test', 'a.test:80', '[::1]:80', 'a_b', 'a%20b']) {
    const fields = new FramingFields(false);
    t.is(noticeAll(fields, 'host', [value]), '', value);
    t.is(fields.hostCount, 1);
    t.deepEqual([fields.hostFrom, fields.hostTo], [1, 1 + value.length]);
  }
  for (const value of ['a b', 'a/b', 'a@b', 'a?b', 'a#b', 'a\\b', 'a\tb', 'b\xfccher']) {
    t.is(noticeAll(new FramingFields(false), 'host', [value]), 'a forbidden character in Host', value);
  }
});

test('a reset forgets the last head', (t) => {
  const fields = new FramingFields(false);
  noticeAll(fields, 'content-length', ['5']);
  noticeAll(fields, 'transfer-encoding', ['chunked']);
  noticeAll(fields, 'connection', ['close, keep-alive, upgrade']);
  noticeAll(fields, 'host', ['a']);
  noticeAll(fields, 'upgrade', ['websocket']);
  noticeAll(fields, 'expect', ['100-Continue']);
  noticeAll(fields, 'content-encoding', ['gzip']);
  t.true(fields.expectsContinue && fields.hasContentEncoding);
  fields.reset();
  t.deepEqual(fields, new FramingFields(false));
});

const codings: readonly (readonly [list: string, expected: ReturnType<typeof readTransferCodings>])[] = [
  ['chunked', { isChunked: true, inner: '' }],
  ['gzip, chunked', { isChunked: true, inner: 'gzip' }],
  ['deflate ,\tgzip,chunked', { isChunked: true, inner: 'deflate, gzip' }],
  ['gzip', { isChunked: false, inner: 'gzip' }],
  ['chunked, chunked', 'chunked more than once'],
  ['chunked, gzip, chunked', 'chunked more than once'],
  ['chunked, gzip', 'a transfer coding after chunked'],
  ...[
    '',
    'chunked,',
    ',chunked',
    'identity',
    'identity, chunked',
    'xchunked',
    'chunked;q=1',
    '"chunked"',
    'chunked\xa0',
    '\x85chunked',
    'chun ked',
  ].map((list) => [list, 'an unknown transfer coding'] as const),
];

for (const [list, expected] of codings) {
  test(`Transfer-Encoding ${JSON.stringify(list)}`, (t) => {
    t.deepEqual(readTransferCodings(list), expected);
  });
}

test('several Transfer-Encoding lines are one list', (t) => {
  const fields = new FramingFields(false);
  noticeAll(fields, 'transfer-encoding', ['GZip', 'Chunked']);
  t.is(fields.transferEncoding, 'gzip,chunked');
});
