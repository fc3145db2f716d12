import { hexDigit } from './hex-digit.ts';
import { nextByte } from './next-byte.ts';
import { Unfolding, type Unfolded } from './unfolded.ts';
import { defineUnfolder } from './unfolder.ts';

const BACKSLASH = 0x5c;
const LOWER_X = 0x78;
const LOWER_U = 0x75;
const UPPER_U = 0x55;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const ZERO = 0x30;
const MAX_CHARACTER = 0x10ffff;
const MAX_BRACED_DIGITS = 8;

/** What an escape stands for: a byte, or a character of Unicode, and how many bytes of the text it takes. */
export interface Escape {
  readonly character: number;
  readonly width: number;
  readonly isByte: boolean;
}

/**
 * The text with the numbered escapes of programming languages replaced: `\xHH` and octal `\NNN` (also `\0NNN`, as
 * `echo -e` has it) by a byte, `\u{H…}` and `\UHHHHHHHH` by a character. `\uHHHH` is JSON's, and read there.
 */
export const escape = defineUnfolder({ id: 'escape', unfold: decodeEscapes });

function decodeEscapes(text: Uint8Array): Unfolded | undefined {
  const first = text.indexOf(BACKSLASH);
  if (first === -1) return undefined;
  let unfolding: Unfolding | undefined;
  let plainFrom = 0;
  for (let at = first; at < text.length; at = nextByte(text, BACKSLASH, at + 1)) {
    const found = escapeAt(text, at);
    if (found === undefined) continue;
    unfolding ??= new Unfolding(text.length);
    unfolding.plain(text, plainFrom, at);
    if (found.isByte) unfolding.escapedByte(found.character, found.width);
    else unfolding.escaped(found.character, found.width);
    plainFrom = at + found.width;
    at = plainFrom - 1;
  }
  unfolding?.plain(text, plainFrom, text.length);
  return unfolding?.done();
}

/** The numbered escape at the backslash at `at`, nothing where there is none. */
export function escapeAt(text: Uint8Array, at: number): Escape | undefined {
  const letter = text[at + 1] ?? 0;
  if (letter === LOWER_X) {
    const byte = (hexDigit(text[at + 2]) << 4) | hexDigit(text[at + 3]);
    return byte < 0 ? undefined : { character: byte, width: 4, isByte: true };
  }
  if (letter === LOWER_U && text[at + 2] === OPEN_BRACE) return braced(text, at);
  if (letter === UPPER_U) return characterOf(text, at, at + 2, at + 10, at + 10);
  const from = at + (letter === ZERO && isOctal(text, at + 4) ? 2 : 1);
  const first = octalDigit(text[from]);
  if (first < 0 || first > 3 || !isOctal(text, from + 1) || !isOctal(text, from + 2)) return undefined;
  const byte = (first << 6) | (octalDigit(text[from + 1]) << 3) | octalDigit(text[from + 2]);
  return { character: byte, width: from + 3 - at, isByte: true };
}

function braced(text: Uint8Array, at: number): Escape | undefined {
  const from = at + 3;
  let to = from;
  while (to < from + MAX_BRACED_DIGITS && hexDigit(text[to]) >= 0) to++;
  return to === from || text[to] !== CLOSE_BRACE ? undefined : characterOf(text, at, from, to, to + 1);
}

/** The escape `[at, end)` whose hex digits are `[from, to)`. */
function characterOf(text: Uint8Array, at: number, from: number, to: number, end: number): Escape | undefined {
  let character = 0;
  for (let digit = from; digit < to; digit++) {
    const value = hexDigit(text[digit]);
    if (value < 0) return undefined;
    character = character * 16 + value;
  }
  return character > MAX_CHARACTER ? undefined : { character, width: end - at, isByte: false };
}

function octalDigit(byte: number | undefined): number {
  return byte !== undefined && byte >= ZERO && byte < ZERO + 8 ? byte - ZERO : -1;
}

function isOctal(text: Uint8Array, at: number): boolean {
  return octalDigit(text[at]) >= 0;
}
