import type { Anchor } from '../kernel/anchor.ts';

/** A place of an anchor that takes more bytes than this tells nothing: what hides only such a place is left alone. */
export const WIDE_CLASS = 16;

/** A one for every two characters that stand beside each other in `anchors`: by the first times 256 plus the second. */
export function pairsIn(anchors: readonly Anchor[]): Uint8Array {
  const pairs = new Uint8Array(0x1_00_00);
  for (const { classes } of anchors) {
    for (const [place, bytes] of classes.entries()) {
      const after = classes[place + 1];
      if (bytes.size > WIDE_CLASS || after === undefined || after.size > WIDE_CLASS) continue;
      for (const byte of bytes) for (const next of after) pairs[(byte << 8) | next] = 1;
    }
  }
  return pairs;
}
