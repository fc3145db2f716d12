import type { Run } from './runs.ts';
import { lastAtMost } from './runs.ts';
import type { Unfolded } from './unfolded.ts';

/**
 * Between pieces that stood apart, and around them: a line end before each, so that words begin there, and a byte that
 * no match reaches over.
 */
export const BREAK = Uint8Array.of(0x0a, 0x00, 0x0a);

/** Bytes of text in a row that are no accident: random bytes have so many once in 6000 places. */
const LEAST_TEXT = 9;

/** What text is made of: printable ASCII, blanks and line ends, and the zeros of UTF-16. */
const TEXT = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0 ? 1 : 0,
);

/** A stretch `[from, to)` of the bytes that a run stands for. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The stretches of `count` bytes that are text, at least `LEAST_TEXT` long; two zeros in a row are none. Where there is
 * none it looks at one byte of `LEAST_TEXT`.
 */
export function* textIn(count: number, byteAt: (index: number) => number): Generator<Stretch> {
  let floor = 0;
  for (let at = LEAST_TEXT - 1; at < count; at += LEAST_TEXT) {
    let byte = byteAt(at);
    if (TEXT[byte] === 0) continue;
    let from = at;
    for (let last = byte; from > floor; from--) {
      const before = byteAt(from - 1);
      if (TEXT[before] === 0 || (before | last) === 0) break;
      last = before;
    }
    let to = at + 1;
    for (; to < count; to++) {
      const next = byteAt(to);
      if (TEXT[next] === 0 || (byte | next) === 0) break;
      byte = next;
    }
    floor = to;
    at = to;
    if (to - from >= LEAST_TEXT) yield { from, to };
  }
}

/** Puts together what stands in the coded pieces of a text, each between breaks, and the way back. */
export class Extract {
  readonly #bytes: Uint8Array;
  #length = 0;
  /** Where each piece begins in the extract, and where its bytes and the break before it stood. */
  readonly #starts: number[] = [];
  readonly #origins: ((index: number) => number)[] = [];
  #end = 0;

  /** `maxBytes`: what is put in beyond that, with the breaks, is left out. */
  constructor(maxBytes: number) {
    this.#bytes = new Uint8Array(maxBytes);
  }

  /**
   * The bytes of `stretch`, which begins behind all that was put in before. `originOf`: where the byte of an index
   * stood; the end of the stretch is allowed.
   */
  add({ from, to }: Stretch, byteAt: (index: number) => number, originOf: (index: number) => number): void {
    const start = this.#length + BREAK.length;
    if (start + to - from + BREAK.length > this.#bytes.length) return;
    this.#putBreak(originOf(from));
    this.#starts.push(this.#length);
    this.#origins.push((offset) => originOf(from + Math.min(offset - start, to - from)));
    for (let index = from; index < to; index++, this.#length++) this.#bytes[this.#length] = byteAt(index);
    this.#end = originOf(to);
  }

  /** Nothing when no piece was put in. */
  done(): Unfolded | undefined {
    if (this.#length === 0) return undefined;
    this.#putBreak(this.#end);
    const starts = this.#starts;
    const origins = this.#origins;
    return {
      bytes: this.#bytes.subarray(0, this.#length),
      originOf: (offset) => origins[lastAtMost(starts, offset)]?.(offset) ?? 0,
    };
  }

  #putBreak(origin: number): void {
    this.#starts.push(this.#length);
    this.#origins.push(() => origin);
    this.#bytes.set(BREAK, this.#length);
    this.#length += BREAK.length;
  }
}

/** The bytes and places of one way to read a run. */
export interface Reading {
  readonly count: number;
  readonly byteAt: (index: number) => number;
  /** Which character of the run byte `index` begins in. */
  readonly characterOf: (index: number) => number;
}

/**
 * Puts into `extract` what is text in a run, whichever of its readings gives it, by rising offset: no more bytes than
 * the run has characters.
 */
export function extractText(run: Run, readings: Iterable<Reading>, extract: Extract): void {
  const { length } = run.characters;
  const found: (Stretch & { readonly reading: Reading; readonly at: number })[] = [];
  for (const reading of readings) {
    for (const { from, to } of textIn(reading.count, reading.byteAt)) {
      found.push({ from, to, reading, at: reading.characterOf(from) });
    }
  }
  let room = length;
  for (const { from, to, reading } of found.length > 1 ? found.sort((a, b) => a.at - b.at) : found) {
    room -= to - from + BREAK.length;
    if (room < 0) return;
    extract.add({ from, to }, reading.byteAt, (index) => run.originOf(Math.min(reading.characterOf(index), length)));
  }
}
