import * as fc from 'fast-check';

/** `bytes` cut at `offsets`, which may stand in any order and lie outside of it. */
export function cutAt(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const inside = offsets.filter((offset) => offset > 0 && offset < bytes.length).sort((a, b) => a - b);
  return [0, ...inside].map((from, index) => bytes.subarray(from, inside[index] ?? bytes.length));
}

/** Offsets to cut at: single bytes here and there, and long runs. */
export const cuts = fc
  .array(fc.tuple(fc.nat(30_000), fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 6 })), { maxLength: 12 })
  .map((places) => places.flatMap(([at, steps]) => [at, ...steps.map((_, i) => at + sum(steps.slice(0, i + 1)))]));

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
