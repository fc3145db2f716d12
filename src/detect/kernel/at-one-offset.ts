import type { Anchor } from './anchor.ts';

/** Anchors that may stand at one offset at most: so many pairs may belong to it. */
export const MAX_AT_ONE_OFFSET = 64;

/** Sets of anchors that are looked at before it is given up. */
const MAX_SETS = 10_000;

/**
 * Whether more than 64 of `anchors` can stand at one offset of some text. Says true as well when that is hard to tell,
 * which takes dozens of anchors of wide, different classes.
 */
export function areTooManyAtOneOffset(anchors: readonly Anchor[]): boolean {
  const seen = new Set<string>();
  let sets = 0;
  const exceeds = (some: readonly number[], place: number): boolean => {
    if (some.length <= MAX_AT_ONE_OFFSET) return false;
    const name = `${place}:${some.join()}`;
    if (seen.has(name)) return false;
    seen.add(name);
    if (++sets > MAX_SETS) return true;
    const ended: number[] = [];
    const byByte: number[][] = Array.from({ length: 256 }, () => []);
    for (const index of some) {
      const bytes = anchors[index]?.classes[place];
      if (bytes === undefined) ended.push(index);
      for (const byte of bytes ?? []) byByte[byte]?.push(index);
    }
    return ended.length > MAX_AT_ONE_OFFSET || byByte.some((next) => exceeds([...ended, ...next], place + 1));
  };
  return exceeds(Array.from(anchors.keys()), 0);
}
