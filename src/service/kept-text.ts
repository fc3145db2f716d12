import { ChunkHistory } from '../detect/chunk-history.ts';

/** How much of a text is kept to look fields up in. A structured text is read from its beginning, a stream around the place. */
const MAX_BEGINNING_BYTES = 256 * 1024;
const MAX_RECENT_BYTES = 64 * 1024;

/** A piece of a text around a place in it. */
export interface KeptPiece {
  readonly text: Uint8Array;
  /** Of the place, in `text`. */
  readonly offset: number;
  /** `text` is the beginning of the whole. */
  readonly isStart: boolean;
}

/** Keeps that part of a text which says in what field a place lies. Pieces are kept by reference where they are large. */
export class KeptText {
  readonly #keepsRecent: boolean;
  readonly #history = new ChunkHistory();
  #from = 0;
  /** All that has come, as long as that is one piece. */
  #only: Uint8Array | undefined;

  /** `keeps`: its first 256 KB, or its last 64 KB. */
  constructor(keeps: 'beginning' | 'recent') {
    this.#keepsRecent = keeps === 'recent';
  }

  /** The next bytes; they must not change as long as they are kept. */
  push(bytes: Uint8Array): void {
    const history = this.#history;
    this.#only = history.to === 0 ? bytes : undefined;
    if (this.#keepsRecent) {
      history.push(bytes);
      this.#from = Math.max(this.#from, history.to - MAX_RECENT_BYTES);
      history.forget(this.#from);
      return;
    }
    const room = MAX_BEGINNING_BYTES - history.to;
    if (room > 0) history.push(bytes.length > room ? bytes.subarray(0, room) : bytes);
  }

  /** What is kept around the place, in memory of its own; nothing when the place lies outside. */
  around(offset: number): KeptPiece | undefined {
    const { to } = this.#history;
    if (offset < this.#from || offset >= to) return undefined;
    return { text: this.#history.copy(this.#from, to), offset: offset - this.#from, isStart: this.#from === 0 };
  }

  /** The whole text, when no more than `maxBytes` have been pushed and all of them are kept. Not to be changed. */
  whole(maxBytes: number): Uint8Array | undefined {
    const { to } = this.#history;
    if (this.#only !== undefined && to === this.#only.length) return to <= maxBytes ? this.#only : undefined;
    return to <= Math.min(maxBytes, MAX_RECENT_BYTES) && this.#from === 0 ? this.#history.copy(0, to) : undefined;
  }
}
