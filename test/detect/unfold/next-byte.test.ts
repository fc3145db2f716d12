import test from 'ava';
import { nextByte } from '../../../src/detect/unfold/next-byte.ts';

test('finds a byte near and far, or the end', (t) => {
  for (const at of [0, 1, 23, 24, 25, 100]) {
    const text = new Uint8Array(101);
    text[at] = 7;
    t.is(nextByte(text, 7, 0), at);
    t.is(nextByte(text, 7, at), at);
    t.is(nextByte(text, 7, at + 1), 101);
  }
});
