import type { Kernel } from './kernel/anchor.ts';

/** Anchors a kernel is compiled from at most: so many pairs may belong to one offset. */
const MAX_ANCHORS = 64;

/** Where the kernel writes its pairs: of use until the kernel is called again. */
export const HITS = new Int32Array(2 * 1024);

/** Shows `hit` every anchor in `bytes`: its offset and its index, in rising order of offsets. */
export function findAll(kernel: Kernel, bytes: Uint8Array, hit: (at: number, anchor: number) => void): void {
  for (let from = 0; ; ) {
    const count = kernel.find(bytes, from, HITS);
    for (let pair = 0; pair < 2 * count; pair += 2) hit(HITS[pair] ?? 0, HITS[pair + 1] ?? 0);
    if (count + MAX_ANCHORS <= HITS.length / 2) return;
    from = (HITS[2 * count - 2] ?? 0) + 1;
  }
}
