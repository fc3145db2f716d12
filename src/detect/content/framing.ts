import { beginsGzip, beginsZlib, beginsZstd, type Coding } from './codings.ts';
import { GzipHeader } from './gzip-header.ts';
import type { ZlibCoding } from './zlib-engine.ts';

/** Reads over what stands before coded data. */
export interface Header {
  readonly isComplete: boolean;
  /** How many of the next bytes belong to it. */
  read(bytes: Uint8Array): number;
}

/** How one coding wraps what a decoder undoes. */
export interface Framing {
  readonly inner: ZlibCoding;
  readonly openHeader: () => Header;
  /** What follows the coded data: checksums and lengths. They are not looked at: a wrong one would hide nothing. */
  readonly trailerBytes: number;
  /** Whether bytes behind the end begin another stream, as members of gzip do; `undefined` while it can't be told. */
  readonly beginsAgain: (bytes: Uint8Array) => boolean | undefined;
  /** Whether bytes of this coding are known by their beginning. */
  readonly hasMagic: boolean;
}

class FixedHeader implements Header {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  get isComplete(): boolean {
    return this.#left === 0;
  }

  read(bytes: Uint8Array): number {
    const length = Math.min(this.#left, bytes.length);
    this.#left -= length;
    return length;
  }
}

const bare = {
  openHeader: () => new FixedHeader(0),
  trailerBytes: 0,
  beginsAgain: () => false,
  hasMagic: false,
} as const;

const GZIP: Framing = {
  inner: 'deflate-raw',
  openHeader: () => new GzipHeader(),
  trailerBytes: 8,
  beginsAgain: beginsGzip,
  hasMagic: true,
};
const ZLIB: Framing = {
  ...bare,
  inner: 'deflate-raw',
  openHeader: () => new FixedHeader(2),
  trailerBytes: 4,
  hasMagic: true,
};
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
