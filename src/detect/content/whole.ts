import * as zlib from 'node:zlib';
import { beginsZlib, type Coding, TEXT_PROBE_BYTES } from './codings.ts';

/**
 * Content up to these sizes is decoded at once, if all of it is there: handing it to a thread costs more than the work.
 * Measured, µs of CPU here against through a stream: 200 bytes 6 / 60, 4 KB 12 / 65, 64 KB (14 KB as gzip) 42 / 103.
 */
export const MAX_WHOLE_CODED_BYTES = 16 * 1024;
export const MAX_WHOLE_BYTES = 64 * 1024;

/** Less memory than one piece of output needs is not asked for, nor more than the largest takes. */
const MIN_CHUNK_BYTES = 1024;
const MAX_CHUNK_BYTES = MAX_WHOLE_BYTES + 1024;
/** What text seldom grows by: a second piece of output costs a copy of both. */
const EXPECTED_RATIO = 8;

/** With `info`, node:zlib tells beside the bytes how many it has read; the types don't say so. */
interface Decoded {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

interface WholeOptions {
  readonly maxOutputLength: number;
  readonly chunkSize: number;
  readonly info: true;
}

type DecodeSync = (bytes: Uint8Array, options: WholeOptions) => unknown;

/** What node:zlib has from Node 22.15 and 23.8 on. */
const { zstdDecompressSync } = zlib as { readonly zstdDecompressSync?: DecodeSync };

function decoderOf(coding: Coding, bytes: Uint8Array): DecodeSync | undefined {
  switch (coding) {
    case 'gzip':
      return zlib.gunzipSync;
    case 'deflate':
      return beginsZlib(bytes) ? zlib.inflateSync : zlib.inflateRawSync;
    case 'br':
      return zlib.brotliDecompressSync;
    case 'zstd':
      return zstdDecompressSync;
  }
}

/**
 * Undoes the coding of a complete small content. `undefined` for one that is too large, not sound to its last byte, or
 * in a coding unknown here: a stream reads what can be read of it.
 */
export function decodeWhole(coding: Coding, bytes: Uint8Array): Uint8Array | undefined {
  const decode = decoderOf(coding, bytes);
  if (decode === undefined || bytes.length > MAX_WHOLE_CODED_BYTES) return undefined;
  const chunkSize = Math.min(MAX_CHUNK_BYTES, Math.max(MIN_CHUNK_BYTES, EXPECTED_RATIO * bytes.length));
  try {
    const { buffer, engine } = decode(bytes, { maxOutputLength: MAX_WHOLE_BYTES, chunkSize, info: true }) as Decoded;
    return engine.bytesWritten === bytes.length ? buffer : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the first bytes of a content can be the beginning of deflate without a header; `isAll`: they are all of it. */
export function beginsDeflate(start: Uint8Array, isAll: boolean): boolean {
  const { Z_FINISH, Z_SYNC_FLUSH } = zlib.constants;
  try {
    zlib.inflateRawSync(start.subarray(0, TEXT_PROBE_BYTES), {
      finishFlush: isAll && start.length <= TEXT_PROBE_BYTES ? Z_FINISH : Z_SYNC_FLUSH,
      maxOutputLength: 2 * MAX_WHOLE_BYTES,
    });
    return true;
  } catch {
    return false;
  }
}
