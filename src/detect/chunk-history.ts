import { Buffer } from 'node:buffer';

/** A piece of this size or more is kept by reference. Smaller ones are copied together: each may pin a large buffer. */
const SMALL_BYTES = 1024;

/** Size of the buffers that small pieces are copied into. */
const GATHER_BYTES = 4096;

/**
 * The last pieces of a text, by their offsets in it. Of pieces below 1 KB it keeps at most one by reference (the
 * first, which is all of most short texts), so that it never pins much more memory than the bytes it holds.
 */
export class ChunkHistory {
  readonly #chunks: Uint8Array[] = [];
  #from = 0;
  #to = 0;
  /** The memory of the last chunk, when it is ours and may have room. */
  #gather: Uint8Array | undefined;
  #gathered = 0;

  /** One past the offset of the last byte: the length of the text so far. */
  get to(): number {
    return this.#to;
  }

  /** Appends a piece, which must not change as long as it is kept. */
  push(bytes: Uint8Array): void {
    this.#to += bytes.length;
    if (bytes.length >= SMALL_BYTES || this.#chunks.length === 0) {
      this.#gather = undefined;
      this.#chunks.push(bytes);
      return;
    }
    const before = this.#gathered;
    if (this.#gather !== undefined && before + bytes.length <= GATHER_BYTES) {
      this.#gather.set(bytes, before);
      this.#gathered = before + bytes.length;
      this.#chunks[this.#chunks.length - 1] = this.#gather.subarray(0, this.#gathered);
      return;
    }
    this.#gather = new Uint8Array(GATHER_BYTES);
    this.#gather.set(bytes);
    this.#gathered = bytes.length;
    this.#chunks.push(this.#gather.subarray(0, bytes.length));
  }

  /** Gives up pieces that lie before `offset` altogether. */
  forget(offset: number): void {
    let gone = 0;
    for (const { length } of this.#chunks) {
      if (this.#from + length > offset) break;
      this.#from += length;
      gone += 1;
    }
    if (gone > 0) this.#chunks.splice(0, gone);
    if (this.#chunks.length === 0) this.#gather = undefined;
  }

  /** The bytes `[from, to)`, to be read at once: those of a chunk if they lie in one. The range must be held. */
  part(from: number, to: number): Uint8Array {
    let start = this.#from;
    for (const chunk of this.#chunks) {
      if (from >= start && to <= start + chunk.length) return chunk.subarray(from - start, to - start);
      start += chunk.length;
    }
    return this.copy(from, to);
  }

  /** The bytes `[from, to)` in memory of their own. The range must be held. */
  copy(from: number, to: number): Buffer {
    const bytes = Buffer.allocUnsafeSlow(to - from);
    let start = this.#from;
    for (const chunk of this.#chunks) {
      const end = start + chunk.length;
      if (end > from && start < to) {
        const isWhole = start >= from && end <= to;
        const piece = isWhole ? chunk : chunk.subarray(Math.max(0, from - start), Math.min(end, to) - start);
        bytes.set(piece, Math.max(0, start - from));
      }
      start = end;
    }
    return bytes;
  }

  /** Writes the last bytes, at most `most`, to the beginning of `target`; returns how many there were. */
  copyLast(most: number, target: Uint8Array): number {
    const count = Math.min(most, this.#to - this.#from);
    let left = count;
    for (let index = this.#chunks.length - 1; left > 0; index--) {
      const chunk = this.#chunks[index];
      if (chunk === undefined) break;
      const taken = Math.min(left, chunk.length);
      left -= taken;
      target.set(taken === chunk.length ? chunk : chunk.subarray(chunk.length - taken), left);
    }
    return count;
  }
}
