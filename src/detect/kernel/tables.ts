import type { Anchor, ByteClass } from './anchor.ts';
import { SAMPLE } from './byte-shares.ts';
import { fingerprintOf, TABLE_BYTES } from './fingerprint.ts';
import { evenKeysOf, FOLDED, keyOf, type Key } from './keys.ts';

/** Bytes looked through at a time. */
export const BLOCK_BYTES = 32 * 1024;

/** Bytes of which the candidates are noted before they are looked at. */
export const SEGMENT_BYTES = 1024;

/** Candidates listed at a time: as many are written whether there are so many or not. */
export const LISTED_AT_ONCE = 8;

/** Pairs the program can write before it must be called again. */
export const MAX_PAIRS = 1024;

/** Places of the shortest and of the longest anchor. */
export const MIN_PLACES = 2;
export const MAX_PLACES = 8;

/** How far an anchor's key may stand behind its first place. */
export const MAX_LAG = MAX_PLACES - MIN_PLACES;

/** Anchors that the fingerprint alone tells apart well enough. With more, words at even offsets are looked up as well. */
const MAX_WITHOUT_EVENS = 64;

/** Tables of the fingerprint. */
const MAX_FINGERPRINTS = 2;

/** Memory comes in such pages. */
export const PAGE_BYTES = 64 * 1024;

/** Links of one kernel at most: what 16 bits reach, four bytes a step. */
const MAX_LINK_BYTES = 4 * PAGE_BYTES;

/** Bytes of a set of bytes, a bit for each, and of a list of where those of an anchor's places are. */
const SET_BYTES = 32;
const LIST_BYTES = 4 * MAX_PLACES;

const WORD_SLOTS = 32_768;
const PAIR_SLOTS = 4096;
const EVENS = 262_144;

const candidates = MAX_FINGERPRINTS * TABLE_BYTES;
const evenCandidates = candidates + SEGMENT_BYTES / 8 + 8;
const places = evenCandidates + SEGMENT_BYTES / 8 + 8;
const linked = places + 4 * (SEGMENT_BYTES + LISTED_AT_ONCE);
const pairs = linked + 8 * SEGMENT_BYTES + 8;
const byPair = pairs + 8 * MAX_PAIRS;
const byWord = byPair + 2 * PAIR_SLOTS;
const input = byWord + 2 * WORD_SLOTS;
const byEven = input + BLOCK_BYTES + 64;
const evens = byEven + 2 * WORD_SLOTS;

/**
 * Where things lie in the program's memory. Numbers are little-endian; an "address" counts in fours from `Tables.links`, in
 * 16 bits.
 * - `fingerprint`: one or two tables of `fingerprintOf`;
 * - `candidates`, `evenCandidates`: a bit for each offset of a segment that the fingerprint, or `evens`, lets through, and
 *   eight bytes more;
 * - `places`: where these bits stand, from the first, 32 bits each;
 * - `linked`: (place, its links by word, by pair and by even word), 16 bits each;
 * - `pairs`: (anchor, offset), 32 bits each;
 * - `byPair`, `byWord`: by hash of a key's two or four bytes the address of its first link, or 0;
 * - `input`: the block and the bytes after it that its last anchors reach into;
 * - `byEven`, `evens`, unless anchors are few: as `byWord`, for words that are looked for at even offsets, and a one for
 *   each of their hashes;
 * - from `Tables.records` on a record of each anchor;
 * - from `Tables.links` on links, as many as there are, and behind them classes.
 *
 * A link holds the address of the next, or 0, and its target: eight times the index of an anchor, and its key's lag.
 */
export const LAYOUT = {
  fingerprint: 0,
  candidates,
  evenCandidates,
  places,
  linked,
  pairs,
  byPair,
  byWord,
  input,
  byEven,
  evens,
} as const;

/**
 * What a record holds: for the anchor's eight bytes those bits that are set before they are compared, those that are
 * compared, and their value (8 bytes each); the anchor's length (4 bytes); and where its list of classes is (4), or 0:
 * for each place where a set of 256 bits is.
 */
export const RECORD = { set: 0, care: 8, value: 16, length: 24, classes: 28, bytes: 32 } as const;

/** Parts of a link's target. */
export const TARGET = { lag: 7, anchor: 8 } as const;

