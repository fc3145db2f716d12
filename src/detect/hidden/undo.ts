import { hexDigit } from '../unfold/hex-digit.ts';
import { INVISIBLE, looksLike } from './look-alikes.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const TAB = 0x09;
const BLANK = 0x20;
const DOUBLE_QUOTE = 0x22;
const DOLLAR = 0x24;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const QUOTE = 0x27;
const ZERO = 0x30;
const EQUALS = 0x3d;
const SEMICOLON = 0x3b;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;
const LOWER_N = 0x6e;
const LOWER_R = 0x72;
const LOWER_T = 0x74;
const LOWER_U = 0x75;
const LOWER_X = 0x78;
const BRACE = 0x7b;
const BRACE_END = 0x7d;

/** Bytes of the longest name between `&` and `;`. */
const MAX_NAME = 17;

/** Digits of a numeric reference; zeros may lead. */
const MAX_DIGITS = 12;

/** Bytes of `${IFS…}`. */
const MAX_EXPANSION = 24;

/** The character stands for nothing: a quotation mark, an invisible character, a soft line end. */
export const GONE = -1;

/** The characters that anchors are made of, as HTML names them. */
const NAMES: Readonly<Record<string, string>> = {
  nbsp: ' ',
  NonBreakingSpace: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  Tab: '\t',
  NewLine: '\n',
  sol: '/',
  vert: '|',
  verbar: '|',
  VerticalLine: '|',
  lowbar: '_',
  UnderBar: '_',
  hyphen: '-',
  dash: '-',
  period: '.',
  bsol: '\\',
  dollar: '$',
  lpar: '(',
  lcub: '{',
  colon: ':',
  plus: '+',
  lt: '<',
  amp: '&',
  quot: '"',
  apos: "'",
  percnt: '%',
  equals: '=',
  num: '#',
};

/** Those without width. */
const INVISIBLE_NAMES: readonly string[] = ['shy', 'zwj', 'zwnj', 'lrm', 'rlm', 'ZeroWidthSpace', 'NoBreak'];

/** By the names' hashes, which are all different. */
const NAMED: ReadonlyMap<number, number> = new Map([
  ...Object.entries(NAMES).map(([name, character]) => [hashOf(name), character.charCodeAt(0)] as const),
  ...INVISIBLE_NAMES.map((name) => [hashOf(name), GONE] as const),
]);

function hashOf(name: string): number {
  let hash = 0;
  for (const byte of Buffer.from(name)) hash = hashed(hash, byte);
  return hash;
}

function hashed(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

/** Bytes with which something begins that stands for another character or for none. */
export const LEADS = new Uint8Array(256).fill(1, 0x80);
for (const byte of [0, DOUBLE_QUOTE, DOLLAR, PERCENT, AMPERSAND, QUOTE, EQUALS, BACKSLASH]) LEADS[byte] = 1;

/** Those that a shell would undo. */
export const SHELL_LEADS = new Uint8Array(256);
for (const byte of [DOUBLE_QUOTE, DOLLAR, QUOTE, BACKSLASH]) SHELL_LEADS[byte] = 1;

/** Bytes of a quotation inside a word. */
const MAX_QUOTED = 48;

/** What words are made of, and what may be quoted inside of one. */
const WORD = new Uint8Array(256);
const QUOTED = new Uint8Array(256);
for (const byte of Buffer.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/.-')) {
  WORD[byte] = 1;
  QUOTED[byte] = 1;
}
for (const byte of Buffer.from(':@%+=~')) QUOTED[byte] = 1;

/** Parameters of a shell that are empty where nothing was passed. */
const POSITIONAL = new Uint8Array(256);
for (const byte of Buffer.from('@*123456789')) POSITIONAL[byte] = 1;

/** What was read last: how many bytes stand for another character, and for which one, or `GONE`. */
export const undone = { width: 0, character: 0 };

/**
 * Reads how the byte of `LEADS` at `at` begins another character, written as an escape of JSON, C, a URL, HTML or
 * quoted-printable, or as a character that looks like it. False when it stands for itself. In doubt it reads an escape:
 * what comes of it is looked at by the engine.
 */
export function undoWritten(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at] ?? 0;
  if (byte >= 0x80) return look(bytes, at);
  switch (byte) {
    case 0:
      return is(GONE, 1);
    case PERCENT:
      return coded(bytes, at, PERCENT);
    case BACKSLASH:
      return backslash(bytes, at);
    case AMPERSAND:
      return reference(bytes, at);
    case EQUALS:
      return quotedPrintable(bytes, at);
    default:
      return false;
  }
}

