import { findAllWith } from '../find-all.ts';
import type { Anchor, ByteClass, CompileKernel, Kernel } from '../kernel/anchor.ts';
import { WIDE_CLASS } from './neighbours.ts';
import { Page } from './page.ts';
import { endsEscape, GONE, LEADS, undoShell, undone, undoWritten } from './undo.ts';

/** Bytes on each side of an escape that are read with it: the anchor it hides, all of it escaped, even twice. */
export const ESCAPE_REACH = 64;

/** Bytes behind an escape in which others are read with it; twice as many where escapes are dense, up to the second. */
const LEAST_SPAN = 32;
const MAX_SPAN = 1024;

/** What lies so near the end of what was read may look different when more is read. */
const UNCLEAR_BYTES = 32;

/** Quotation marks and backslashes that split one word, as JSON in JSON has them. */
const MAX_SPLITTERS = 7;

/** Bytes of the longest escape. */
const MAX_ESCAPE = 20;

/** Characters of the shortest text in UTF-16. */
const MIN_WIDE = 8;

/** Escapes within escapes that are undone. */
const MAX_ROUNDS = 5;

const LINE_FEED = 0x0a;
const DOUBLE_QUOTE = 0x22;
const QUOTE = 0x27;
const BACKSLASH = 0x5c;
const LOWER_N = 0x6e;

/** A text begins as if it followed a line end. */
const START = [LINE_FEED];

type Glance = ((bytes: Uint8Array, at: number) => boolean) | undefined;

/** A place of an anchor. */
interface PlaceInAnchor {
  readonly classes: readonly ByteClass[];
  readonly place: number;
}

/** How far what was read goes: offsets in the bytes it was read from. */
interface Reach {
  readonly bytes: Uint8Array;
  /** Anchors from here on are left to what is read next. */
  readonly hitsTo: number;
  /** From here on something may be cut off, so that glances must not look at it. */
  readonly clearTo: number;
}

/** Of use until the kernel is asked again. */
const HITS = new Int32Array(2 * 512);

function newPage(): Page {
  return new Page(MAX_SPAN + 2 * ESCAPE_REACH + START.length);
}

/** Tells which escapes hide an anchor: undoes them with what stands around them, and looks for anchors in that. */
export class Revealer {
  readonly #kernel: Kernel;
  readonly #anchors: readonly Anchor[];
  readonly #glances: readonly Glance[];
  /**
   * By character where it may stand in an anchor, but for places that take nearly anything and follow no other; and where
   * it may end one.
   */
  readonly #places: (PlaceInAnchor[] | undefined)[] = [];
  readonly #ends: (PlaceInAnchor[] | undefined)[] = [];
  /** By a character times 256 plus the one behind it where the two may stand in an anchor. */
  readonly #placesOfPairs = new Map<number, PlaceInAnchor[]>();
  /** A one for every two characters that may stand beside each other, by the first times 256 plus the second. */
  readonly #pairs = new Uint8Array(0x1_00_00);
  /** Ones for those with which an anchor may begin and end. */
  readonly #firsts = new Uint8Array(256);
  readonly #lasts = new Uint8Array(256);
  /** The text of each round, and what a shell makes of it. */
  readonly #rounds = Array.from({ length: MAX_ROUNDS }, newPage);
  readonly #words = newPage();
  #readTo = 0;
  #span = 0;

  constructor(compileKernel: CompileKernel, anchors: readonly Anchor[], glances: readonly Glance[]) {
    this.#kernel = compileKernel(anchors);
    this.#anchors = anchors;
    this.#glances = glances;
    for (const { classes } of anchors)
      for (const [place, bytes] of classes.entries()) for (const byte of bytes) this.#learn(byte, classes, place);
  }

