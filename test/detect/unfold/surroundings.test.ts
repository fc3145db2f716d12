import test from 'ava';
import * as fc from 'fast-check';
import { BREAK } from '../../../src/detect/unfold/extract.ts';
import { surroundings } from '../../../src/detect/unfold/surroundings.ts';

test('holds what is near, and where that stood', (t) => {
  const text = Buffer.from(`${'a'.repeat(3000)}X${'b'.repeat(9000)}Y${'c'.repeat(100)}`);
  const near = surroundings(text, [3000, 12_001]);
  const pieces = Buffer.from(near?.bytes ?? [])
    .toString()
    .split(Buffer.from(BREAK).toString());
  t.deepEqual(
    pieces.map((piece) => piece.length),
    [0, 2048, 1125],
  );
  t.is(near?.originOf(Buffer.from(near.bytes).indexOf('X')), 3000);
  t.is(near?.originOf(Buffer.from(near.bytes).indexOf('Y')), 12_001);
  t.is(surroundings(text, []), undefined);
  t.is(surroundings(text, [900])?.bytes.length, 1924);
});

test('every byte stands where it came from', (t) => {
  fc.assert(
    fc.property(fc.nat(20_000), fc.array(fc.nat(5000), { minLength: 1, maxLength: 20 }), (length, steps) => {
      let at = 0;
      const places = steps.map((step) => (at += step)).filter((place) => place <= length);
      const text = Uint8Array.from({ length }, (_, index) => 97 + (index % 23));
      const near = surroundings(text, places);
      if (near === undefined) return places.length === 0;
      return near.bytes.every((byte, offset) => byte < 32 || byte === text[near.originOf(offset)]);
    }),
  );
  t.pass();
});
