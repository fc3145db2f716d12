import { KIND, PLACE_BYTES } from './survey-program.ts';
import type { Entries } from './survey.ts';
import { goesOn, mayPrecede, widthAt } from './utf8-text.ts';

/** Characters of the shortest stretch that is decoded: the survey shows every one of so many. */
const MIN_STRETCH = 23;

/** Bytes of text in a row without which what is decoded is noise: where most of it is ASCII, and in any language. */
const MIN_TEXT = 10;
const MIN_ANY_TEXT = 18;

/** Bytes above ASCII in a row that every place has that the survey says holds nothing of ASCII. */
const BASE64_BEYOND = 9;
const HEX_BEYOND = 7;

/** Bytes of a character of UTF-8 behind its first. */
const MAX_REST = 3;

/** Groups decoded at a time. */
const MAX_GROUPS = 4096;

/** Groups at the end of a piece that the next begins with: what is hidden in them, encoded once more, stands in one. */
const OVERLAP_GROUPS = 64;

/** Blanks that may indent a wrapped line. */
const MAX_INDENT = 32;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;
const SPACE = 0x20;
const TAB = 0x09;
const LOWER_N = 0x6e;
const LOWER_R = 0x72;

/** Values of base64 and base64url characters (RFC 4648 §4, §5) and of hex digits; -1 for others. */
const BASE64 = new Int8Array(256).fill(-1);
for (const [value, character] of Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
).entries())
  BASE64[character.charCodeAt(0)] = value;
BASE64['-'.charCodeAt(0)] = 62;
BASE64['_'.charCodeAt(0)] = 63;
const HEX = new Int8Array(256).fill(-1);
for (const [index, digit] of Array.from('0123456789abcdefABCDEF').entries())
  HEX[digit.charCodeAt(0)] = index < 16 ? index : index - 6;

/** Takes a piece of decoded text, of use until it returns, and where its bytes stood: at or up to a group before. */
export type TakePiece = (decoded: Uint8Array, originOf: (offset: number) => number) => void;

/**
 * Decodes the stretches of base64, or of hex, that stand for text, from any of their characters on, over line ends,
 * also escaped ones, and escaped slashes. Where a stretch is cut off in a text that comes in pieces, what is there is
 * decoded. Linear in the text.
 */
export class EncodedText {
  readonly #values: Int8Array;
  /** Characters of a group, and bytes it stands for. */
  readonly #characters: number;
  readonly #group: number;
  /** A line end, then what is decoded; and where each group began. */
  readonly #decoded: Uint8Array;
  readonly #origins = new Int32Array(MAX_GROUPS + 2);
  #bytes: Uint8Array = new Uint8Array();
  #groups = 0;
  #rest = 0;
  /** How far the text was read for each way of dividing it, by where a group begins but for line ends. */
  readonly #readTo = new Int32Array(4);
  /** How far any of them was read, and in it what follows a line end or the like: where, and how many bytes were no part. */
  #knownTo = 0;
  readonly #resumes: number[] = [];
  readonly #skipped: number[] = [];
  /** The last group read: its characters' values, where the next begins. */
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;
  #next = 0;
  /** What a group stands for that was looked at. */
  readonly #look = new Uint8Array(3);
  /** What the groups of a place stand for that is to hold nothing of ASCII. */
  readonly #beyond: Uint8Array;

  constructor(coding: 'base64' | 'hex') {
    this.#values = coding === 'hex' ? HEX : BASE64;
    this.#characters = coding === 'hex' ? 2 : 4;
    this.#group = coding === 'hex' ? 1 : 3;
    this.#decoded = new Uint8Array(1 + this.#group * (MAX_GROUPS + 2));
    this.#decoded[0] = LINE_FEED;
    this.#beyond = new Uint8Array(coding === 'hex' ? HEX_BEYOND : BASE64_BEYOND);
  }