  #learn(byte: number, classes: readonly ByteClass[], place: number): void {
    const isLast = place === classes.length - 1;
    if (place === 0) this.#firsts[byte] = 1;
    if (isLast) this.#lasts[byte] = 1;
    const isTelling = classes.slice(0, place + 1).some(({ size }) => size <= WIDE_CLASS);
    for (const next of classes[place + 1] ?? []) {
      const pair = (byte << 8) | next;
      this.#pairs[pair] = 1;
      if (!isTelling) continue;
      const places = this.#placesOfPairs.get(pair);
      if (places === undefined) this.#placesOfPairs.set(pair, [{ classes, place }]);
      else places.push({ classes, place });
    }
    if (isTelling) (this.#places[byte] ??= []).push({ classes, place });
    if (isTelling && isLast) (this.#ends[byte] ??= []).push({ classes, place });
  }

  /** Other bytes come next. */
  begin(): void {
    this.#readTo = 0;
    this.#span = LEAST_SPAN;
  }

  /**
   * Calls `spot` with the places of anchors that escapes at or behind `at` hide, each by an offset up to 64 bytes behind
   * its last byte. Offsets come rising, but for some that were read ahead.
   */
  reveal(bytes: Uint8Array, at: number, spot: (at: number) => void): void {
    if (at < this.#readTo) return;
    let escape = at;
    while (escape < at + 2 && LEADS[bytes[escape] ?? 0] === 0) escape++;
    if (this.#mayHide(bytes, escape)) this.#read(bytes, escape, false, spot);
  }

  /** The same for a character before a zero, with which an anchor may begin once the zeros are taken away. */
  revealWide(bytes: Uint8Array, at: number, spot: (at: number) => void): void {
    if (at >= this.#readTo && isWideText(bytes, at)) this.#read(bytes, at, true, spot);
  }

  /** Whether what begins at `at` may be part of an anchor: as far as what stands around it is no escape itself. */
  #mayHide(bytes: Uint8Array, at: number): boolean {
    if (!undoAt(bytes, at)) return false;
    const { width, character } = undone;
    if (character >= 0x80) return false;
    const before = at === 0 || isUnclear(bytes, at - 1) ? -1 : (bytes[at - 1] ?? 0);
    if (character === GONE || isSplitter(character)) {
      const to = behindSplit(bytes, at + width);
      if (before < 0) return this.#mayBegin(bytes, to);
      return this.#mayPrecede(before, bytes, to) && this.#fits(bytes, at - 1, to, before, false);
    }
    if (LEADS[character] === 1) return true;
    if (before >= 0 && this.#firsts[character] === 0 && this.#pairs[(before << 8) | character] === 0) return false;
    if (this.#lasts[character] === 0 && !this.#mayPrecede(character, bytes, at + width)) return false;
    return this.#fits(bytes, at, at + width, character, true);
  }

  /** Whether what stands at `at` may follow `character` in an anchor. */
  #mayPrecede(character: number, bytes: Uint8Array, at: number): boolean {
    const next = bytes[at];
    return next === undefined || LEADS[next] === 1 || this.#pairs[(character << 8) | next] === 1;
  }

  /** Whether an anchor can have `character` between what ends before `from` and what begins at `to`. */
  #fits(bytes: Uint8Array, from: number, to: number, character: number, mayEnd: boolean): boolean {
    const next = bytes[to];
    if (next === undefined || LEADS[next] === 1) return fitsAny(this.#places[character], bytes, from, to, mayEnd);
    if (fitsAny(this.#placesOfPairs.get((character << 8) | next), bytes, from, to, false)) return true;
    return mayEnd && fitsAny(this.#ends[character], bytes, from, to, true);
  }

  /** Whether what stands at `at` can be part of an anchor of which nothing is known. */
  #mayBegin(bytes: Uint8Array, at: number): boolean {
    const next = bytes[at];
    return next === undefined || LEADS[next] === 1 || this.#places[next] !== undefined;
  }

  #read(bytes: Uint8Array, at: number, isWide: boolean, spot: (at: number) => void): void {
    this.#span = at - this.#readTo < LEAST_SPAN ? Math.min(2 * this.#span, MAX_SPAN) : LEAST_SPAN;
    const from = Math.max(0, at - ESCAPE_REACH);
    const to = Math.min(bytes.length, at + this.#span + ESCAPE_REACH);
    const isEnd = to === bytes.length;
    this.#readTo = isEnd ? to : to - ESCAPE_REACH;
    const clearTo = isEnd ? clearEnd(bytes) : to - UNCLEAR_BYTES;
    this.#readPart({ bytes, hitsTo: isEnd ? to : to - UNCLEAR_BYTES, clearTo }, from, to, isWide, spot);
  }

  /** Undoes what is written round by round, and in each round's text what a shell would undo. */
  #readPart(reach: Reach, from: number, to: number, isWide: boolean, spot: (at: number) => void): void {
    const head = from === 0 ? START : [];
    const [first, ...others] = this.#rounds;
    if (first === undefined) return;
    const isAny = first.write(isWide ? undoZero : undoWritten, reach.bytes, from, to, undefined, head);
    if (isAny) this.#look(first, reach, spot);
    const words = this.#words;
    let outer = first;
    if (first.hasShellLeads && words.write(undoShell, reach.bytes, from, to, undefined, head))
      this.#look(words, reach, spot);
    if (!isAny) return;
    for (const page of others) {
      if (outer.hasShellLeads && words.write(undoShell, outer.bytes, 0, outer.length, outer))
        this.#look(words, reach, spot);
      if (!outer.hasLeads || !page.write(undoWritten, outer.bytes, 0, outer.length, outer)) return;
      this.#look(page, reach, spot);
      outer = page;
    }
  }

  #look(page: Page, { bytes, hitsTo, clearTo }: Reach, spot: (at: number) => void): void {
    const text = page.bytes.subarray(0, page.length);
    findAllWith(HITS, this.#kernel, text, (at, anchor) => {
      const places = this.#anchors[anchor]?.classes.length ?? 0;
      const origin = page.originOf(at);
      if (origin >= hitsTo) return;
      const glance = this.#glances[anchor];
      if (isSame(bytes, origin, text, at, places) && glance?.(bytes, origin) !== false) return;
      const clear = glance === undefined ? 0 : lengthBefore(page, clearTo);
      if (at < clear && glance?.(text.subarray(0, clear), at) === false) return;
      spot(Math.min(bytes.length - 1, page.originOf(at + places - 1) + ESCAPE_REACH));
    });
  }
}

/** Whether the text says at `origin` what a page says at `at`, so that nothing is hidden. */
function isSame(bytes: Uint8Array, origin: number, text: Uint8Array, at: number, length: number): boolean {
  for (let index = 0; index < length; index++) if (bytes[origin + index] !== text[at + index]) return false;
  return true;
}

/** Bytes of a page that stood before `origin`. */
function lengthBefore(page: Page, origin: number): number {
  let { length } = page;
  while (length > 0 && page.originOf(length - 1) >= origin) length--;
  return length;
}

/** Where an escape begins that may be cut off at the end; the end where none does. */
function clearEnd(bytes: Uint8Array): number {
  let end = bytes.length;
  for (let at = end - 1; at >= 0 && at >= bytes.length - MAX_ESCAPE; at--) if (LEADS[bytes[at] ?? 0] === 1) end = at;
  return end;
}

type Places = readonly PlaceInAnchor[] | undefined;

/** Whether one of `places` fits between what ends before `from` and what begins at `to`; the last of an anchor if it may. */
function fitsAny(places: Places, bytes: Uint8Array, from: number, to: number, mayEnd: boolean): boolean {
  for (const { classes, place } of places ?? []) {
    if (!mayEnd && place === classes.length - 1) continue;
    if (isBehind(bytes, to, classes, place) && isBefore(bytes, from, classes, place)) return true;
  }
  return false;
}

/** Whether what ends before `from` is what an anchor has before `place`, as far as that is clear. */
function isBefore(bytes: Uint8Array, from: number, classes: readonly ByteClass[], place: number): boolean {
  for (let back = 1; back <= place; back++) {
    const at = from - back;
    if (at < 0 || isUnclear(bytes, at)) return true;
    if (classes[place - back]?.has(bytes[at] ?? 0) !== true) return false;
  }
  return true;
}

/** Whether what begins at `to` is what an anchor has behind `place`, as far as that is clear. */
function isBehind(bytes: Uint8Array, to: number, classes: readonly ByteClass[], place: number): boolean {
  for (let next = place + 1; next < classes.length; next++) {
    const at = to + next - place - 1;
    if (at >= bytes.length || LEADS[bytes[at] ?? 0] === 1) return true;
    if (classes[next]?.has(bytes[at] ?? 0) !== true) return false;
  }
  return true;
}

/** Where the text goes on behind quotation marks and backslashes, and behind a line end that is escaped with them. */
function behindSplit(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < from + MAX_SPLITTERS && isSplitter(bytes[at])) at++;
  return bytes[at] === LOWER_N && bytes[at - 1] === BACKSLASH ? at + 1 : at;
}

function isSplitter(byte: number | undefined): boolean {
  return byte === QUOTE || byte === DOUBLE_QUOTE || byte === BACKSLASH;
}

/** Whether the byte at `at` may belong to an escape. */
function isUnclear(bytes: Uint8Array, at: number): boolean {
  return LEADS[bytes[at] ?? 0] === 1 || endsEscape(bytes, at);
}

/** Whether something else stands at `at`, or a character that passes for another. */
function undoAt(bytes: Uint8Array, at: number): boolean {
  return undoWritten(bytes, at) || undoShell(bytes, at);
}

function undoZero(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0 && undoWritten(bytes, at);
}

/** Whether enough characters in a row stand around `at` with a zero between each two. Where bytes end, in doubt. */
function isWideText(bytes: Uint8Array, at: number): boolean {
  let from = at;
  let to = at;
  while (to < at + 2 * MIN_WIDE && bytes[to] !== 0 && bytes[to + 1] === 0) to += 2;
  while (from > at - 2 * MIN_WIDE && bytes[from - 1] === 0 && bytes[from - 2] !== 0) from -= 2;
  return to - from >= 2 * MIN_WIDE || from <= 1 || to >= bytes.length - 1;
}
