import test from 'ava';
import * as fc from 'fast-check';
import { credentialSpans, cutSpan } from '../../../src/detect/mask/credentials.ts';
import { masked } from '../../support/masked.ts';

const TEXTS: readonly (readonly [text: string, shown: string])[] = [
  ['a=1&password%3Dhunter2%26b=2', 'a=1&password%3D...%26b=2'],
  ['%22token%22%3A%22abc%22%2C', '%22token%22%3A%22...%22%2C'],
  ['%2522token%2522%253A%2522abc%2522', '%2522token%2522%253A%2522...%2522'],
  ['x?u=https%3A%2F%2Fbob%3Apa55wd%40h.test%2F', 'x?u=https%3A%2F%2Fbob%3A...%40h.test%2F'],
  ['<a href="?x=1&amp;token=abc&amp;y=2">', '<a href="?x=1&amp;token=...&amp;y=2">'],
  ['{\\u0022secret\\u0022:\\u0022abc\\u0022}', '{\\u0022secret\\u0022:\\u0022...\\u0022}'],
  ['"https:\\/\\/bob:pa55@h.test\\/"', '"https:\\/\\/bob:...@h.test\\/"'],
  ['x=a+-u+bob%3Asecretpw+h.test', 'x=a+-u+bob%3A...+h.test'],
  ['x=--password+hunter2+--verbose', 'x=--password+...+--verbose'],
  ['nothing to see', 'nothing to see'],
];

for (const [text, shown] of TEXTS) {
  test(JSON.stringify(text), (t) => {
    t.is(masked(text, credentialSpans(text, false)), shown);
  });
}

test('the end of something that was cut', (t) => {
  const shown = (text: string, limit: number): string => masked(text, [cutSpan(text, limit)]);
  t.is(shown('nter2", "a": 1', 3), '...", "a": 1');
  t.is(shown('rer abc123 and more', 0), '... and more');
  t.is(shown('ab; sid=cd; e=f\r\nHost: x', 0), '...\r\nHost: x');
  t.is(shown('a long text in words, then "quoted"', 30), '..."quoted"');
  t.is(shown('": "hunter2", x', 0), '...", x');
  t.is(shown('', 0), '...');
});

test('spans rise, stay apart and inside, whatever the text', (t) => {
  const piece = fc.constantFrom(
    'token',
    '=',
    ':',
    '"',
    '\\',
    '\n',
    ' ',
    '%3D',
    '&amp;',
    '://',
    '@',
    'Bearer ',
    'a1B',
    '-----BEGIN PRIVATE KEY-----',
    '-----END PRIVATE KEY-----',
    '\xff',
    "'",
    '|',
    '[',
    '{',
    ',',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.boolean(), (pieces, isCut) => {
      const text = pieces.join('');
      let last = -1;
      for (const { from, to } of credentialSpans(text, isCut)) {
        t.true(from > last && to > from && to <= text.length);
        last = to;
      }
    }),
    { numRuns: 400 },
  );
});
