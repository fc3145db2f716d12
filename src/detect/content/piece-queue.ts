import { Buffer } from 'node:buffer';

/** Pieces smaller than this are joined before they are decoded: each trip to a thread costs some 15 µs. */
const JOIN_BYTES = 16 * 1024;

/** From so many pieces on, small ones are copied together: an object for each single byte would cost 100 times as much. */
const MANY_PIECES = 64;
const SMALL_BYTES = 1024;

/** Bytes that wait, in the pieces in which they came, or in fewer. */
export class PieceQueue {
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  /** Where small pieces are put together; the last piece is its used part. */
  #slab: Buffer | undefined;

  get bytes(): number {
    return this.#bytes;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#bytes += bytes.length;
    if (this.#pieces.length < MANY_PIECES || bytes.length > SMALL_BYTES) {
      this.#slab = undefined;
      this.#pieces.push(bytes);
    } else this.#append(bytes);
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

  #append(bytes: Uint8Array): void {
    const last = this.#pieces.at(-1);
    const used = this.#slab === undefined || last === undefined ? JOIN_BYTES : last.length;
    if (this.#slab === undefined || used + bytes.length > JOIN_BYTES) {
      this.#slab = Buffer.allocUnsafeSlow(JOIN_BYTES);
      this.#slab.set(bytes);
      this.#pieces.push(this.#slab.subarray(0, bytes.length));
      return;
    }
    this.#slab.set(bytes, used);
    this.#pieces[this.#pieces.length - 1] = this.#slab.subarray(0, used + bytes.length);
  }

  #join(count: number, bytes: number): Uint8Array {
    const taken = this.#pieces.splice(0, count);
    this.#bytes -= bytes;
    if (this.#pieces.length === 0) this.#slab = undefined;
    return taken.length === 1 ? (taken[0] ?? Buffer.alloc(0)) : Buffer.concat(taken, bytes);
  }
}
