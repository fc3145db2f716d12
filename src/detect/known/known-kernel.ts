import type { Anchor, ByteClass, CompileKernel, Kernel } from '../kernel/anchor.ts';
import { MAX_AT_ONE_OFFSET } from '../kernel/at-one-offset.ts';
import { HEAD_BYTES, headHash, STRIDE, type KnownTable } from './known-table.ts';

/** Bits of a hash that choose a bit of the filter: one text in some hundred gets through it with a few values. */
const FILTER_BITS = 16;

/** All bytes. */
const ANY: ByteClass = new Set(Array.from({ length: 256 }, (_, byte) => byte));

/** The places of the anchor that stands for every known value. No other anchor takes any byte at all its places. */
export const KNOWN_ANCHOR: readonly ByteClass[] = Array.from({ length: HEAD_BYTES }, () => ANY);

/**
 * Compiles kernels which find, beside what `compile` finds, the beginnings of known values, wherever `KNOWN_ANCHOR` is
 * among the anchors. It costs 1 ns for every four bytes, and no allocation.
 */
export function withKnownValues(compile: CompileKernel, table: KnownTable): CompileKernel {
  return (anchors) => {
    const known = anchors.findIndex(isKnownAnchor);
    if (known === -1) return compile(anchors);
    const others = [...anchors.slice(0, known), ...anchors.slice(known + 1)];
    return merged(compile(others), createFinder(table), known);
  };
}

function isKnownAnchor({ classes }: Anchor): boolean {
  return classes.length === HEAD_BYTES && classes.every((bytes) => bytes.size === ANY.size);
}

/** Places where a known value may begin, rising, into `places`; the number of them. Stops when it is full. */
type FindKnown = (bytes: Uint8Array, from: number, places: Int32Array) => number;

function createFinder({ key, entries }: KnownTable): FindKnown {
  const hash = headHash(key);
  const filter = new Uint8Array(1 << FILTER_BITS);
  const offsets = new Map<number, Set<number>>();
  // The farthest place in a form first: one head may stand at several places, and what begins first is told first.
  for (let offset = STRIDE - 1; offset >= 0; offset--) {
    for (const { heads } of entries) {
      const head = heads[offset];
      if (head === undefined) continue;
      filter[head >>> (32 - FILTER_BITS)] = 1;
      const known = offsets.get(head) ?? new Set<number>();
      offsets.set(head, known.add(offset));
    }
  }
  return (bytes, from, places) => {
    const skipped = -(bytes.byteOffset + from) & (STRIDE - 1);
    const first = from + skipped;
    const length = (bytes.length - first) >> 2;
    if (length < 2) return 0;
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + first, length);
    let count = 0;
    let before = words[0] ?? 0;
    for (let index = 1; index < length; index++) {
      const word = words[index] ?? 0;
      const head = hash.ofWords(before, word);
      before = word;
      if (filter[head >>> (32 - FILTER_BITS)] === 0) continue;
      const known = offsets.get(head);
      if (known === undefined) continue;
      for (const offset of known) {
        const at = first + 4 * (index - 1) - offset;
        if (at < from || (count > 0 && at <= (places[count - 1] ?? 0))) continue;
        places[count] = at;
        count += 1;
        if (count === places.length) return count;
      }
    }
    return count;
  };
}

/** One kernel of two: `known` is the index that its places get, the anchors of `base` behind it move up by one. */
function merged(base: Kernel, findKnown: FindKnown, known: number): Kernel {
  let places = new Int32Array(0);
  return {
    find(bytes, from, hits) {
      const room = hits.length >> 1;
      const found = base.find(bytes, from, hits);
      for (let pair = 0; pair < found; pair++) {
        const anchor = hits[2 * pair + 1] ?? 0;
        if (anchor >= known) hits[2 * pair + 1] = anchor + 1;
      }
      // As many as fit, so that a caller sees from the number of pairs that there may be more.
      if (places.length < room) places = new Int32Array(room);
      const count = findKnown(bytes, from, places);
      if (count === 0) return found;
      // Where either stopped early, nothing beyond that place may be told yet.
      const seenTo = Math.min(
        found + MAX_AT_ONE_OFFSET > room ? (hits[2 * found - 2] ?? 0) : bytes.length,
        count === places.length ? (places[count - 1] ?? 0) : bytes.length,
      );
      return insert(hits, found, places.subarray(0, count), known, seenTo);
    },
  };
}

/**
 * Puts places into rising pairs; the number of pairs. Those beyond `seenTo` are dropped, and with what finds no room all
 * that stands at its offset.
 */
function insert(hits: Int32Array, found: number, places: Int32Array, known: number, seenTo: number): number {
  const pairs: [number, number][] = [];
  for (let pair = 0; pair < found; pair++) pairs.push([hits[2 * pair] ?? 0, hits[2 * pair + 1] ?? 0]);
  for (const at of places) pairs.push([at, known]);
  pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let count = 0;
  for (const [at, anchor] of pairs) {
    if (at > seenTo) break;
    if (count === hits.length >> 1) {
      while (count > 0 && hits[2 * count - 2] === at) count -= 1;
      break;
    }
    hits[2 * count] = at;
    hits[2 * count + 1] = anchor;
    count += 1;
  }
  return count;
}
