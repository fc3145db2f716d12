import type { SkipReason } from '../../model/skip.ts';

/** Hears of one decoder. Nothing is called from within a call of the decoder, except by `resume`. */
export interface DecoderOwner {
  /** The next decoded bytes, memory of their own. */
  output(bytes: Uint8Array): void;
  /** All that was fed is decoded. Only now may more be fed, or `end` be called. */
  idle(): void;
  /** The coded stream is complete. Of what was fed last, `rest` lies behind it. Nothing follows. */
  finished(rest: Uint8Array): void;
  /** What was fed last is damaged, or at `end` the stream is not complete. Nothing follows. */
  failed(reason: SkipReason): void;
}

/** Undoes one coding, off the event loop, one piece at a time. */
export interface Decoder {
  /** Takes the next piece, not empty, after the one before is `idle`. */
  feed(bytes: Uint8Array): void;
  /** Nothing more comes: `finished` or `failed` follows. */
  end(): void;
  /** No `output` and no `idle` until `resume`. */
  pause(): void;
  resume(): void;
  /** Frees all it holds; its owner hears no more. */
  close(): void;
}
