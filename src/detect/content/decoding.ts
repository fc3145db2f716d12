import type { ForeignCoding } from '../../model/ports.ts';
import { WholeDecoder } from './whole.ts';

/** How far decoding goes. */
export interface DecodingLimits {
  /** Decoded bytes there may be for each coded one, once more than `ratioFromBytes` came out. */
  readonly maxRatio: number;
  /** Decoded bytes below which the ratio does not matter. */
  readonly ratioFromBytes: number;
  /** Decoded bytes of one content or message. */
  readonly maxBytes: number;
  /** Coded bytes of one stream that may wait. */
  readonly maxBacklogBytes: number;
  /** Coded bytes of all streams together that may wait. */
  readonly maxSharedBacklogBytes: number;
}

const MIB = 2 ** 20;

/**
 * Deflate cannot grow more than 1032-fold, and text seldom more than 20-fold; a page of 8 MiB that grows 250-fold has
 * nothing to say.
 */
const DEFAULT_LIMITS: DecodingLimits = {
  maxRatio: 250,
  ratioFromBytes: 8 * MIB,
  maxBytes: 1024 * MIB,
  maxBacklogBytes: 4 * MIB,
  maxSharedBacklogBytes: 64 * MIB,
};

/** What all streams that are decoded have in common: limits, the decoder for zstd, and the count of what waits. */
export class Decoding {
  readonly limits: DecodingLimits;
  /** Undoes zstd where node:zlib does not. Without it such content stays as it is. */
  readonly zstd: ForeignCoding | undefined;
  readonly whole = new WholeDecoder();
  #backlogBytes = 0;
  #unfinished = 0;
  #whenFinished: (() => void)[] = [];

  constructor(limits: DecodingLimits, zstd: ForeignCoding | undefined) {
    this.limits = limits;
    this.zstd = zstd;
  }

  /** Coded bytes of all streams that wait or are being decoded. */
  get backlogBytes(): number {
    return this.#backlogBytes;
  }

  /** Counts bytes that a stream takes in, of which `waiting` wait already; false, and not counted, if there is no room. */
  takeIn(bytes: number, waiting: number): boolean {
    const { maxBacklogBytes, maxSharedBacklogBytes } = this.limits;
    if (waiting + bytes > maxBacklogBytes || this.#backlogBytes + bytes > maxSharedBacklogBytes) return false;
    this.#backlogBytes += bytes;
    return true;
  }

  /** Counts bytes as done with. */
  giveBack(bytes: number): void {
    this.#backlogBytes -= bytes;
  }

  /** A stream has been ended by its writer, and has yet to reach its reader's end. */
  startFinishing(): void {
    this.#unfinished += 1;
  }

  finish(): void {
    this.#unfinished -= 1;
    if (this.#unfinished > 0) return;
    for (const resolve of this.#whenFinished.splice(0)) resolve();
  }

  /** Resolves when every stream that was ended by its writer has been read to its end. */
  drain(): Promise<void> {
    if (this.#unfinished === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenFinished.push(resolve));
  }
}

/** What the streams of one process share. Limits that are not given are the defaults. */
export function newDecoding(limits: Partial<DecodingLimits> = {}, zstd?: ForeignCoding): Decoding {
  return new Decoding({ ...DEFAULT_LIMITS, ...limits }, zstd);
}
