import type { Anchor } from '../kernel/anchor.ts';

/** The rule of an anchor at which a compressed text in base64 may begin. */
export const PACKED_RULE = -2;

/** Places of such an anchor. */
export const PACKED_PLACES = 5;

/** Characters of the shortest compressed text that can hold anything a rule looks for. */
const LEAST_CHARACTERS = 32;

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_';
const IS_BASE64 = new Uint8Array(256);
for (const byte of Buffer.from(BASE64)) IS_BASE64[byte] = 1;

const BACKSLASH = 0x5c;
/** Behind one of these base64 may go on: an escape of JSON or of a URL, a line end. */
const MAY_GO_ON: ReadonlySet<number> = new Set(Buffer.from('\\%\r\n'));
/** Letters behind a backslash, where it is no part of base64: line ends and blanks of JSON. */
const ESCAPED: ReadonlySet<number> = new Set(Buffer.from('nrt'));

/**
 * How they begin, by place: gzip (RFC 1952 §2.3.1, reserved flags zero), Zstandard (RFC 8878 §3.1.1), zlib (RFC 1950
 * §2.2, with the flags of the fastest, the usual and the best way to compress).
 */
const BEGINNINGS: readonly (readonly [kind: string, ...places: string[]])[] = [
  ['gzip', 'H', '4', 's', 'I', 'ABCDEFGH'],
  ['zstd', 'K', 'L', 'U', 'v', '/_'],
  ['zlib', 'e', 'A', 'EFGH'],
  ['zlib', 'e', 'J', 'wxyz'],
  ['zlib', 'e', 'N', 'opqr'],
];

/** They are looked for beside so many anchors: a kernel of fewer would take twice as long with them. */
const LEAST_ANCHORS = 65;

/**
 * Anchors of `PACKED_RULE`, to be looked for beside `others` others, if at all: what they find is for `mayBePacked` to judge.
 * zlib has none, for its beginning is too short: it is read where a window is cut for something else.
 */
export function packedAnchors(others: number): readonly Anchor[] {
  if (others < LEAST_ANCHORS) return [];
  return BEGINNINGS.filter(([, ...places]) => places.length === PACKED_PLACES).map(([, ...places]) => ({
    rule: PACKED_RULE,
    classes: places.map((one) => new Set(Buffer.from(one))),
  }));
}

/** Which coding the base64 at `at` begins with; nothing when with none. */
export function packedKind(bytes: Uint8Array, at: number): string | undefined {
  for (const [kind, ...places] of BEGINNINGS) {
    if (places.every((one, place) => one.includes(String.fromCharCode(bytes[at + place] ?? 0)))) return kind;
  }
  return undefined;
}

/** Whether base64 begins at `at`, and goes on long enough as far as there are bytes. */
export function mayBePacked(bytes: Uint8Array, at: number): boolean {
  const before = bytes[at - 1] ?? 0;
  if (IS_BASE64[before] === 1 && !(ESCAPED.has(before) && bytes[at - 2] === BACKSLASH)) return false;
  const end = Math.min(bytes.length, at + LEAST_CHARACTERS);
  let here = at + PACKED_PLACES;
  while (here < end && IS_BASE64[bytes[here] ?? 0] === 1) here++;
  return here === end || MAY_GO_ON.has(bytes[here] ?? 0);
}