/** A word times `factor`, shifted and masked, is the offset of its slot: 2^32 through the golden ratio (Knuth 3, 6.4). */
export const SLOT_HASH = {
  factor: 0x9e3779b1 | 0,
  word: { shift: 16, mask: 2 * WORD_SLOTS - 2 },
  pair: { shift: 19, mask: 2 * PAIR_SLOTS - 2 },
} as const;

/** The halves of a word, signed, times two factors, added, shifted and masked, are its place in `evens`. */
export const EVEN_HASH = { shift: 11, mask: EVENS - 1 } as const;

/** What the two halves of a word are multiplied by: odd, 15 bits. */
export type Factors = readonly [low: number, high: number];

/** Pairs of factors to choose from: of few words, some pair makes frequent text meet none by chance. */
const FACTORS: readonly Factors[] = Array.from({ length: 12 }, (_, index) => [
  ((0x6b43 + 0x1f36 * index) & 0x7fff) | 0x4001,
  ((0x58ad + 0x2c5a * index) & 0x7fff) | 0x4001,
]);

/** Where in memory the first link of a word is. */
export function slotOfWord(word: number): number {
  const { factor, word: hash } = SLOT_HASH;
  return LAYOUT.byWord + ((Math.imul(word | FOLDED, factor) >>> hash.shift) & hash.mask);
}

/** Where in memory the first link of a word at an even offset is. */
export function slotOfEven(word: number): number {
  return LAYOUT.byEven - LAYOUT.byWord + slotOfWord(word);
}

/** Where in memory the first link of a word's first two bytes is. */
export function slotOfPair(word: number): number {
  const { factor, pair: hash } = SLOT_HASH;
  return LAYOUT.byPair + ((Math.imul(word << 16, factor) >>> hash.shift) & hash.mask);
}

/** Where in `evens` a word is. */
export function evenOf(word: number, [low, high]: Factors): number {
  const folded = word | FOLDED;
  const sum = Math.imul((folded << 16) >> 16, low) + Math.imul(folded >> 16, high);
  return (sum >>> EVEN_HASH.shift) & EVEN_HASH.mask;
}

/** The memory of a kernel, as it is before it is given anything to read. */
export interface Tables {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Tables of the fingerprint. */
  readonly fingerprints: number;
  readonly hasEvens: boolean;
  /** Where the records are. */
  readonly records: number;
  /** Where the links are, and nothing in the first four bytes. */
  readonly links: number;
  /** What the hashes of `evens` are made with. */
  readonly factors: Factors;
}

/** Writes the tables for `anchors`, 8192 at most. Throws a RangeError when their links take more than 256 KiB. */
export function tablesFor(anchors: readonly Anchor[]): Tables {
  const hasEvens = anchors.length > MAX_WITHOUT_EVENS;
  const records = hasEvens ? evens + EVENS : byEven;
  const writer = new Writer(records, anchors.length);
  const anywhere: number[] = [];
  const evenWords: number[] = [];
  const runs: (readonly ByteClass[])[] = [];
  for (const [index, { classes }] of anchors.entries()) {
    const evenKeys = hasEvens ? evenKeysOf(classes) : undefined;
    for (const key of evenKeys ?? []) {
      writer.link(index, key, slotOfEven);
      evenWords.push(...key.by.words);
    }
    if (evenKeys !== undefined) continue;
    const key = keyOf(classes);
    runs.push(key.run);
    if (key.by.kind === 'any') anywhere.push(TARGET.anchor * index + key.lag);
    else writer.link(index, key, key.by.kind === 'word' ? slotOfWord : slotOfPair);
  }
  writer.linkAnywhere(anywhere);
  for (const [index, { classes }] of anchors.entries()) writer.record(index, classes);
  const factors = factorsFor(evenWords);
  for (const word of evenWords) writer.bytes[LAYOUT.evens + evenOf(word, factors)] = 1;
  const fingerprint = fingerprintOf(runs, hasEvens ? MAX_FINGERPRINTS : 1);
  writer.bytes.set(fingerprint, LAYOUT.fingerprint);
  const fingerprints = fingerprint.length / TABLE_BYTES;
  return { bytes: writer.whole(), fingerprints, hasEvens, records, links: writer.links, factors };
}

