import type { Anchor, ByteClass, CompileKernel, Kernel } from '../kernel/anchor.ts';
import { findAllWith } from '../find-all.ts';
import { WIDE_CLASS } from './neighbours.ts';
import { GONE, LEADS, undoShell, undone, undoWritten } from './undo.ts';

/** Bytes on each side of an escape that are read with it: the anchor it hides, all of it escaped, even twice. */
export const ESCAPE_REACH = 64;

/** Bytes read at once at most; where escapes are dense, reading on is cheaper than to begin again. */
const MAX_READ = 1024;

/** What lies so near the end of what was read may look different when more is read. */
const UNCLEAR_BYTES = 32;

/** Quotation marks and backslashes that split one word, as JSON in JSON has them. */
const MAX_SPLITTERS = 7;

/** Bytes of the longest escape. */
const MAX_ESCAPE = 20;

/** Escapes within escapes that are undone. */
const MAX_ROUNDS = 5;

const LINE_FEED = 0x0a;
const DOUBLE_QUOTE = 0x22;
const PERCENT = 0x25;
const QUOTE = 0x27;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const LOWER_N = 0x6e;
const LOWER_R = 0x72;
const LOWER_T = 0x74;
const BRACE_END = 0x7d;
/** What a character above ASCII is to anchors. */
const OTHER = 0x7f;
const BLANK = 0x20;
const HEX_DIGIT = new Uint8Array(256);
for (const digit of '0123456789abcdefABCDEF') HEX_DIGIT[digit.charCodeAt(0)] = 1;

type Glance = ((bytes: Uint8Array, at: number) => boolean) | undefined;

/** A place of an anchor. */
interface PlaceInAnchor {
  readonly classes: readonly ByteClass[];
  readonly place: number;
}

/** A text with its escapes undone. Behind it stand blanks, so that nothing reads on into what was there before. */
class Page {
  readonly bytes = new Uint8Array(MAX_READ + 3 * ESCAPE_REACH + 1);
  readonly origins = new Int32Array(this.bytes.length);
  /** Ones at what an escape stood for, or next to where something was taken away. */
  readonly changed = new Uint8Array(this.bytes.length);
  length = 0;

  put(byte: number, origin: number, isChanged: number): void {
    this.bytes[this.length] = byte;
    this.origins[this.length] = origin;
    this.changed[this.length] = isChanged;
    this.length += 1;
  }

  done(): void {
    this.bytes.fill(BLANK, this.length);
  }
}

/** Tells which escapes hide an anchor: undoes them with what stands around them, and looks for anchors in that. */
export class Revealer {
  readonly #kernel: Kernel;
  readonly #anchors: readonly Anchor[];
  readonly #glances: readonly Glance[];
  /** By character where it may stand in an anchor. */
  readonly #places: (PlaceInAnchor[] | undefined)[] = [];
  readonly #pages: readonly [Page, Page, Page] = [new Page(), new Page(), new Page()];
  #readTo = 0;
  #span = 0;

