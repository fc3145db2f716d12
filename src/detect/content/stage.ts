import type { SkipReason } from '../../model/skip.ts';
import type { Decoding } from './decoding.ts';

/** One step between the content as it came and the text in it. Nothing it is given may be changed as long as it keeps it. */
export interface Stage {
  write(bytes: Uint8Array): void;
  end(): void;
  /** Much waits here: the stage before should hold on until it is told that there is room. */
  readonly isFull: boolean;
  /** After the end: what was written is still looked at, here or behind. Otherwise its memory may be used again. */
  readonly keepsBytes: boolean;
  /** Frees all it and the stages behind it hold; nothing comes out any more. */
  close(): void;
}

/** What the stages of one content share. */
export interface Content {
  readonly decoding: Decoding;
  /** Counts something that was not read. */
  skip(reason: SkipReason): void;
  /** Ends the reading here, and closes all stages. */
  stop(reason: SkipReason): void;
  /** Whether so many bytes decoded from it are beyond measure. */
  isBomb(decodedBytes: number): boolean;
}
