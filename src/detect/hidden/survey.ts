import { HAS_RELAXED_SIMD, HAS_SIMD, webAssembly } from '../kernel/web-assembly.ts';
import {
  BY_BACKSLASH,
  BY_QUOTE,
  HAS_HIGH,
  HAS_ZERO,
  KIND,
  MAX_SPLITTERS,
  PLACE_BYTES,
  ROUND_BYTES,
  STEP_BYTES,
  SURVEY_BYTES,
  SURVEY_LAYOUT,
  surveyProgram,
} from './survey-program.ts';

/** What a look at every byte of a text shows. */
export interface Survey {
  /** How many of the entries were filled. */
  readonly count: number;
  readonly hasZero: boolean;
  /** Some byte is above 0x7f. */
  readonly hasHigh: boolean;
}

/** Offsets times four plus `KIND`; those of each kind rise. */
export type Entries = number[];

/**
 * Looks through `bytes` for zeros, bytes above ASCII, places of 16 bytes where encoded text may stand, and marks that
 * split a word; `entries` is filled with the places. Every run of 23 characters of base64 that stands for ASCII, or for
 * nothing of it, and every run of 23 hex digits that does, holds one, however it is cut off at the ends; so do a few others.
 */
export type SurveyBytes = (bytes: Uint8Array, entries: Entries) => Survey;

/** Bytes behind a block that are read with it. */
const BEHIND = 2 * PLACE_BYTES;

/** Bytes behind those that are read, too, but not judged. */
const PADDING = ROUND_BYTES + PLACE_BYTES;

/** What stands around the input: no zero, which is looked for, and no part of anything else. */
const NOTHING = 1;

const DOUBLE_QUOTE = 0x22;
const QUOTE = 0x27;
const BACKSLASH = 0x5c;
const LOWER_N = 0x6e;

/** Behind a backslash these make an escape of JSON or of C, which is read as that. */
const ESCAPED: ReadonlySet<number> = new Set(Buffer.from('nrtbfux/'));

/**
 * The fastest survey this engine runs, for anchors in which `neighbours` stand beside each other (`pairsIn`). `relaxed`:
 * with relaxed SIMD, which the engine must have.
 */
export function createSurvey(neighbours: Uint8Array, relaxed = HAS_RELAXED_SIMD): SurveyBytes {
  const pairs = splitPairs(neighbours);
  return HAS_SIMD ? simdSurvey(pairs, relaxed) : (bytes, entries) => plainSurvey(pairs, bytes, entries);
}

/** Which characters may stand on both sides of a split: letters, digits and `-./_`, by their low six bits. */
export function splitPairs(neighbours: Uint8Array): Uint8Array {
  const table = new Uint8Array(64 * 64);
  for (const [pair, isOne] of neighbours.entries()) {
    const [first, second] = [pair >> 8, pair & 0xff];
    if (isOne === 0 || !isWordByte(first) || !isWordByte(second)) continue;
    const at = ((first & 63) << 6) | (second & 63);
    table[at] = (table[at] ?? 0) | BY_QUOTE | (ESCAPED.has(second) ? 0 : BY_BACKSLASH);
  }
  return table;
}

function simdSurvey(pairs: Uint8Array, relaxed: boolean): SurveyBytes {
  if (webAssembly === undefined) return (bytes, entries) => plainSurvey(pairs, bytes, entries);
  const program = new webAssembly.Instance(new webAssembly.Module(surveyProgram(relaxed))).exports;
  const memory = new Uint8Array(program.memory.buffer);
  memory.set(pairs, SURVEY_LAYOUT.pairs);
  const input = memory.subarray(SURVEY_LAYOUT.input, SURVEY_LAYOUT.input + SURVEY_BYTES + BEHIND + PADDING);
  const found = new Int32Array(program.memory.buffer, SURVEY_LAYOUT.entries);
  const before = SURVEY_LAYOUT.input - 1;
  return (bytes, entries) => {
    const { length } = bytes;
    let count = 0;
    let flags = 0;
    for (let base = 0; base < length; base += SURVEY_BYTES) {
      const end = Math.min(base + SURVEY_BYTES + BEHIND, length);
      memory[before] = base === 0 ? NOTHING : (bytes[base - 1] ?? NOTHING);
      input.set(base === 0 && end === length ? bytes : bytes.subarray(base, end));
      input.fill(NOTHING, end - base, end - base + PADDING);
      const result = program.run(Math.min(SURVEY_BYTES, length - base));
      flags |= result;
      const fresh = result & (HAS_ZERO - 1);
      for (let index = 0; index < fresh; index++) entries[count++] = (found[index] ?? 0) + 4 * base;
    }
    return { count, hasZero: (flags & HAS_ZERO) !== 0, hasHigh: (flags & HAS_HIGH) !== 0 };
  };
}

const ALPHABET = new Uint8Array(256);
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_'))
  ALPHABET[byte] = 1;
for (const byte of Buffer.from('0123456789abcdefABCDEF')) ALPHABET[byte] = 3;

/** The same in plain JavaScript, less choosy about what it calls a place. */
export function plainSurvey(pairs: Uint8Array, bytes: Uint8Array, entries: Entries): Survey {
  let count = 0;
  for (let at = 0; at + PLACE_BYTES <= bytes.length; at += STEP_BYTES) {
    let kind = 3;
    for (let here = at + PLACE_BYTES - 1; here >= at && kind !== 0; here--) kind &= ALPHABET[bytes[here] ?? 0] ?? 0;
    if (kind === 0) continue;
    entries[count++] = 4 * at + KIND.base64;
    entries[count++] = 4 * at + KIND.beyond;
    if (kind === 3) entries[count++] = 4 * at + KIND.hex;
  }
  for (let at = 1; at < bytes.length; at++) if (isSplit(pairs, bytes, at)) entries[count++] = 4 * at + KIND.split;
  return { count, hasZero: bytes.includes(0), hasHigh: bytes.some((byte) => byte > 0x7f) };
}

function isSplit(pairs: Uint8Array, bytes: Uint8Array, at: number): boolean {
  const mark = bytes[at] ?? 0;
  const before = bytes[at - 1] ?? 0;
  if (!isSplitter(mark) || !isWordByte(before)) return false;
  const pairWith = (second: number): number => pairs[((before & 63) << 6) | (second & 63)] ?? 0;
  const next = bytes[at + 1] ?? NOTHING;
  if (!isSplitter(next))
    return isWordByte(next) && (pairWith(next) & (mark === BACKSLASH ? BY_BACKSLASH : BY_QUOTE)) !== 0;
  let behind = at + 2;
  while (behind < at + MAX_SPLITTERS - 1 && isSplitter(bytes[behind] ?? NOTHING)) behind++;
  if (bytes[behind] === LOWER_N && bytes[behind - 1] === BACKSLASH) behind++;
  return (pairWith(bytes[behind] ?? NOTHING) & BY_QUOTE) !== 0;
}

function isSplitter(byte: number): boolean {
  return byte === DOUBLE_QUOTE || byte === QUOTE || byte === BACKSLASH;
}

/** A letter, a digit, `_`, `-`, `.` or `/`. */
function isWordByte(byte: number): boolean {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x2d && byte <= 0x39) || byte === 0x5f;
}
