import { Buffer } from 'node:buffer';
import * as zlib from 'node:zlib';
import { type Coding, TEXT_PROBE_BYTES } from './codings.ts';
import { framingOf } from './framing.ts';
import { decoderOfWhole, type DecodeWhole, type ZlibCoding } from './zlib-engine.ts';

/**
 * Content up to these sizes is decoded at once, if all of it is there: handing it to a thread costs more than the work.
 * Measured, µs of CPU here against through a stream: 1 KB 2 / 60, 4 KB 5 / 65, 64 KB (14 KB as gzip) 28 / 103.
 */
export const MAX_WHOLE_CODED_BYTES = 16 * 1024;
export const MAX_WHOLE_BYTES = 64 * 1024;

/** Content up to this size is copied: it might pin the memory of a large one. */
const SMALL_BYTES = 4096;

/** Undoes the codings of complete small contents, one after the other. */
export class WholeDecoder {
  readonly #decoders = new Map<ZlibCoding, DecodeWhole | undefined>();
  /** Where the next content is decoded into. */
  #spare: Buffer | undefined;

  /**
   * `undefined` for a content that is too large, not sound to its last byte, more than one member of gzip, or in a
   * coding unknown here: a stream reads what can be read of it.
   */
  decode(coding: Coding, bytes: Uint8Array): Buffer | undefined {
    if (bytes.length > MAX_WHOLE_CODED_BYTES) return undefined;
    const { inner, openHeader, trailerBytes } = framingOf(coding, bytes);
    const header = openHeader();
    const coded = bytes.subarray(header.read(bytes));
    const decode = this.#decoderOf(inner);
    if (!header.isComplete || decode === undefined) return undefined;
    const memory = this.#spare ?? Buffer.allocUnsafeSlow(MAX_WHOLE_BYTES + 1);
    // What is decoded now may be coded once more, and that comes here before it is let go.
    this.#spare = undefined;
    const whole = decode(coded, memory);
    if (whole !== undefined && whole.unreadBytes === trailerBytes) {
      const decoded = memory.subarray(0, whole.decodedBytes);
      if (decoded.length > SMALL_BYTES) return decoded;
      this.#spare = memory;
      return Buffer.from(decoded);
    }
    this.#spare = memory;
    return undefined;
  }

  /** Nobody looks at what was decoded any more: its memory may be used again. */
  letGo(decoded: Buffer): void {
    if (decoded.length > SMALL_BYTES)
      this.#spare = Buffer.from(decoded.buffer, decoded.byteOffset, MAX_WHOLE_BYTES + 1);
  }

  #decoderOf(coding: ZlibCoding): DecodeWhole | undefined {
    if (!this.#decoders.has(coding)) this.#decoders.set(coding, decoderOfWhole(coding));
    return this.#decoders.get(coding);
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
