/** A coding that can be undone, by the name it has in the path of a finding. */
export type Coding = 'gzip' | 'deflate' | 'br' | 'zstd';

const NAMES: ReadonlyMap<string, Coding> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
  ['zstd', 'zstd'],
]);

/** The codings of a list in lower case, `gzip, br`, in its order; those that can't be undone are `unknown`. */
export function parseCodings(declared: string): (Coding | 'unknown')[] {
  if (declared === '') return [];
  return declared
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
    .map((name) => NAMES.get(name) ?? 'unknown');
}

/**
 * Whether bytes begin a gzip member (RFC 1952 §2.3: deflate, no reserved flag), `undefined` as long as there are too
 * few of them to tell.
 */
export function beginsGzip(bytes: Uint8Array): boolean | undefined {
  const [id1, id2, method, flags] = bytes;
  if (id1 === undefined) return undefined;
  if (id1 !== 0x1f || (id2 ?? 0x8b) !== 0x8b || (method ?? 8) !== 8 || ((flags ?? 0) & 0xe0) !== 0) return false;
  return flags === undefined ? undefined : true;
}

/** As `beginsGzip`, for a frame of Zstandard, skippable ones too (RFC 8878 §3.1). */
export function beginsZstd(bytes: Uint8Array): boolean | undefined {
  const [a, b, c, d] = bytes;
  if (a === undefined) return undefined;
  const isFrame = a === 0x28 && (b ?? 0xb5) === 0xb5 && (c ?? 0x2f) === 0x2f && (d ?? 0xfd) === 0xfd;
  const isSkippable = (a & 0xf0) === 0x50 && (b ?? 0x2a) === 0x2a && (c ?? 0x4d) === 0x4d && (d ?? 0x18) === 0x18;
  if (!isFrame && !isSkippable) return false;
  return d === undefined ? undefined : true;
}

/** Whether two bytes are the header of a zlib stream without a preset dictionary (RFC 1950 §2.2). */
export function beginsZlib(bytes: Uint8Array): boolean {
  const [method = 0, flags = 0] = bytes;
  return (method & 0x0f) === 8 && method >> 4 <= 7 && (flags & 0x20) === 0 && (method * 256 + flags) % 31 === 0;
}

/** Compressed data of this length hardly ever lacks control characters: 1 in 1,000 does. */
export const TEXT_PROBE_BYTES = 64;

/** Whether bytes look like text in some superset of ASCII: no control characters but blanks at their beginning. */
export function looksLikeText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, TEXT_PROBE_BYTES).every((byte) => byte >= 0x20 || (byte >= 0x08 && byte <= 0x0d));
}