/** The factors with which the fewest offsets of a sample of traffic seem to hold one of `words`. */
function factorsFor(words: readonly number[]): Factors {
  const sample = new DataView(SAMPLE.buffer, SAMPLE.byteOffset, SAMPLE.length);
  const seemingly = (factors: Factors): number => {
    const evenSet = new Uint8Array(EVENS);
    for (const word of words) evenSet[evenOf(word, factors)] = 1;
    let count = 0;
    for (let at = 0; at + 4 <= SAMPLE.length; at++) count += evenSet[evenOf(sample.getInt32(at, true), factors)] ?? 0;
    return count;
  };
  const [best = [1, 1]] = FACTORS.map((factors) => ({ factors, count: words.length === 0 ? 0 : seemingly(factors) }))
    .toSorted((a, b) => a.count - b.count)
    .map(({ factors }): Factors => factors);
  return best;
}

class Writer {
  readonly links: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #records: number;
  readonly #view: DataView;
  readonly #sets = new Map<string, number>();
  #end: number;

  constructor(records: number, anchors: number) {
    this.#records = records;
    this.links = records + RECORD.bytes * anchors;
    this.bytes = new Uint8Array(
      this.links + MAX_LINK_BYTES + anchors * (LIST_BYTES + MAX_PLACES * SET_BYTES) + PAGE_BYTES,
    );
    this.#view = new DataView(this.bytes.buffer);
    this.#end = this.links + 4;
  }

  /** Makes a key lead to its anchor. */
  link(index: number, { lag, by }: Key, slotOf: (word: number) => number): void {
    for (const slot of new Set(by.words.map(slotOf))) {
      const next = this.#view.getUint16(slot, true);
      this.#view.setUint16(slot, this.#addLink(TARGET.anchor * index + lag, next), true);
    }
  }

  /** Makes all pairs of bytes lead to these as well. Nothing may be linked after that. */
  linkAnywhere(targets: readonly number[]): void {
    if (targets.length === 0) return;
    const first = targets.reduce((next, target) => this.#addLink(target, next), 0);
    for (let slot: number = LAYOUT.byPair; slot < LAYOUT.byWord; slot += 2) {
      let last = slot;
      for (let next = this.#view.getUint16(last, true); next !== 0; next = this.#view.getUint16(last, true)) {
        last = this.links + 4 * next;
      }
      this.#view.setUint16(last, first, true);
    }
  }

  whole(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, PAGE_BYTES * Math.ceil(this.#end / PAGE_BYTES));
  }

  #take(count: number): number {
    const at = this.#end;
    this.#end += count;
    return at;
  }

  #addLink(target: number, next: number): number {
    const at = this.#take(4);
    if (this.#end > this.links + MAX_LINK_BYTES)
      throw new RangeError('the links of the anchors take more than 256 KiB: use fewer anchors, or narrower ones');
    this.#view.setUint16(at, next, true);
    this.#view.setUint16(at + 2, target, true);
    return (at - this.links) / 4;
  }

  /** Writes what an anchor is compared with. Nothing may be linked after that. */
  record(index: number, classes: readonly ByteClass[]): void {
    const at = this.#records + RECORD.bytes * index;
    const wide: (ByteClass | undefined)[] = [];
    for (const [place, bytes] of classes.entries()) {
      const [one = 0, other = one] = bytes;
      if (bytes.size > 2 || (one !== other && (one ^ other) !== 0x20)) {
        wide[place] = bytes;
        continue;
      }
      this.bytes[at + RECORD.set + place] = one ^ other;
      this.bytes[at + RECORD.care + place] = 0xff;
      this.bytes[at + RECORD.value + place] = one | other;
    }
    this.#view.setUint32(at + RECORD.length, classes.length, true);
    if (wide.length > 0) this.#view.setUint32(at + RECORD.classes, this.#list(wide), true);
  }

  #list(wide: readonly (ByteClass | undefined)[]): number {
    const sets = Array.from({ length: MAX_PLACES }, (_, place) => this.#set(wide[place]));
    const at = this.#take(LIST_BYTES);
    for (const [place, set] of sets.entries()) this.#view.setUint32(at + 4 * place, set, true);
    return at;
  }

  #set(bytes: ByteClass | undefined): number {
    const bits = new Uint8Array(SET_BYTES).fill(bytes === undefined ? 0xff : 0);
    for (const byte of bytes ?? []) bits[byte >> 3] = (bits[byte >> 3] ?? 0) | (1 << (byte & 7));
    const name = bits.join();
    const known = this.#sets.get(name);
    if (known !== undefined) return known;
    const at = this.#take(SET_BYTES);
    this.bytes.set(bits, at);
    this.#sets.set(name, at);
    return at;
  }
}
