import { Buffer } from 'node:buffer';

/**
 * The longest event that is put together, in bytes; a longer one is passed over. Events that carry deltas take a few
 * hundred bytes, snapshots of a whole answer tens of thousands. Parsing one of this size takes some 0.2 ms.
 */
export const MAX_EVENT_BYTES = 64 * 1024;

/** Bytes that the first copy has room for; it doubles as often as it must. */
const FIRST_COPY_BYTES = 512;

/** Who is told of the events of a stream, in the order they come. */
export interface EventSink {
  /**
   * The data of one event, never empty and at most `MAX_EVENT_BYTES`; a part of a written piece, or memory of its own.
   * `offset`: where its first byte stands in the body.
   */
  onEvent(data: Uint8Array, offset: number): void;
  /** An event is too long and passed over. Once per event. */
  onLong(): void;
}

/**
 * Puts one event after the other together from the pieces it comes in. What lies in one piece is not copied. Holds at
 * most `MAX_EVENT_BYTES`, and the piece that an unfinished event lies in.
 */
export class EventBuffer {
  readonly #sink: EventSink;
  /** The event so far, as long as it is one part of one piece. */
  #part: Uint8Array | undefined;
  /** The event so far, once it is a copy; the first `#length` bytes. */
  #copy: Buffer | undefined;
  #length = 0;
  #offset = 0;
  #isLong = false;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  /** Holds nothing: no byte of an event has come yet, or too many. */
  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Bytes `[from, to)` of `piece` belong to the event. `offset`: where the first of them stands in the body. */
  add(piece: Uint8Array, from: number, to: number, offset: number): void {
    const count = to - from;
    if (count === 0 || this.#isLong) return;
    if (this.#length + count > MAX_EVENT_BYTES) {
      this.#clear();
      this.#isLong = true;
      this.#sink.onLong();
      return;
    }
    if (this.#length === 0) {
      this.#part = piece.subarray(from, to);
      this.#offset = offset;
    } else this.#append(piece, from, to);
    this.#length += count;
  }

  /** The event is complete: it is reported unless it is empty or was too long. The next one begins. */
  finish(): void {
    const data = this.#part ?? this.#copy?.subarray(0, this.#length);
    this.#clear();
    this.#isLong = false;
    if (data !== undefined) this.#sink.onEvent(data, this.#offset);
  }

  #append(piece: Uint8Array, from: number, to: number): void {
    const length = this.#length + to - from;
    const before = this.#part ?? this.#copy;
    let copy = this.#copy;
    if (copy === undefined || copy.length < length) {
      copy = Buffer.allocUnsafeSlow(Math.max(FIRST_COPY_BYTES, 2 ** Math.ceil(Math.log2(length))));
      if (before !== undefined) copy.set(before.subarray(0, this.#length));
      this.#copy = copy;
      this.#part = undefined;
    }
    if (to - from === 1) copy[this.#length] = piece[from] ?? 0;
    else copy.set(piece.subarray(from, to), this.#length);
  }

  #clear(): void {
    this.#part = undefined;
    this.#copy = undefined;
    this.#length = 0;
  }
}