  constructor(compileKernel: CompileKernel, anchors: readonly Anchor[], glances: readonly Glance[]) {
    this.#kernel = compileKernel(anchors);
    this.#anchors = anchors;
    this.#glances = glances;
    for (const { classes } of anchors) {
      for (const [place, bytes] of classes.entries()) {
        if (bytes.size > WIDE_CLASS) continue;
        for (const byte of bytes) (this.#places[byte] ??= []).push({ classes, place });
      }
    }
  }

  /** Other bytes come next. */
  begin(): void {
    this.#readTo = 0;
    this.#span = ESCAPE_REACH;
  }

  /**
   * Calls `spot` with the places of anchors that escapes at or behind `at` hide, each by an offset up to 64 bytes behind
   * its first byte. Offsets come rising, but for some that were read ahead.
   */
  reveal(bytes: Uint8Array, at: number, spot: (at: number) => void): void {
    if (at < this.#readTo) return;
    let escape = at;
    while (escape < at + 2 && LEADS[bytes[escape] ?? 0] === 0) escape++;
    if (!this.#mayHide(bytes, escape)) return;
    this.#read(bytes, escape, false, spot);
  }

  /** The same for a place of which it is known that an anchor stands there once zeros are taken away. */
  revealWide(bytes: Uint8Array, at: number, spot: (at: number) => void): void {
    if (at >= this.#readTo) this.#read(bytes, at, true, spot);
  }

  #read(bytes: Uint8Array, at: number, isWide: boolean, spot: (at: number) => void): void {
    this.#span = at - this.#readTo < ESCAPE_REACH ? Math.min(2 * this.#span, MAX_READ) : ESCAPE_REACH;
    const from = Math.max(0, at - ESCAPE_REACH);
    const to = Math.min(bytes.length, at + this.#span + ESCAPE_REACH);
    this.#readTo = to === bytes.length ? to : to - ESCAPE_REACH;
    this.#readPart(bytes, from, to, isWide, spot);
  }

  /** Whether what begins at `at` may be part of an anchor: as far as what stands around it is no escape itself. */
  #mayHide(bytes: Uint8Array, at: number): boolean {
    if (!undoAt(bytes, at)) return false;
    const { width, character } = undone;
    if (character >= 0x80) return false;
    const isMark = character === GONE || isSplitter(character);
    if (!isMark) return LEADS[character] === 1 || this.#fits(bytes, at, at + width, character, 1);
    const before = bytes[at - 1];
    const to = behindSplit(bytes, at + width);
    if (before === undefined || isUnclear(bytes, at - 1)) return this.#mayBegin(bytes, to);
    return this.#fits(bytes, at - 1, to, before, 0);
  }

  /** Whether an anchor can have `character` between what ends before `from` and what begins at `to`. */
  #fits(bytes: Uint8Array, from: number, to: number, character: number, fewest: number): boolean {
    for (const { classes, place } of this.#places[character] ?? []) {
      if (
        classes.length - place - 1 + fewest > 0 &&
        isBefore(bytes, from, classes, place) &&
        isBehind(bytes, to, classes, place)
      )
        return true;
    }
    return false;
  }

  /** Whether what stands at `at` can be part of an anchor of which nothing is known. */
  #mayBegin(bytes: Uint8Array, at: number): boolean {
    return at >= bytes.length || isUnclear(bytes, at) || this.#places[bytes[at] ?? 0] !== undefined;
  }

  /** Undoes what is written round by round, and in each round's text what a shell would undo. */
  #readPart(bytes: Uint8Array, from: number, to: number, isWide: boolean, spot: (at: number) => void): void {
    const reach: Reach = {
      end: bytes.length,
      hitsTo: to === bytes.length ? to : to - UNCLEAR_BYTES,
      clearTo: to === bytes.length ? clearEnd(bytes) : to - UNCLEAR_BYTES,
    };
    const [one, other, words] = this.#pages;
    let [page, next] = [one, other];
    undo(isWide ? undoZero : undoNothing, bytes, from, to, undefined, page);
    if (isWide) this.#look(page, reach, spot);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      if (undo(undoShell, page.bytes, 0, page.length, page, words)) this.#look(words, reach, spot);
      if (!undo(undoWritten, page.bytes, 0, page.length, page, next)) return;
      this.#look(next, reach, spot);
      [page, next] = [next, page];
    }
  }

  #look(page: Page, { end, hitsTo, clearTo }: Reach, spot: (at: number) => void): void {
    const text = page.bytes.subarray(0, page.length);
    let clear = page.length;
    while (clear > 0 && (page.origins[clear - 1] ?? 0) >= clearTo) clear--;
    findAllWith(HITS, this.#kernel, text, (at, anchor) => {
      const places = this.#anchors[anchor]?.classes.length ?? 0;
      const origin = page.origins[at] ?? 0;
      if (origin >= hitsTo || !page.changed.subarray(at, at + places).includes(1)) return;
      if (at < clear && this.#glances[anchor]?.(text.subarray(0, clear), at) === false) return;
      spot(Math.min(end - 1, (page.origins[at + places - 1] ?? origin) + ESCAPE_REACH));
    });
  }
}

/** How far what was read goes: offsets in the bytes it was read from. */
interface Reach {
  /** Where they end. */
  readonly end: number;
  /** Anchors from here on are left to what is read next. */
  readonly hitsTo: number;
  /** From here on something may be cut off, so that glances must not look at it. */
  readonly clearTo: number;
}

const HITS = new Int32Array(2 * 512);

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

/** Whether the byte at `at` may be the last of an escape. */
function endsEscape(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at] ?? 0;
  if (byte === SEMICOLON || byte === BRACE_END) return true;
  if (HEX_DIGIT[byte] === 0)
    return byte === LOWER_N || byte === LOWER_R || byte === LOWER_T ? bytes[at - 1] === BACKSLASH : false;
  const lead = bytes[at - 2];
  return (
    lead === PERCENT ||
    lead === EQUALS ||
    bytes[at - 3] === BACKSLASH ||
    bytes[at - 5] === BACKSLASH ||
    bytes[at - 4] === BACKSLASH
  );
}

/** Where an escape begins that may be cut off at the end; the end where none does. */
function clearEnd(text: Uint8Array): number {
  let end = text.length;
  for (let at = end - 1; at >= 0 && at >= text.length - MAX_ESCAPE; at--) if (LEADS[text[at] ?? 0] === 1) end = at;
  return end;
}

/** Whether something else stands at `at`, or a character that passes for another. */
function undoAt(bytes: Uint8Array, at: number): boolean {
  return undoWritten(bytes, at) || undoShell(bytes, at);
}

function undoNothing(): boolean {
  return false;
}

function undoZero(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0 && undoWritten(bytes, at);
}

/** Copies `[from, to)` of `bytes`, which are of `page` if there is one, with what `undoAt` reads undone; whether it was. */
function undo(
  read: (bytes: Uint8Array, at: number) => boolean,
  bytes: Uint8Array,
  from: number,
  to: number,
  page: Page | undefined,
  into: Page,
): boolean {
  let isAny = false;
  let isNext = 0;
  into.length = 0;
  if (from === 0 && page === undefined) into.put(LINE_FEED, 0, 0);
  for (let at = from; at < to; ) {
    const byte = bytes[at] ?? 0;
    const origin = page === undefined ? at : (page.origins[at] ?? 0);
    if (LEADS[byte] === 1 && read(bytes, at)) {
      isAny = true;
      at += undone.width;
      if (undone.character !== GONE) into.put(undone.character < 0x80 ? undone.character : OTHER, origin, 1);
      else if (into.length > 0) into.changed[into.length - 1] = 1;
      isNext = undone.character === GONE ? 1 : 0;
      continue;
    }
    into.put(byte, origin, isNext | (page?.changed[at] ?? 0));
    isNext = 0;
    at += 1;
  }
  into.done();
  return isAny;
}