/** The same for what a shell would undo: quotation marks, backslashes and `$@` go, `$IFS` is a blank. */
export function undoShell(bytes: Uint8Array, at: number): boolean {
  switch (bytes[at]) {
    case QUOTE:
    case DOUBLE_QUOTE:
      return isInWord(bytes, at) && is(GONE, 1);
    case BACKSLASH:
      return shellBackslash(bytes, at);
    case DOLLAR:
      return expansion(bytes, at);
    default:
      return false;
  }
}

function is(character: number, width: number): boolean {
  undone.character = character;
  undone.width = width;
  return true;
}

/** What stands for a character above ASCII stands for what it passes for. */
function stands(character: number, width: number): boolean {
  if (character < 0x80) return is(character, width);
  const seen = looksLike(character);
  return is(seen === INVISIBLE ? GONE : seen, width);
}

/** Hex value of `count` digits, negative when one of them is none. */
function hex(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let here = at; here < at + count; here++) value = (value << 4) | hexDigit(bytes[here]);
  return value;
}

function look(bytes: Uint8Array, at: number): boolean {
  const lead = bytes[at] ?? 0;
  const more = continued(lead);
  if (more === 0) return false;
  let character = lead & (0x3f >> more);
  for (let here = at + 1; here <= at + more; here++) {
    const byte = bytes[here] ?? 0;
    if ((byte & 0xc0) !== 0x80) return false;
    character = (character << 6) | (byte & 0x3f);
  }
  const seen = looksLike(character);
  return seen !== character && is(seen === INVISIBLE ? GONE : seen, more + 1);
}

/** Bytes that follow a lead byte of UTF-8. */
function continued(lead: number): number {
  return lead < 0xc2 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 0;
}

/** A byte in two digits behind a mark, which others of its kind may follow to make a character of UTF-8. */
function coded(bytes: Uint8Array, at: number, mark: number): boolean {
  const first = hex(bytes, at + 1, 2);
  if (first < 0) return false;
  const more = continued(first);
  if (more === 0) return is(first, 3);
  let character = first & (0x3f >> more);
  for (let here = 1; here <= more; here++) {
    const byte = bytes[at + 3 * here] === mark ? hex(bytes, at + 3 * here + 1, 2) : -1;
    if ((byte & 0xc0) !== 0x80 || byte < 0) return is(first, 3);
    character = (character << 6) | (byte & 0x3f);
  }
  return stands(character, 3 * (more + 1));
}

function backslash(bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 1];
  switch (next) {
    case LOWER_N:
    case LOWER_R:
      return is(LINE_FEED, 2);
    case LOWER_T:
      return is(TAB, 2);
    case BACKSLASH:
    case SLASH:
    case QUOTE:
    case DOUBLE_QUOTE:
      return is(next, 2);
    case LOWER_U:
      return codePoint(bytes, at);
    case LOWER_X: {
      const value = hex(bytes, at + 2, 2);
      return value >= 0 && is(value, 4);
    }
    default:
      return next !== undefined && next >= ZERO && next < ZERO + 8 && octal(bytes, at);
  }
}

/** Whether the mark at `at` begins or ends a quotation that touches a word on either side. */
function isInWord(bytes: Uint8Array, at: number): boolean {
  const mark = bytes[at];
  let to = at + 1;
  while (to <= at + MAX_QUOTED && QUOTED[bytes[to] ?? 0] === 1) to++;
  if (bytes[to] === mark && (isWord(bytes[at - 1]) || isWord(bytes[to + 1]))) return true;
  let from = at - 1;
  while (from >= at - MAX_QUOTED && QUOTED[bytes[from] ?? 0] === 1) from--;
  const before = bytes[from - 1];
  return bytes[from] === mark && (isWord(before) || before === DOLLAR || isWord(bytes[at + 1]));
}

function isWord(byte: number | undefined): boolean {
  return byte !== undefined && WORD[byte] === 1;
}

function shellBackslash(bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 1];
  if (next === undefined || next >= 0x80 || next === BLANK || next === TAB) return false;
  if (next === LINE_FEED) return is(GONE, 2);
  if (next === CARRIAGE_RETURN && bytes[at + 2] === LINE_FEED) return is(GONE, 3);
  return is(GONE, 1);
}

