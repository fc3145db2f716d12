import test from 'ava';
import * as fc from 'fast-check';
import { MAX_PART_HEAD_BYTES, MultipartReader, partField } from '../../../src/detect/formats/multipart-reader.ts';
import { cutAt, cuts } from '../../support/cut.ts';
import { byBytes, readIn } from './fixtures/recording.ts';

/** The parts as `head|content`, those that were not complete too. */
function read(pieces: readonly Uint8Array[], boundary = 'b'): string[] {
  const seen: string[] = [];
  const reader = new MultipartReader(boundary, {
    open(head, number) {
      if (seen.push(`${head.replaceAll('\r', '')}|`) !== number) throw new Error('counted wrongly');
      return {
        write(bytes) {
          if (bytes.length === 0) throw new Error('empty piece');
          seen[number - 1] += Buffer.from(bytes).toString('latin1');
        },
        end() {
          seen[number - 1] += '.';
        },
      };
    },
  });
  readIn(reader, pieces);
  return seen;
}

const BODIES: readonly (readonly [what: string, body: string, seen: readonly string[]])[] = [
  [
    'two parts',
    '--b\r\nA: 1\r\n\r\none\r\n--b\r\nB: 2\r\nC: 3\r\n\r\ntwo\r\n--b--\r\n',
    ['\nA: 1|one.', '\nB: 2\nC: 3|two.'],
  ],
  ['lines that end in LF', '--b\nA: 1\n\none\n--b\nB: 2\n\ntwo\n--b--\n', ['\nA: 1|one.', '\nB: 2|two.']],
  ['parts without headers', '--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--', ['|one.', '|two.']],
  ['empty parts', '--b\r\nA: 1\r\n\r\n\r\n--b\r\nB: 2\r\n\r\n--b--', ['\nA: 1|.', '\nB: 2|.']],
  ['what stands before and behind', 'pre\r\n--b\r\n\r\none\r\n--b--\r\nepilogue\r\n--b\r\n\r\nno', ['|one.']],
  ['blanks behind a delimiter', '--b \t\r\nA: 1\r\n\r\none\r\n--b  \r\n\r\ntwo', ['\nA: 1|one.', '|two.']],
  [
    'what looks like a delimiter',
    '--b\r\n\r\none\r\n--bb\r\n\n--b-\r\n-b\r\r\n--b\r\n\r\ntwo',
    ['|one\r\n--bb\r\n\n--b-\r\n-b\r.', '|two.'],
  ],
  ['a content that is cut off', '--b\r\nA: 1\r\n\r\none\r\n--', ['\nA: 1|one\r\n--.']],
  ['a head that is cut off', '--b\r\nA: 1\r\n', []],
  ['line ends at the end of a content', '--b\r\n\r\none\r\n\r\n\r\n--b--', ['|one\r\n\r\n.']],
  ['no part', 'just text\r\n\r\nwith --b in it', []],
  ['nothing', '', []],
];

for (const [what, body, seen] of BODIES) {
  test(`${what}, whole and byte by byte`, (t) => {
    t.deepEqual(read([Buffer.from(body)]), seen);
    t.deepEqual(read(byBytes(Buffer.from(body))), seen);
  });
}

test('a head that is too long is passed over, with its part', (t) => {
  const body = Buffer.from(
    `--b\r\nA: ${'x'.repeat(MAX_PART_HEAD_BYTES)}\r\n\r\none\r\n--b\r\nB: 2\r\n\r\ntwo\r\n--b--`,
  );
  const seen: string[] = [];
  const open = (head: string, number: number): undefined => {
    seen.push(`${number} ${head}`);
  };
  for (const pieces of [[body], byBytes(body)]) readIn(new MultipartReader('b', { open }), pieces);
  t.deepEqual(seen, ['2 \nB: 2\r', '2 \nB: 2\r']);
});

test('how a body is cut changes nothing', (t) => {
  const piece = fc.constantFrom(
    '\r',
    '\n',
    '\r\n',
    '--b',
    '--b--',
    '-',
    'b',
    'text',
    'A: 1',
    '\r\n--b\r\n',
    '\r\n\r\n',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), cuts, (pieces, offsets) => {
      const bytes = Buffer.from(pieces.join(''));
      t.deepEqual(read(cutAt(bytes, offsets)), read([bytes]));
    }),
  );
});

test('what was put in comes out', (t) => {
  const content = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(fc.array(content, { minLength: 1 }), cuts, (contents, offsets) => {
      const texts = contents.map((bytes) => Buffer.from(bytes).toString('latin1'));
      const body = texts.map((text) => `--boundary 42\r\nA: 1\r\n\r\n${text}\r\n`).join('');
      const bytes = Buffer.from(`${body}--boundary 42--\r\n`, 'latin1');
      t.deepEqual(
        read(cutAt(bytes, offsets), 'boundary 42'),
        texts.map((text) => `\nA: 1|${text}.`),
      );
    }),
  );
});

test('a field of a head', (t) => {
  const head = '\nContent-Type:  text/plain \r\nX-Content-Encoding: br\r\ncontent-encoding:gzip';
  t.is(partField(head, 'content-type'), 'text/plain');
  t.is(partField(head, 'content-encoding'), 'gzip');
  t.is(partField(head, 'content-disposition'), '');
  t.is(partField('', 'a'), '');
});