  /** Decodes what stands at the places among the first `count` of `entries` of `bytes` that are of this coding. */
  decode(bytes: Uint8Array, entries: Entries, count: number, take: TakePiece): void {
    const size = this.#characters;
    const kind = size === 2 ? KIND.hex : KIND.base64;
    this.#bytes = bytes;
    this.#forgetLines();
    for (let index = 0; index < count; index++) {
      const entry = entries[index] ?? 0;
      const isBeyond = (entry & 3) === KIND.beyond;
      if (!isBeyond && (entry & 3) !== kind) continue;
      const place = Math.floor(entry / 4);
      if (place > this.#knownTo && this.#resumes.length > 0) this.#forgetLines();
      const skipped = this.#skippedAt(place);
      for (let at = place; at < place + size; at++) {
        const way = (at - skipped) & (size - 1);
        if (at < (this.#readTo[way] ?? 0)) continue;
        if (isBeyond ? this.#isBeyondAscii(at) : this.#isAsciiPlace(at, place + PLACE_BYTES))
          this.#stretch(at, way, take);
      }
    }
  }

  #forgetLines(): void {
    this.#resumes.length = 0;
    this.#skipped.length = 0;
    this.#readTo.fill(0);
  }

  /** Bytes before `at`, since lines are remembered, that are no part of what is encoded. */
  #skippedAt(at: number): number {
    for (let line = this.#resumes.length - 1; line >= 0; line--)
      if ((this.#resumes[line] ?? 0) <= at) return this.#skipped[line] ?? 0;
    return 0;
  }

  #isAsciiPlace(at: number, end: number): boolean {
    const size = this.#characters;
    for (let here = at; here + size <= end; here += size) if (!this.#isAscii(here)) return false;
    return true;
  }

  /** Whether what stands at `at` is some characters in a row that are none of ASCII. */
  #isBeyondAscii(at: number): boolean {
    const beyond = this.#beyond;
    const group = this.#group;
    const end = at + (this.#characters * beyond.length) / group;
    for (let here = at; here < end; here += this.#characters) if (!this.#isHigh(here)) return false;
    for (let count = 0, here = at; here < end; count += group, here += this.#characters) {
      this.#peek(here);
      for (let byte = 0; byte < group; byte++) beyond[count + byte] = this.#look[byte] ?? 0;
    }
    let from = 0;
    while (from < MAX_REST && goesOn(beyond[from] ?? 0)) from++;
    while (from < beyond.length) {
      const width = widthAt(beyond, from, beyond.length);
      if (width === 0) return false;
      from += width;
    }
    return true;
  }

  /** Whether the group at `at` is text that may stand before the byte `behind`, if one is known. ASCII always is. */
  #isText(at: number, behind: number): boolean {
    if (!this.#peek(at)) return false;
    const look = this.#look;
    const one = look[0] ?? 0;
    if (this.#group === 1) return one < 0x80 || mayPrecede(one, behind);
    const two = look[1] ?? 0;
    const three = look[2] ?? 0;
    return (one | two | three) < 0x80 || (mayPrecede(one, two) && mayPrecede(two, three) && mayPrecede(three, behind));
  }

  /** Decodes the group at `at` into `#look` without reading it; false when it is not whole. */
  #peek(at: number): boolean {
    const look = this.#look;
    const values = this.#values;
    const a = values[this.#bytes[at] ?? 0] ?? 0;
    const b = values[this.#bytes[at + 1] ?? 0] ?? 0;
    if (this.#characters === 2) {
      look[0] = (a << 4) | b;
      return (a | b) >= 0;
    }
    const c = values[this.#bytes[at + 2] ?? 0] ?? 0;
    const d = values[this.#bytes[at + 3] ?? 0] ?? 0;
    look[0] = (a << 2) | (b >> 4);
    look[1] = (b << 4) | (c >> 2);
    look[2] = (c << 6) | d;
    return (a | b | c | d) >= 0;
  }

  #isAscii(at: number): boolean {
    const values = this.#values;
    const bytes = this.#bytes;
    const a = values[bytes[at] ?? 0] ?? 0;
    const b = values[bytes[at + 1] ?? 0] ?? 0;
    if (this.#characters === 2) return (a | b) >= 0 && a < 8;
    const c = values[bytes[at + 2] ?? 0] ?? 0;
    return (a | b | c | (values[bytes[at + 3] ?? 0] ?? 0)) >= 0 && ((a & 0x20) | (b & 8) | (c & 2)) === 0;
  }

  /** Whether the group at `at` is whole and stands for bytes above ASCII alone. */
  #isHigh(at: number): boolean {
    const values = this.#values;
    const bytes = this.#bytes;
    const a = values[bytes[at] ?? 0] ?? 0;
    const b = values[bytes[at + 1] ?? 0] ?? 0;
    if (this.#characters === 2) return (a | b) >= 0 && a >= 8;
    const c = values[bytes[at + 2] ?? 0] ?? 0;
    return (a | b | c | (values[bytes[at + 3] ?? 0] ?? 0)) >= 0 && (a & 0x20 & (b << 2) & (c << 4)) !== 0;
  }

  /** Decodes the stretch in which the group at `at` stands. */
  #stretch(at: number, way: number, take: TakePiece): void {
    const size = this.#characters;
    const floor = this.#readTo[way] ?? 0;
    let from = at;
    let behind = -1;
    while (from - size >= floor && this.#isText(from - size, behind)) {
      from -= size;
      behind = this.#look[0] ?? 0;
    }
    // A group may stand for a byte above ASCII and then ASCII.
    if (from - size >= floor && this.#readGroup(from - size) === size && this.#next === from) from -= size;
    this.#groups = 0;
    this.#rest = 0;
    let characters = 0;
    for (let here = from; ; here = this.#next) {
      const count = this.#readGroup(here);
      if (count === 0) break;
      const isAscii = size === 2 ? this.#a < 8 : ((this.#a & 0x20) | (this.#b & 8) | (this.#c & 2)) === 0;
      this.#put(here, count);
      const isText = isAscii || (count === size && this.#endsWithText());
      if (isAscii) characters += count;
      if (count < size || (!isText && here >= at)) break;
      if (this.#groups === MAX_GROUPS) this.#give(take, true);
    }
    this.#readTo[way] = this.#next;
    this.#knownTo = Math.max(this.#knownTo, this.#next);
    if (this.#holdsText(characters >= MIN_STRETCH ? MIN_TEXT : MIN_ANY_TEXT)) this.#give(take, false);
  }

  /** Whether the last group is text behind the one before it. */
  #endsWithText(): boolean {
    const end = 1 + this.#group * this.#groups;
    for (let at = this.#groups === 1 ? 2 : end - this.#group; at < end; at++)
      if (!mayPrecede(this.#decoded[at - 1] ?? 0, this.#decoded[at] ?? 0)) return false;
    return true;
  }

  /** Reads the group at `at`; returns how many of its characters there are. */
  #readGroup(at: number): number {
    const values = this.#values;
    const bytes = this.#bytes;
    const size = this.#characters;
    this.#a = values[bytes[at] ?? 0] ?? 0;
    this.#b = values[bytes[at + 1] ?? 0] ?? 0;
    this.#c = size === 2 ? 0 : (values[bytes[at + 2] ?? 0] ?? 0);
    this.#d = size === 2 ? 0 : (values[bytes[at + 3] ?? 0] ?? 0);
    if ((this.#a | this.#b | this.#c | this.#d) >= 0 && at + size <= bytes.length) {
      this.#next = at + size;
      return size;
    }
    return this.#readBroken(at);
  }

  /** The same where a line ends or a text does. */
  #readBroken(at: number): number {
    const values = this.#values;
    const bytes = this.#bytes;
    let here = at;
    let count = 0;
    for (; count < this.#characters; count++, here++) {
      here = this.#skip(here);
      const value = here < bytes.length ? (values[bytes[here] ?? 0] ?? 0) : -1;
      if (value < 0) break;
      if (count === 0) this.#a = value;
      else if (count === 1) this.#b = value;
      else if (count === 2) this.#c = value;
      else this.#d = value;
    }
    if (count < 4) this.#d = 0;
    if (count < 3) this.#c = 0;
    if (count < 2) this.#b = 0;
    this.#next = here;
    return count;
  }

  /** Where the text goes on behind a line end, or before the slash behind a backslash; `at` where neither stands there. */
  #skip(at: number): number {
    const bytes = this.#bytes;
    const first = bytes[at];
    if (first !== BACKSLASH && first !== LINE_FEED && first !== CARRIAGE_RETURN) return at;
    let next = at;
    if (first === BACKSLASH && bytes[at + 1] === SLASH && this.#characters === 4) next += 1;
    else {
      if (bytes[next] === CARRIAGE_RETURN) next += 1;
      else if (bytes[next] === BACKSLASH && bytes[next + 1] === LOWER_R) next += 2;
      if (bytes[next] === LINE_FEED) next += 1;
      else if (bytes[next] === BACKSLASH && bytes[next + 1] === LOWER_N) next += 2;
      if (next === at) return at;
      const indentTo = next + MAX_INDENT;
      while (next < indentTo && (bytes[next] === SPACE || bytes[next] === TAB)) next++;
    }
    if ((this.#values[bytes[next] ?? 0] ?? 0) < 0) return at;
    if (next > (this.#resumes.at(-1) ?? 0)) {
      this.#skipped.push((this.#skipped.at(-1) ?? 0) + next - at);
      this.#resumes.push(next);
    }
    return next;
  }

  /** Decodes the group that was read, of which `count` characters are there. */
  #put(origin: number, count: number): void {
    const decoded = this.#decoded;
    const at = 1 + this.#group * this.#groups;
    this.#origins[this.#groups] = origin;
    if (this.#characters === 2) {
      if (count < 2) return;
      decoded[at] = (this.#a << 4) | this.#b;
      this.#groups += 1;
      return;
    }
    decoded[at] = (this.#a << 2) | (this.#b >> 4);
    decoded[at + 1] = (this.#b << 4) | (this.#c >> 2);
    decoded[at + 2] = (this.#c << 6) | this.#d;
    if (count === 4) this.#groups += 1;
    else this.#rest = Math.max(0, count - 1);
  }

  /** Whether enough of what was decoded is text in a row; two zeros in a row are none. */
  #holdsText(least: number): boolean {
    const length = 1 + this.#group * this.#groups + this.#rest;
    if (length <= least) return false;
    let run = 0;
    for (let at = 1; at < length && run < least; ) {
      const isZeroAgain = this.#decoded[at] === 0 && this.#decoded[at - 1] === 0;
      const width = isZeroAgain ? 0 : widthAt(this.#decoded, at, length);
      run = width === 0 ? 0 : run + width;
      at += Math.max(1, width);
    }
    return run >= least;
  }

  #give(take: TakePiece, goesOn: boolean): void {
    const group = this.#group;
    const origins = this.#origins;
    const last = this.#groups + (this.#rest > 0 ? 1 : 0) - 1;
    const length = 1 + group * this.#groups + this.#rest;
    take(
      this.#decoded.subarray(0, length),
      (offset) => origins[Math.min(last, Math.max(0, Math.floor((offset - 1) / group)))] ?? 0,
    );
    if (!goesOn) return;
    const kept = this.#groups - OVERLAP_GROUPS;
    this.#decoded.copyWithin(1, 1 + group * kept, length);
    origins.copyWithin(0, kept, this.#groups);
    this.#groups = OVERLAP_GROUPS;
  }
}
