import { lastAtMost } from './last-at-most.ts';

/** A text without its escapes, and the way back. */
export interface Unfolded {
  readonly bytes: Uint8Array;
  /** Where a byte of `bytes` stood before: the beginning of its escape if it had one. `bytes.length` is allowed. */
  readonly originOf: (offset: number) => number;
  /** Whether nothing was undone from `from` to `to`, so that the bytes there stand for themselves. In doubt false. */
  readonly isPlain: (from: number, to: number) => boolean;
  /** Offsets before, rising, behind each place where something was undone; none where little is as it was. */
  readonly undoneAt: () => readonly number[];
}

/** From so many bytes on one copy is faster than bytes one by one. */
const LONG_RUN = 48;

/** Builds an unfolded text front to back. Offsets are kept per escape, not per byte: plain text costs nothing. */
export class Unfolding {
  readonly #bytes: Uint8Array;
  #length = 0;
  /** For each escape the offset after what it became, and by how much the origin is ahead from there on. */
  readonly #after: number[] = [];
  readonly #ahead: number[] = [];
  #lead = 0;

  /** `maxBytes`: no more than this is ever put in. */
  constructor(maxBytes: number) {
    this.#bytes = new Uint8Array(maxBytes);
  }

  /** Nothing but plain text so far. */
  get isPlain(): boolean {
    return this.#after.length === 0;
  }

  /** The bytes `[from, to)` of `text`, which stand for themselves. */
  plain(text: Uint8Array, from: number, to: number): void {
    const bytes = this.#bytes;
    let length = this.#length;
    this.#length += to - from;
    if (to - from >= LONG_RUN) bytes.set(text.subarray(from, to), length);
    else for (let at = from; at < to; at++, length++) bytes[length] = text[at] ?? 0;
  }

  /** A character below 0x110000 that stands, as UTF-8, for an escape of `width` bytes: at least as many. */
  escaped(character: number, width: number): void {
    const from = this.#length;
    if (character < 0x80) this.#put(character);
    else {
      if (character < 0x800) this.#put(0xc0 | (character >> 6));
      else {
        if (character < 0x10000) this.#put(0xe0 | (character >> 12));
        else {
          this.#put(0xf0 | (character >> 18));
          this.#put(0x80 | ((character >> 12) & 0x3f));
        }
        this.#put(0x80 | ((character >> 6) & 0x3f));
      }
      this.#put(0x80 | (character & 0x3f));
    }
    this.#mark(width - (this.#length - from));
  }

  /** A byte that stands for an escape of `width` bytes. */
  escapedByte(byte: number, width: number): void {
    this.#put(byte);
    this.#mark(width - 1);
  }

  /** `width` bytes stand for nothing. */
  dropped(width: number): void {
    this.#mark(width);
  }

  /** What has been put in. */
  done(): Unfolded {
    const after = this.#after;
    const ahead = this.#ahead;
    return {
      bytes: this.#bytes.subarray(0, this.#length),
      originOf: (offset) => offset + (ahead[lastAtMost(after, offset)] ?? 0),
      isPlain: (from, to) => lastAtMost(after, from - 1) === lastAtMost(after, to),
      undoneAt: () => after.map((offset, index) => offset + (ahead[index] ?? 0)),
    };
  }

  #put(byte: number): void {
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  #mark(spared: number): void {
    this.#lead += spared;
    this.#after.push(this.#length);
    this.#ahead.push(this.#lead);
  }
}
