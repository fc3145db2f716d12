import { ZlibDecoder } from './zlib-decoder.ts';
import type { ZlibCoding } from './zlib-engine.ts';

/** Steps in which the damaged piece is fed again, each finer than the one before. */
const STEP_BYTES = [2048, 128, 8, 1] as const;

/** What is known of a coded stream that turned out to be damaged. */
export interface Damaged {
  readonly inner: ZlibCoding;
  /** Its bytes from its start, of which all before `soundBytes` decode. */
  readonly coded: Uint8Array;
  readonly soundBytes: number;
  /** Bytes that came out of the sound ones and were delivered. */
  readonly deliveredBytes: number;
  /** Takes what comes out beyond them. */
  readonly deliver: (bytes: Uint8Array) => void;
  readonly done: () => void;
}

/**
 * Decodes what stands before a damage: node:zlib keeps to itself what a call decoded that then failed. So the stream is
 * decoded again, up to the last byte before the damage in ever smaller steps: at most 72 of them for 64 KB.
 */
export class Replay {
  readonly #damaged: Damaged;
  #decoder: ZlibDecoder | undefined;
  #level = 0;
  #soundBytes: number;
  #deliveredBytes: number;

  constructor(damaged: Damaged) {
    this.#damaged = damaged;
    this.#soundBytes = damaged.soundBytes;
    this.#deliveredBytes = damaged.deliveredBytes;
    this.#start();
  }

  close(): void {
    this.#level = STEP_BYTES.length;
    this.#decoder?.close();
  }

  #start(): void {
    const step = STEP_BYTES[this.#level];
    this.#level += 1;
    if (step === undefined) {
      this.#damaged.done();
      return;
    }
    const { inner, coded, deliver } = this.#damaged;
    let decodedBytes = 0;
    let at = 0;
    const feed = (to: number): void => {
      const piece = coded.subarray(at, to);
      at = to;
      if (piece.length > 0) decoder.feed(piece);
      else this.#restart();
    };
    const decoder = new ZlibDecoder(inner, {
      output: (bytes) => {
        decodedBytes += bytes.length;
        const fresh = decodedBytes - this.#deliveredBytes;
        if (fresh <= 0) return;
        this.#deliveredBytes = decodedBytes;
        deliver(bytes.subarray(-fresh));
      },
      idle: () => {
        this.#soundBytes = at;
        feed(Math.min(at + step, coded.length));
      },
      finished: () => this.#restart(),
      failed: () => this.#restart(),
    });
    this.#decoder = decoder;
    feed(this.#soundBytes > 0 ? this.#soundBytes : Math.min(step, coded.length));
  }

  #restart(): void {
    this.#decoder?.close();
    if (this.#level <= STEP_BYTES.length) this.#start();
  }
}
