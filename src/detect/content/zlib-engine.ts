import * as zlib from 'node:zlib';
import { isKnownNode } from '../../model/known-node.ts';

/** Codings that node:zlib undoes: deflate without a wrapper (RFC 1951), Brotli (RFC 7932), Zstandard (RFC 8878). */
export type ZlibCoding = 'deflate-raw' | 'br' | 'zstd';

/** What came of decoding a complete stream. */
export interface DecodedWhole {
  /** How many bytes it has, at the beginning of the memory it was decoded into. */
  readonly decodedBytes: number;
  /** How many of the bytes that were given lie behind its end. */
  readonly unreadBytes: number;
}

/**
 * Decodes a complete stream into memory that is given. `undefined` for one that does not fit (all of the memory taken
 * counts as that), is damaged or not complete.
 */
export type DecodeWhole = (coded: Uint8Array, memory: Uint8Array) => DecodedWhole | undefined;

/** What every stream of node:zlib is made of, though it is not documented: the same in Node 10 to 24. */
interface Engine extends zlib.Zlib, zlib.ZlibReset {
  readonly destroyed: boolean;
  readonly _handle: {
    writeSync(
      flush: number,
      from: Uint8Array,
      at: number,
      bytes: number,
      to: Uint8Array,
      toAt: number,
      room: number,
    ): void;
  } | null;
  /** Room left in the output, bytes left of the input. */
  readonly _writeState: Uint32Array;
  on(event: 'error', listener: () => void): this;
}

/** An engine's own output memory, which is not used here; the least there can be. */
const OPTIONS = { chunkSize: zlib.constants.Z_MIN_CHUNK } as const;

const nothing = (): void => undefined;

/**
 * Decodes with one engine that is set back for each stream: to make an engine, and memory for what comes out, takes
 * longer than to decode a small body, and what they weigh makes V8 collect garbage every 50 ms under load.
 */
function reusing(open: () => zlib.Zlib, finish: number): DecodeWhole {
  let engine: Engine | undefined;
  return (coded, memory) => {
    if (engine === undefined || engine.destroyed) engine = (open() as Engine).on('error', nothing);
    else engine.reset();
    engine._handle?.writeSync(finish, coded, 0, coded.length, memory, 0, memory.length);
    const [room = 0, unreadBytes = 0] = engine._writeState;
    // A damage destroys the engine.
    return engine.destroyed || room === 0 ? undefined : { decodedBytes: memory.length - room, unreadBytes };
  };
}

/** With `info`, node:zlib tells beside the bytes how many it has read; the types don't say so. */
interface Decoded {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

type DecodeSync = (
  bytes: Uint8Array,
  options: { readonly maxOutputLength: number; readonly chunkSize: number; readonly info: true },
) => unknown;

/** Decodes with a function of node:zlib, which makes an engine of its own. */
function calling(decode: DecodeSync): DecodeWhole {
  return (coded, memory) => {
    try {
      const options = { maxOutputLength: memory.length - 1, chunkSize: memory.length, info: true } as const;
      const { buffer, engine } = decode(coded, options) as Decoded;
      memory.set(buffer);
      return { decodedBytes: buffer.length, unreadBytes: coded.length - engine.bytesWritten };
    } catch {
      return undefined;
    }
  };
}

/** What node:zlib has from Node 22.15 and 23.8 on. */
const { zstdDecompressSync } = zlib as { readonly zstdDecompressSync?: DecodeSync };

/**
 * What undoes a coding; `undefined` where node:zlib does not know it. `mayReuse`: engines are as they are taken to be
 * here; native code ends the process if they are not.
 */
export function decoderOfWhole(coding: ZlibCoding, mayReuse = isKnownNode()): DecodeWhole | undefined {
  const { Z_FINISH, BROTLI_OPERATION_FINISH } = zlib.constants;
  switch (coding) {
    case 'deflate-raw':
      return mayReuse ? reusing(() => zlib.createInflateRaw(OPTIONS), Z_FINISH) : calling(zlib.inflateRawSync);
    case 'br':
      return mayReuse
        ? reusing(() => zlib.createBrotliDecompress(OPTIONS), BROTLI_OPERATION_FINISH)
        : calling(zlib.brotliDecompressSync);
    case 'zstd':
      return zstdDecompressSync && calling(zstdDecompressSync);
  }
}
