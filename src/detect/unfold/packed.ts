import { Buffer } from 'node:buffer';
import { constants, gunzipSync, inflateSync } from 'node:zlib';
import { Unzstd } from '../content/unzstd.ts';
import { PACKED_PLACES, packedKind } from '../hidden/packed-places.ts';
import { bytesOfRun } from './base64.ts';
import type { Run } from './runs.ts';
import type { Unfolded } from './unfolded.ts';

/** What a compressed text may become; of more than that, a part is read. */
const MAX_UNPACKED_BYTES = 256 * 1024;

/** Attempts to undo one, each with a quarter as much of it as the last. */
const MAX_ATTEMPTS = 3;

/** The first place stands for 512 bytes, each other for twice as many as the one before: whatever the length. */
const FIRST_PLACE_BITS = 32 - 9;

/** A compressed text in base64: its two steps, the second from what the first gives. */
export interface Packed {
  /** `gzip`, `zlib` or `zstd`. */
  readonly id: string;
  readonly coded: Unfolded;
  readonly plain: Unfolded;
}

/**
 * What a run of base64 holds that begins as gzip, zlib or Zstandard does; nothing where there is no such thing. One that
 * is cut off or damaged is read up to the break or near it; of one that becomes more than 256 KB, a part. All of it leads
 * back to the first five characters. Never throws.
 */
export function unpack(run: Run): Packed | undefined {
  const id = packedKind(run.bytes, run.from);
  if (id === undefined) return undefined;
  const coded = bytesOfRun(run);
  const bytes = id === 'zstd' ? unzstd(coded) : inflate(id, coded);
  if (bytes === undefined || bytes.length === 0) return undefined;
  const last = PACKED_PLACES - 1;
  return {
    id,
    coded: unfolded(coded, (offset) => run.originOf(run.from + Math.min(last, offset))),
    plain: unfolded(bytes, (offset) => Math.min(last, Math.max(0, FIRST_PLACE_BITS - Math.clz32(offset)))),
  };
}

function unfolded(bytes: Uint8Array, originOf: (offset: number) => number): Unfolded {
  return { bytes, originOf, isPlain: () => false, undoneAt: () => [] };
}

/** Of what is too long or damaged, so much as comes of a quarter of it, or of a sixteenth. */
function inflate(id: string, coded: Uint8Array): Uint8Array | undefined {
  const undo = id === 'gzip' ? gunzipSync : inflateSync;
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_UNPACKED_BYTES };
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    try {
      return undo(coded.subarray(0, coded.length >> (2 * attempt)), options);
    } catch {
      // Damaged, too long, or no such thing: less of it is tried.
    }
  }
  return undefined;
}

function unzstd(coded: Uint8Array): Uint8Array | undefined {
  return Buffer.concat(new Unzstd().decode(coded).output).subarray(0, MAX_UNPACKED_BYTES);
}
