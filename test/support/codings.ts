import * as zlib from 'node:zlib';

/** A way to encode, and the name it has in a header and in the path of what was decoded. */
export interface Encoding {
  readonly declared: string;
  readonly path: string;
  readonly encode: (bytes: Uint8Array) => Buffer;
}

const BROTLI = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } };

/** One gzip member with everything a header may have (RFC 1952 §2.3). */
export function gzipWithFields(bytes: Uint8Array): Buffer {
  const plain = zlib.gzipSync(bytes);
  const fields = Buffer.concat([Buffer.from([3, 0, 1, 2, 3]), Buffer.from('name\0comment\0')]);
  const head = Buffer.concat([plain.subarray(0, 10), fields]);
  head[3] = 0x1f;
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(zlib.crc32(head) & 0xffff);
  return Buffer.concat([head, sum, plain.subarray(10)]);
}

/** What node:zlib encodes on every version of Node. */
export const ENCODINGS: readonly Encoding[] = [
  { declared: 'gzip', path: 'gzip', encode: (bytes) => zlib.gzipSync(bytes) },
  { declared: 'x-gzip', path: 'gzip', encode: gzipWithFields },
  { declared: 'deflate', path: 'deflate', encode: (bytes) => zlib.deflateSync(bytes) },
  { declared: 'deflate', path: 'deflate', encode: (bytes) => zlib.deflateRawSync(bytes) },
  { declared: 'br', path: 'br', encode: (bytes) => zlib.brotliCompressSync(bytes, BROTLI) },
];
