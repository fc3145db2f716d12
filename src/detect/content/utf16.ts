import { Buffer } from 'node:buffer';
import { TextDecoder } from 'node:util';

export type ByteOrder = 'little-endian' | 'big-endian';

/** The byte order a byte order mark tells (RFC 2781 §3.2); `undefined` while it can't be told. */
export function byteOrderOf(bytes: Uint8Array): ByteOrder | 'none' | undefined {
  const [a, b] = bytes;
  if (a === undefined || (b === undefined && a >= 0xfe)) return undefined;
  if (a === 0xff && b === 0xfe) return 'little-endian';
  return a === 0xfe && b === 0xff ? 'big-endian' : 'none';
}

/** UTF-16 in pieces to UTF-8, without the byte order mark; half a pair becomes U+FFFD. */
export class Utf16Reader {
  readonly #isBigEndian: boolean;
  readonly #decoder = new TextDecoder('utf-16le');
  /** Big-endian only: the first half of a unit. */
  #half: Uint8Array = Buffer.alloc(0);

  constructor(order: ByteOrder) {
    this.#isBigEndian = order === 'big-endian';
  }

  /** What the next bytes complete, which may be nothing. */
  read(bytes: Uint8Array): Uint8Array {
    return Buffer.from(this.#decoder.decode(this.#isBigEndian ? this.#swap(bytes) : bytes, { stream: true }));
  }

  /** What is left of an incomplete character. */
  end(): Uint8Array {
    return Buffer.from(this.#decoder.decode(this.#half));
  }

  #swap(bytes: Uint8Array): Buffer {
    const units = Buffer.concat([this.#half, bytes]);
    const even = units.length - (units.length % 2);
    this.#half = units.subarray(even);
    return units.subarray(0, even).swap16();
  }
}
