import { Buffer } from 'node:buffer';

/** Pieces smaller than this are joined before they are decoded: each trip to a thread costs some 15 µs. */
const JOIN_BYTES = 16 * 1024;

/** Bytes that wait, in the pieces in which they came. */
export class PieceQueue {
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#bytes += bytes.length;
  }

  /** Puts back what was taken too much. */
  unshift(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.unshift(bytes);
    this.#bytes += bytes.length;
  }

  /** The next bytes: a piece, or several small ones joined to at most `JOIN_BYTES`. Nothing only if nothing waits. */
  take(): Uint8Array {
    let count = 0;
    let bytes = 0;
    for (const piece of this.#pieces) {
      if (count > 0 && bytes + piece.length > JOIN_BYTES) break;
      count += 1;
      bytes += piece.length;
    }
    return this.#join(count, bytes);
  }

  /** All that waits. */
  takeAll(): Uint8Array {
    return this.#join(this.#pieces.length, this.#bytes);
  }

  #join(count: number, bytes: number): Uint8Array {
    const taken = this.#pieces.splice(0, count);
    this.#bytes -= bytes;
    return taken.length === 1 ? (taken[0] ?? Buffer.alloc(0)) : Buffer.concat(taken, bytes);
  }
}
