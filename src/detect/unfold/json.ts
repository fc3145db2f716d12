import { hexDigit } from './hex-digit.ts';
import { nextByte } from './next-byte.ts';
import { Unfolding, type Unfolded } from './unfolded.ts';
import { defineUnfolder } from './unfolder.ts';

const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
const REPLACEMENT = 0xfffd;

/** What the short escapes of RFC 8259 §7 stand for, by the byte after the backslash; -1 for what is no escape. */
const SHORT = new Int16Array(256).fill(-1);
for (const pair of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t'])
  SHORT[pair.charCodeAt(0)] = pair.charCodeAt(1);

/**
 * The text with the escapes of JSON strings (RFC 8259 §7) replaced by what they stand for, in UTF-8; a lone surrogate
 * becomes U+FFFD. What is no escape stays as it is. Doesn't ask whether the text is JSON, or which part of it is a
 * string: outside of strings JSON has no backslash. One pass. Returns nothing when there is no escape.
 */
export function unescapeJson(text: Uint8Array): Unfolded | undefined {
  const first = text.indexOf(BACKSLASH);
  if (first === -1) return undefined;
  const unfolding = new Unfolding(text.length);
  unfolding.plain(text, 0, first);
  for (let at = first; at < text.length; ) {
    const width = unescapeAt(text, at, unfolding);
    at += width;
    if (width > 0 && text[at] === BACKSLASH) continue;
    const end = nextByte(text, BACKSLASH, at + 1);
    unfolding.plain(text, at, end);
    at = end;
  }
  return unfolding.isPlain ? undefined : unfolding.done();
}

/** Undoes the escape at the backslash at `at`; returns its width, or 0 when it is none. */
function unescapeAt(text: Uint8Array, at: number, unfolding: Unfolding): number {
  const letter = text[at + 1] ?? 0;
  const short = SHORT[letter] ?? -1;
  if (short >= 0) {
    unfolding.escapedByte(short, 2);
    return 2;
  }
  const unit = letter === LOWER_U ? codeUnit(text, at) : -1;
  if (unit < 0) return 0;
  if (!isSurrogate(unit)) {
    unfolding.escaped(unit, 6);
    return 6;
  }
  const low = unit < 0xdc00 ? codeUnit(text, at + 6) : -1;
  const isPair = low >= 0xdc00 && low < 0xe000;
  const width = isPair ? 12 : 6;
  unfolding.escaped(isPair ? 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00) : REPLACEMENT, width);
  return width;
}

/** The value of the `\uXXXX` at `at`, negative when there is none. */
function codeUnit(text: Uint8Array, at: number): number {
  if (text[at] !== BACKSLASH || text[at + 1] !== LOWER_U) return -1;
  return (
    (hexDigit(text[at + 2]) << 12) |
    (hexDigit(text[at + 3]) << 8) |
    (hexDigit(text[at + 4]) << 4) |
    hexDigit(text[at + 5])
  );
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xe000;
}

/** The escapes of JSON strings, one level of them. */
export const json = defineUnfolder({ id: 'json', unfold: unescapeJson });
