import { lastAtMost } from './last-at-most.ts';
import type { Run } from './runs.ts';
import type { Unfolded } from './unfolded.ts';

/**
 * Between pieces that stood apart, and around them: a line end before each, so that words begin there, and a byte that
 * no match reaches over.
 */
export const BREAK = Uint8Array.of(0x0a, 0x01, 0x0a);

/** Bytes of text in a row that are no accident in a short run: random bytes have so many once in 6000 places. */
const LEAST_TEXT = 9;

/** From so many characters on a run may be an image or an archive, and text is what is longer. */
const LONG_RUN = 512;
const LEAST_IN_LONG_RUN = 16;

/** What is text by itself: printable ASCII, blanks and line ends. */
const ASCII = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d ? 1 : 0,
);

/** How bytes are written in the characters of a run. */
export interface Coding {
  /** A run may begin before any so many characters: those before belong to something else. */
  readonly phases: number;
  /** In which character byte `index` begins; it ends in the next. */
  readonly characterOf: (index: number) => number;
  /** Writes what the characters `[from, to)` of `bytes` stand for to `into`, and says how many bytes that is. */
  readonly decode: (bytes: Uint8Array, from: number, to: number, into: Uint8Array) => number;
}

/**
 * Whether byte `index` of `bytes`, of which `count` count, is text: ASCII, a zero that follows none, or part of a
 * character of UTF-8.
 */
function isText(bytes: Uint8Array, index: number, count: number): boolean {
  const byte = bytes[index] ?? 0;
  if (ASCII[byte] === 1) return true;
  if (byte < 0x80) return byte === 0 && (index === 0 || bytes[index - 1] !== 0);
  for (let lead = index; lead >= 0 && lead > index - 4; lead--) {
    const one = bytes[lead] ?? 0;
    if (one < 0x80 || one >= 0xf5) return false;
    if (one < 0xc0) continue;
    const end = lead + (one >= 0xf0 ? 4 : one >= 0xe0 ? 3 : 2);
    for (let next = lead + 1; next < end; next++) {
      if (next >= count || ((bytes[next] ?? 0) & 0xc0) !== 0x80) return false;
    }
    return index < end;
  }
  return false;
}

/** Puts together what stands in the coded pieces of a text, each between breaks, and the way back. */
export class Extract {
  readonly #pieces: Uint8Array[] = [];
  #length = 0;
  /** Where each piece begins in the extract, and each break; and where what stands there stood in the text. */
  readonly #starts: number[] = [];
  readonly #origins: ((offset: number) => number)[] = [];
  #end = 0;
  #scratch = new Uint8Array(0);

  /** A piece, whose bytes are copied. `originOf`: where the byte of an index stood; the piece's length is allowed. */
  add(piece: Uint8Array, originOf: (index: number) => number): void {
    const start = this.#length + BREAK.length;
    this.#put(BREAK, originOf(0));
    this.#starts.push(start);
    this.#origins.push((offset) => originOf(Math.min(offset - start, piece.length)));
    this.#pieces.push(piece.slice());
    this.#length += piece.length;
    this.#end = originOf(piece.length);
  }

  /**
   * The stretches of text in a run, whichever phase gives them: at least 9 bytes, in a long run 16. Where there is none
   * it looks at one byte of so many.
   */
  addText(run: Run, coding: Coding): void {
    if (this.#scratch.length < run.to - run.from) this.#scratch = new Uint8Array(2 * (run.to - run.from));
    const bytes = this.#scratch;
    const least = run.to - run.from < LONG_RUN ? LEAST_TEXT : LEAST_IN_LONG_RUN;
    for (let first = run.from; first < run.from + coding.phases; first++) {
      const count = coding.decode(run.bytes, first, run.to, bytes);
      for (let at = least - 1, floor = 0; at < count; at += least) {
        if (!isText(bytes, at, count)) continue;
        let from = at;
        while (from > floor && (ASCII[bytes[from - 1] ?? 0] === 1 || isText(bytes, from - 1, count))) from--;
        let to = at + 1;
        while (to < count && (ASCII[bytes[to] ?? 0] === 1 || isText(bytes, to, count))) to++;
        floor = at = to;
        if (to - from < least) continue;
        const begin = from;
        const end = to - from;
        this.add(bytes.subarray(from, to), (index) => {
          const character = index < end ? coding.characterOf(begin + index) : coding.characterOf(begin + end - 1) + 2;
          return run.originOf(Math.min(first + character, run.to));
        });
      }
    }
  }

  /** Nothing when no piece was put in. */
  done(): Unfolded | undefined {
    if (this.#length === 0) return undefined;
    this.#put(BREAK, this.#end);
    const bytes = new Uint8Array(this.#length);
    let length = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, length);
      length += piece.length;
    }
    const starts = this.#starts;
    const origins = this.#origins;
    return {
      bytes,
      originOf: (offset) => origins[lastAtMost(starts, offset)]?.(offset) ?? 0,
      isPlain: () => false,
      undoneAt: () => [],
    };
  }

  #put(bytes: Uint8Array, origin: number): void {
    this.#starts.push(this.#length);
    this.#origins.push(() => origin);
    this.#pieces.push(bytes);
    this.#length += bytes.length;
  }
}
