import { beginsGzip, beginsZlib, beginsZstd, type Coding } from './codings.ts';
import type { ZlibCoding } from './zlib-decoder.ts';

/** How one coding wraps what a decoder undoes. */
export interface Framing {
  readonly inner: ZlibCoding;
  /** Length of the header at the start of `bytes`: `undefined` while it is not complete, -1 if it is none. */
  headerBytes(bytes: Uint8Array): number | undefined;
  /** What follows the coded data: checksums and lengths. They are not looked at: a wrong one would hide nothing. */
  readonly trailerBytes: number;
  /** Whether bytes behind the end begin another stream, as members of gzip do; `undefined` while it can't be told. */
  beginsAgain(bytes: Uint8Array): boolean | undefined;
  /** Whether bytes of this coding are known by their beginning. */
  readonly hasMagic: boolean;
}

const bare = { headerBytes: () => 0, trailerBytes: 0, beginsAgain: () => false, hasMagic: false } as const;

const GZIP: Framing = {
  inner: 'deflate-raw',
  headerBytes: gzipHeaderBytes,
  trailerBytes: 8,
  beginsAgain: beginsGzip,
  hasMagic: true,
};
const ZLIB: Framing = { ...bare, inner: 'deflate-raw', headerBytes: () => 2, trailerBytes: 4, hasMagic: true };
const RAW: Framing = { ...bare, inner: 'deflate-raw' };
const BROTLI: Framing = { ...bare, inner: 'br' };
const ZSTD: Framing = { ...bare, inner: 'zstd', beginsAgain: beginsZstd, hasMagic: true };

/** The framing of a coding; `deflate` is one of two (RFC 9110 §8.4.1.2), told apart by the first two bytes. */
export function framingOf(coding: Coding, start: Uint8Array): Framing {
  switch (coding) {
    case 'gzip':
      return GZIP;
    case 'deflate':
      return beginsZlib(start) ? ZLIB : RAW;
    case 'br':
      return BROTLI;
    case 'zstd':
      return ZSTD;
  }
}

const FIXED_BYTES = 10;
const HEADER_CRC = 0x02;
const EXTRA = 0x04;
const NAME = 0x08;
const COMMENT = 0x10;
/** Names and comments have no limit of their own. */
const MAX_GZIP_HEADER_BYTES = 128 * 1024;

/** RFC 1952 §2.3.1. */
function gzipHeaderBytes(bytes: Uint8Array): number | undefined {
  if (beginsGzip(bytes) === false) return -1;
  if (bytes.length < FIXED_BYTES) return undefined;
  const flags = bytes[3] ?? 0;
  let at = FIXED_BYTES;
  if ((flags & EXTRA) !== 0) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const text of [NAME, COMMENT]) {
    if ((flags & text) === 0) continue;
    const zero = bytes.indexOf(0, at);
    if (zero === -1) return bytes.length > MAX_GZIP_HEADER_BYTES ? -1 : undefined;
    at = zero + 1;
  }
  if ((flags & HEADER_CRC) !== 0) at += 2;
  return at <= bytes.length ? at : undefined;
}