function codePoint(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 2] !== BRACE) {
    const unit = hex(bytes, at + 2, 4);
    const low = unit >= 0xd800 && unit < 0xdc00 && bytes[at + 6] === BACKSLASH ? hex(bytes, at + 8, 4) : -1;
    if (low >= 0xdc00 && low < 0xe000) return stands(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), 12);
    return unit >= 0 && stands(unit, 6);
  }
  let value = 0;
  for (let here = at + 3; here < at + 10; here++) {
    if (bytes[here] === BRACE_END) return here > at + 3 && stands(value, here + 1 - at);
    value = (value << 4) | hexDigit(bytes[here]);
    if (value < 0) return false;
  }
  return false;
}

/** Three digits, or four with a zero before them as `echo -e` wants it. */
function octal(bytes: Uint8Array, at: number): boolean {
  let value = 0;
  let here = at + 1;
  const most = bytes[here] === ZERO ? here + 4 : here + 3;
  for (; here < most; here++) {
    const digit = (bytes[here] ?? 0) - ZERO;
    if (digit < 0 || digit > 7 || (value << 3) + digit > 0xff) break;
    value = (value << 3) | digit;
  }
  return is(value, here - at);
}

function reference(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 1] === 0x23) return numeric(bytes, at);
  let hash = 0;
  for (let here = at + 1; here <= at + 1 + MAX_NAME; here++) {
    const byte = bytes[here] ?? 0;
    if (byte === SEMICOLON) {
      const character = NAMED.get(hash);
      return character !== undefined && is(character, here + 1 - at);
    }
    hash = hashed(hash, byte);
  }
  return false;
}

function numeric(bytes: Uint8Array, at: number): boolean {
  const isHex = ((bytes[at + 2] ?? 0) | 0x20) === 0x78;
  const from = at + (isHex ? 3 : 2);
  let value = 0;
  let here = from;
  for (; here < from + MAX_DIGITS; here++) {
    const digit = hexDigit(bytes[here]);
    if (digit < 0 || (!isHex && digit > 9)) break;
    value = Math.min(0x110000, value * (isHex ? 16 : 10) + digit);
  }
  if (here === from) return false;
  return stands(value, here - at + (bytes[here] === SEMICOLON ? 1 : 0));
}

function quotedPrintable(bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 1];
  if (next === LINE_FEED) return is(GONE, 2);
  if (next === CARRIAGE_RETURN && bytes[at + 2] === LINE_FEED) return is(GONE, 3);
  if (next === BACKSLASH && bytes[at + 2] === LOWER_N) return is(GONE, 3);
  if (next === BACKSLASH && bytes[at + 2] === LOWER_R && bytes[at + 4] === LOWER_N) return is(GONE, 5);
  return coded(bytes, at, EQUALS);
}

function expansion(bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 1];
  if (next === QUOTE || next === DOUBLE_QUOTE) return is(GONE, 2);
  const isBraced = next === BRACE;
  const name = at + (isBraced ? 2 : 1);
  if (POSITIONAL[bytes[name] ?? 0] === 1)
    return (!isBraced || bytes[name + 1] === BRACE_END) && is(GONE, isBraced ? 4 : 2);
  if (bytes[name] !== 0x49 || bytes[name + 1] !== 0x46 || bytes[name + 2] !== 0x53) return false;
  if (!isBraced) {
    const isEmpty = bytes[name + 3] === DOLLAR && bytes[name + 4] === 0x39;
    return is(BLANK, isEmpty ? 6 : 4);
  }
  for (let here = name + 3; here < at + MAX_EXPANSION; here++)
    if (bytes[here] === BRACE_END) return is(BLANK, here + 1 - at);
  return false;
}

/** Whether the byte at `at` may be the last of an escape. */
export function endsEscape(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at] ?? 0;
  if (byte === SEMICOLON || byte === BRACE_END) return true;
  if (byte === LOWER_N || byte === LOWER_R || byte === LOWER_T) return bytes[at - 1] === BACKSLASH;
  if (hexDigit(byte) < 0) return false;
  const lead = bytes[at - 2];
  if (lead === PERCENT || lead === EQUALS) return true;
  return bytes[at - 3] === BACKSLASH || bytes[at - 4] === BACKSLASH || bytes[at - 5] === BACKSLASH;
}
