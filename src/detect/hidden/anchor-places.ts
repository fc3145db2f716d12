import type { Anchor, ByteClass } from '../kernel/anchor.ts';
import { differentRuns, nameOfClass } from '../kernel/different-runs.ts';
import { WIDE_CLASS } from './neighbours.ts';
import { endsEscape, LEADS } from './undo.ts';

/** Bits of a place: where in an anchor a character stands. */
const PLACE_BITS = 3;
const PLACES = 1 << PLACE_BITS;

const EQUALS = 0x3d;

/** A place of an anchor: the anchor's index, and where in it. */
type Place = number;

/**
 * Where in the anchors a character may stand, told from what stands around it. A place that takes nearly anything tells
 * nothing unless it follows one that does not.
 */
export class AnchorPlaces {
  /** Ones for the characters with which an anchor may begin and end. */
  readonly firsts = new Uint8Array(256);
  readonly lasts = new Uint8Array(256);
  /** A one for every two characters that may stand beside each other, by the first times 256 plus the second. */
  readonly pairs = new Uint8Array(0x1_00_00);
  /** By character; where it may begin an anchor, and where it may end one. */
  readonly #places: (Place[] | undefined)[] = [];
  readonly #begins: (Place[] | undefined)[] = [];
  readonly #ends: (Place[] | undefined)[] = [];
  /** By a character times 256 plus the one behind it, and by the one before it times 256 plus the character. */
  readonly #before: (Place[] | undefined)[] = Array.from({ length: 0x1_00_00 });
  readonly #behind: (Place[] | undefined)[] = Array.from({ length: 0x1_00_00 });
  /** Places of each anchor, and for each place where in `takes` its class is: a one for every byte it takes. */
  readonly #lengths: Uint8Array;
  readonly #classes: Int32Array;
  readonly #takes: Uint8Array;

  constructor(anchors: readonly Anchor[]) {
    const runs = differentRuns(anchors.map(({ classes }) => classes));
    const starts = new Map<string, number>();
    this.#lengths = Uint8Array.from(runs, ({ length }) => length);
    this.#classes = new Int32Array(PLACES * runs.length);
    const tables: ByteClass[] = [];
    for (const [index, classes] of runs.entries()) {
      for (const [place, bytes] of classes.entries()) {
        const name = nameOfClass(bytes);
        const start = starts.get(name) ?? 256 * (tables.push(bytes) - 1);
        starts.set(name, start);
        this.#classes[PLACES * index + place] = start;
        this.#learn(classes, place, PLACES * index + place);
      }
    }
    this.#takes = new Uint8Array(256 * tables.length);
    for (const [index, bytes] of tables.entries()) for (const byte of bytes) this.#takes[256 * index + byte] = 1;
  }

  #learn(classes: readonly ByteClass[], place: number, here: Place): void {
    const isLast = place === classes.length - 1;
    const isTelling = classes.slice(0, place + 1).some(({ size }) => size <= WIDE_CLASS);
    for (const byte of classes[place] ?? []) {
      if (place === 0) this.firsts[byte] = 1;
      if (isLast) this.lasts[byte] = 1;
      for (const next of classes[place + 1] ?? []) {
        this.pairs[(byte << 8) | next] = 1;
        if (isTelling) (this.#before[(byte << 8) | next] ??= []).push(here);
      }
      if (!isTelling) continue;
      for (const before of classes[place - 1] ?? []) (this.#behind[(before << 8) | byte] ??= []).push(here);
      (this.#places[byte] ??= []).push(here);
      if (place === 0) (this.#begins[byte] ??= []).push(here);
      if (isLast) (this.#ends[byte] ??= []).push(here);
    }
  }

  /** Whether what stands at `at` may follow `character` in an anchor. */
  mayPrecede(character: number, bytes: Uint8Array, at: number): boolean {
    const next = bytes[at];
    return next === undefined || LEADS[next] === 1 || this.pairs[(character << 8) | next] === 1;
  }

  /** Whether what stands at `at` can be part of an anchor of which nothing is known. */
  mayBegin(bytes: Uint8Array, at: number): boolean {
    const next = bytes[at];
    return next === undefined || LEADS[next] === 1 || this.#places[next] !== undefined;
  }

  /** Whether an anchor can have `character` between what ends before `from` and what begins at `to`; also at its end. */
  mayHold(character: number, bytes: Uint8Array, from: number, to: number, mayEnd: boolean): boolean {
    const next = bytes[to];
    if (next !== undefined && LEADS[next] === 0) {
      if (this.#fitsAny(this.#before[(character << 8) | next], bytes, from, to, false)) return true;
      return mayEnd && this.#fitsAny(this.#ends[character], bytes, from, to, true);
    }
    if (from === 0 || isUnclear(bytes, from - 1))
      return this.#fitsAny(this.#places[character], bytes, from, to, mayEnd);
    const behind = this.#behind[((bytes[from - 1] ?? 0) << 8) | character];
    return (
      this.#fitsAny(behind, bytes, from, to, mayEnd) || this.#fitsAny(this.#begins[character], bytes, from, to, mayEnd)
    );
  }

  /** Whether one of `places` fits between what ends before `from` and what begins at `to`; the last of an anchor if it may. */
  #fitsAny(
    places: readonly Place[] | undefined,
    bytes: Uint8Array,
    from: number,
    to: number,
    mayEnd: boolean,
  ): boolean {
    if (places === undefined) return false;
    for (const here of places) {
      if (!mayEnd && this.#isLast(here)) continue;
      if (this.#isBehind(bytes, to, here) && this.#isBefore(bytes, from, here)) return true;
    }
    return false;
  }

  #isLast(here: Place): boolean {
    return (here & (PLACES - 1)) === (this.#lengths[here >> PLACE_BITS] ?? 0) - 1;
  }

  /** Whether what ends before `from` is what an anchor has before a place, as far as that is clear. */
  #isBefore(bytes: Uint8Array, from: number, here: Place): boolean {
    const place = here & (PLACES - 1);
    for (let back = 1; back <= place; back++) {
      const at = from - back;
      if (at < 0 || isUnclear(bytes, at)) return true;
      if (this.#takes[(this.#classes[here - back] ?? 0) + (bytes[at] ?? 0)] === 0) return false;
    }
    return true;
  }

  /** Whether what begins at `to` is what an anchor has behind a place, as far as that is clear. */
  #isBehind(bytes: Uint8Array, to: number, here: Place): boolean {
    const left = (this.#lengths[here >> PLACE_BITS] ?? 0) - (here & (PLACES - 1)) - 1;
    for (let ahead = 1; ahead <= left; ahead++) {
      const byte = bytes[to + ahead - 1];
      if (byte === undefined || LEADS[byte] === 1) return true;
      if (this.#takes[(this.#classes[here + ahead] ?? 0) + byte] === 0) return false;
    }
    return true;
  }
}

/** Whether the byte at `at` may belong to an escape. Of a line of equals signs only the last may. */
export function isUnclear(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at] ?? 0;
  if (byte === EQUALS && bytes[at + 1] === EQUALS) return false;
  return LEADS[byte] === 1 || endsEscape(bytes, at);
}
