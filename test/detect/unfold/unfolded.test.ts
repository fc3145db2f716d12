import test from 'ava';
import { Unfolding } from '../../../src/detect/unfold/unfolded.ts';

test('leads from each byte back to where it came from', (t) => {
  const unfolding = new Unfolding(20);
  unfolding.plain(Buffer.from('xabx'), 1, 3);
  unfolding.escapedByte(0x2f, 3);
  unfolding.plain(Buffer.from('c'), 0, 1);
  unfolding.escaped(0x20ac, 6);
  unfolding.escapedByte(0x2e, 2);
  const { bytes, originOf } = unfolding.done();
  t.is(Buffer.from(bytes).toString(), 'ab/c€.');
  t.deepEqual(
    [0, 1, 2, 3, 4, 7, 8].map((offset) => originOf(offset)),
    [0, 1, 2, 5, 6, 12, 14],
  );
});

test('copies runs of any length', (t) => {
  const text = Buffer.from(Array.from({ length: 300 }, (_, at) => at & 0xff));
  for (const length of [0, 1, 47, 48, 49, 250]) {
    const unfolding = new Unfolding(300);
    unfolding.plain(text, 7, 7 + length);
    t.deepEqual(Buffer.from(unfolding.done().bytes), text.subarray(7, 7 + length));
  }
});

test('writes characters of every length as UTF-8', (t) => {
  for (const character of ['a', '\u{7f}', '\u{80}', '\u{7ff}', '\u{800}', '\u{ffff}', '\u{10000}', '\u{10ffff}']) {
    const unfolding = new Unfolding(12);
    unfolding.escaped(character.codePointAt(0) ?? 0, 12);
    const { bytes, originOf } = unfolding.done();
    t.deepEqual(Buffer.from(bytes), Buffer.from(character));
    t.is(originOf(bytes.length), 12);
  }
});

test('knows whether there was any escape', (t) => {
  const unfolding = new Unfolding(2);
  unfolding.plain(Buffer.from('a'), 0, 1);
  t.true(unfolding.isPlain);
  unfolding.escapedByte(0x20, 1);
  t.false(unfolding.isPlain);
});
