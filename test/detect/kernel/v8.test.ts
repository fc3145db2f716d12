import test from 'ava';
import * as fc from 'fast-check';
import type { Anchor, Kernel } from '../../../src/detect/kernel/anchor.ts';
import { compileV8Kernel } from '../../../src/detect/kernel/v8.ts';

function pairs(kernel: Kernel, bytes: Uint8Array, from: number, room: number): string[] {
  const hits = new Int32Array(2 * room);
  const count = kernel.find(bytes, from, hits);
  return Array.from({ length: count }, (_, pair) => `${hits[2 * pair]}:${hits[2 * pair + 1]}`);
}

/** The contract, read aloud: every offset, every anchor. */
function spelledOut(anchors: readonly Anchor[], bytes: Uint8Array): string[] {
  return Array.from(bytes.keys()).flatMap((at) =>
    [...anchors.entries()]
      .filter(([, { classes }]) => classes.every((allowed, place) => allowed.has(bytes[at + place] ?? -1)))
      .map(([index]) => `${at}:${index}`),
  );
}

const byte = fc.constantFrom(0, 97, 98, 255);
const anchor = fc
  .array(fc.uniqueArray(byte, { minLength: 1 }), { minLength: 2, maxLength: 8 })
  .map((classes): Anchor => ({ rule: 0, classes: classes.map((allowed) => new Set(allowed)) }));

test('finds every anchor at every offset, overlapping or not, however small the table is', (t) => {
  fc.assert(
    fc.property(
      fc.array(anchor, { minLength: 1, maxLength: 8 }),
      fc.uint8Array({ maxLength: 80 }).map((bytes) => bytes.map((one) => [0, 97, 98, 255][one & 3] ?? 0)),
      fc.nat(4),
      (anchors, bytes, spare) => {
        const kernel = compileV8Kernel(anchors);
        const expected = spelledOut(anchors, bytes);
        t.deepEqual(pairs(kernel, bytes, 0, 1000), expected);
        const inRounds: string[] = [];
        let from = 0;
        for (;;) {
          const round = pairs(kernel, bytes, from, anchors.length + spare);
          const last = round.at(-1);
          if (last === undefined) break;
          inRounds.push(...round);
          from = Number.parseInt(last, 10) + 1;
        }
        t.deepEqual(inRounds, expected);
      },
    ),
    { numRuns: 200 },
  );
});

test('looks at the bytes it is given and at no others of their buffer', (t) => {
  const kernel = compileV8Kernel([{ rule: 0, classes: [new Set([97]), new Set([98])] }]);
  const whole = Buffer.from('xabxabx', 'latin1');
  t.deepEqual(pairs(kernel, whole.subarray(2, 6), 0, 9), ['2:0']);
  t.deepEqual(pairs(kernel, whole.subarray(1, 2), 0, 9), []);
  t.deepEqual(pairs(kernel, whole, 2, 9), ['4:0']);
  t.deepEqual(pairs(kernel, whole, 9, 9), []);
});

test('no anchors find nothing', (t) => {
  t.deepEqual(pairs(compileV8Kernel([]), Buffer.from('abc'), 0, 9), []);
});

test('refuses what is no anchor, and more than 64', (t) => {
  const places = (count: number): Anchor => ({ rule: 0, classes: Array.from({ length: count }, () => new Set([97])) });
  t.throws(() => compileV8Kernel([places(1)]), { instanceOf: RangeError });
  t.throws(() => compileV8Kernel([places(9)]), { instanceOf: RangeError });
  t.throws(() => compileV8Kernel(Array.from({ length: 65 }, () => places(2))), { instanceOf: RangeError });
  t.notThrows(() => compileV8Kernel(Array.from({ length: 64 }, () => places(8))));
});
