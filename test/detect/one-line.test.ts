import test from 'ava';
import * as fc from 'fast-check';
import { characterStart, head, oneLine, tail } from '../../src/detect/one-line.ts';

function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

const LINES: readonly (readonly [text: string, line: string])[] = [
  ['plain', 'plain'],
  ['two  blanks\r\n\tand more', 'two blanks and more'],
  ['nul\0esc\x1b[31mred\x7f', 'nul esc [31mred '],
  [latin1('é 漢字 🙂'), 'é 漢字 🙂'],
  [latin1('non\u00a0breaking\u2028line'), 'non breaking line'],
  [latin1('\u202egnp.exe\u200b'), '·gnp.exe·'],
  ['\xff\xc3(', '··('],
  [latin1('real \ufffd'), 'real ·'],
  ['\xed\xa0\x80', '···'],
];

for (const [text, line] of LINES) {
  test(`${JSON.stringify(text)} reads ${JSON.stringify(line)}`, (t) => {
    t.is(oneLine(text), line);
  });
}

test('whatever the bytes, one printable line that is no longer than they are', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const line = oneLine(Buffer.from(bytes).toString('latin1'));
      t.notRegex(line, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffd]/u);
      t.true(line.length <= bytes.length);
    }),
    { numRuns: 300 },
  );
});

test('a cut anywhere in UTF-8 moves back to the beginning of its character', (t) => {
  const text = latin1('aé漢🙂z');
  const starts = Array.from({ length: text.length + 1 }, (_, at) => characterStart(text, at));
  t.deepEqual(starts, [0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11]);
});

test('bytes that are no UTF-8 are cut where they are', (t) => {
  t.is(characterStart('a\x80\x80', 1), 1);
  t.is(characterStart('\xc3\x80\x80', 2), 2);
  t.is(characterStart('\x80\x80\x80\x80\x80', 4), 4);
});

test('head and tail never split a pair', (t) => {
  t.is(head('a🙂b', 2), 'a');
  t.is(head('a🙂b', 3), 'a🙂');
  t.is(tail('a🙂b', 2), 'b');
  t.is(tail('a🙂b', 3), '🙂b');
  t.is(tail('ab', 0), '');
  t.is(head('ab', -1), '');
});
