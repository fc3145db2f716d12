import { findAllWith } from '../find-all.ts';
import type { Anchor, CompileKernel, Kernel } from '../kernel/anchor.ts';
import { AnchorPlaces, isUnclear } from './anchor-places.ts';
import { Page } from './page.ts';
import { GONE, LEADS, undoShell, undone, undoWritten } from './undo.ts';

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
  readonly #places: AnchorPlaces;
  /** The text of each round, and what a shell makes of it. */
  readonly #rounds = Array.from({ length: MAX_ROUNDS }, newPage);
  readonly #words = newPage();
  #readTo = 0;
  #span = 0;

  constructor(compileKernel: CompileKernel, anchors: readonly Anchor[], glances: readonly Glance[]) {
    this.#kernel = compileKernel(anchors);
    this.#anchors = anchors;
    this.#glances = glances;
    this.#places = new AnchorPlaces(anchors);
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
    const places = this.#places;
    const { width, character } = undone;
    if (character >= 0x80) return false;
    const before = at === 0 || isUnclear(bytes, at - 1) ? -1 : (bytes[at - 1] ?? 0);
    if (character === GONE || isSplitter(character)) {
      const to = behindSplit(bytes, at + width);
      if (before < 0) return places.mayBegin(bytes, to);
      return places.mayPrecede(before, bytes, to) && places.mayHold(before, bytes, at - 1, to, false);
    }
    if (LEADS[character] === 1) return true;
    if (before >= 0 && places.firsts[character] === 0 && places.pairs[(before << 8) | character] === 0) return false;
    if (places.lasts[character] === 0 && !places.mayPrecede(character, bytes, at + width)) return false;
    return places.mayHold(character, bytes, at, at + width, true);
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

/** Where the text goes on behind quotation marks and backslashes, and behind a line end that is escaped with them. */
function behindSplit(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < from + MAX_SPLITTERS && isSplitter(bytes[at])) at++;
  return bytes[at] === LOWER_N && bytes[at - 1] === BACKSLASH ? at + 1 : at;
}

function isSplitter(byte: number | undefined): boolean {
  return byte === QUOTE || byte === DOUBLE_QUOTE || byte === BACKSLASH;
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
