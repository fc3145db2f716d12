import type { Kernel } from './kernel/anchor.ts';
import { MAX_AT_ONE_OFFSET } from './kernel/at-one-offset.ts';

/** Where the kernel writes its pairs: of use until the kernel is called again. */
export const HITS = new Int32Array(2 * 1024);

/** Pairs of one offset at most: those of the anchors that may stand at one, and that of the known values beside them. */
const MAX_PAIRS_OF_ONE = MAX_AT_ONE_OFFSET + 1;

/** Shows `hit` every anchor in `bytes`: its offset and its index, in rising order of offsets. */
export function findAll(kernel: Kernel, bytes: Uint8Array, hit: (at: number, anchor: number) => void): void {
  findAllWith(HITS, kernel, bytes, hit);
}

/** The same with a table of pairs of its own, for use inside of `hit`. */
export function findAllWith(
  hits: Int32Array,
  kernel: Kernel,
  bytes: Uint8Array,
  hit: (at: number, anchor: number) => void,
): void {
  for (let from = 0; ; ) {
    const count = kernel.find(bytes, from, hits);
    for (let pair = 0; pair < 2 * count; pair += 2) hit(hits[pair] ?? 0, hits[pair + 1] ?? 0);
    if (count + MAX_PAIRS_OF_ONE <= hits.length / 2) return;
    from = (hits[2 * count - 2] ?? 0) + 1;
  }
}

/** Places of the longest anchor. */
export const MAX_PLACES = 8;

const LINE_FEED = 0x0a;
const START = new Uint8Array(MAX_PLACES);
const STARTS = Array.from({ length: MAX_PLACES + 1 }, (_, length) => START.subarray(0, length));

/**
 * Shows `hit` the anchors whose first place lies before a text: `bytes`, its first, are read as if they followed a line
 * end. An anchor with a word behind a place that takes anything but letters would miss the word there otherwise.
 */
export function findAtStart(kernel: Kernel, bytes: Uint8Array, hit: (anchor: number) => void): void {
  const length = Math.min(bytes.length, MAX_PLACES - 1);
  START[0] = LINE_FEED;
  for (let at = 0; at < length; at++) START[at + 1] = bytes[at] ?? 0;
  findAll(kernel, STARTS[length + 1] ?? START, (at, anchor) => {
    if (at === 0) hit(anchor);
  });
}
