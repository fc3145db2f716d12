import type { Anchor, Kernel } from '../../src/detect/kernel/anchor.ts';

/** The contract of `Kernel`, spelled out byte by byte: what every kernel must agree with. */
export function naiveKernel(anchors: readonly Anchor[]): Kernel {
  const standsAt = (bytes: Uint8Array, at: number, { classes }: Anchor): boolean =>
    classes.every((allowed, place) => allowed.has(bytes[at + place] ?? -1));
  return {
    find(bytes, from, hits) {
      let count = 0;
      for (let at = from; at < bytes.length; at++) {
        const here = [...anchors.entries()].filter(([, anchor]) => standsAt(bytes, at, anchor));
        if (2 * (count + here.length) > hits.length) return count;
        for (const [index] of here) hits.set([at, index], 2 * count++);
      }
      return count;
    },
  };
}

/** What one call of `find` gives, as `offset:anchor`. */
export function found(kernel: Kernel, bytes: Uint8Array, from: number, room: number): string[] {
  const hits = new Int32Array(2 * room);
  const count = kernel.find(bytes, from, hits);
  return Array.from({ length: count }, (_, pair) => `${hits[2 * pair]}:${hits[2 * pair + 1]}`);
}

/** Everything `kernel` finds with a table of `room` pairs that is emptied and used again. */
export function foundInRounds(kernel: Kernel, bytes: Uint8Array, room: number): string[] {
  const all: string[] = [];
  for (let from = 0; ; ) {
    const round = found(kernel, bytes, from, room);
    const last = round.at(-1);
    if (last === undefined) return all;
    all.push(...round);
    from = Number.parseInt(last, 10) + 1;
  }
}

/** An anchor of the bytes of `text`. */
export function literal(text: string): Anchor {
  return { rule: 0, classes: Array.from(Buffer.from(text, 'latin1'), (byte) => new Set([byte])) };
}
