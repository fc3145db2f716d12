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

/** What text is made of besides characters of several bytes: printable ASCII, blanks, line ends, the zeros of UTF-16. */
const TEXT = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0 ? 1 : 0,
);

/** How bytes are written in the characters of a run. */
export interface Coding {
  /** A run may begin before any so many characters: those before belong to something else. */
  readonly phases: number;
  /** How many bytes so many characters hold. */
  readonly countOf: (characters: number) => number;
  /** In which character byte `index` begins, of those behind the phase. */
  readonly characterOf: (index: number) => number;
  /** Byte `index` of what `bytes` holds from `first` on. */
  readonly byteAt: (bytes: Uint8Array, first: number, index: number) => number;
}

/** A stretch `[from, to)` of the bytes that a run stands for if it begins at `first`. */
interface Stretch {
  readonly first: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The stretches of text in a run, at least `LEAST_TEXT` long, whichever phase gives them; two zeros in a row are none.
 * Where there is none it looks at one byte of `LEAST_TEXT`.
 */
function textIn({ bytes, from: start, to: end }: Run, coding: Coding): Stretch[] | undefined {
  let found: Stretch[] | undefined;
  for (let first = start; first < start + coding.phases; first++) {
    const count = coding.countOf(end - first);
    for (let at = LEAST_TEXT - 1, floor = 0; at < count; at += LEAST_TEXT) {
      if (!isText(bytes, first, at, coding)) continue;
      let from = at;
      while (from > floor && isText(bytes, first, from - 1, coding)) from--;
      let to = at + 1;
      while (to < count && isText(bytes, first, to, coding)) to++;
      floor = at = to;
      if (to - from >= LEAST_TEXT) (found ??= []).push({ first, from, to });
    }
  }
  return found;
}

/** Whether byte `index` is text: ASCII, a single zero, or part of a character of UTF-8. */
function isText(bytes: Uint8Array, first: number, index: number, coding: Coding): boolean {
  const byte = coding.byteAt(bytes, first, index);
  if (byte < 0x80) return TEXT[byte] === 1 && (byte > 0 || index === 0 || coding.byteAt(bytes, first, index - 1) > 0);
  for (let lead = index; lead >= 0 && lead > index - 4; lead--) {
    const one = coding.byteAt(bytes, first, lead);
    if (one < 0x80 || one >= 0xf5) return false;
    if (one < 0xc0) continue;
    const end = lead + (one >= 0xf0 ? 4 : one >= 0xe0 ? 3 : 2);
    for (let next = lead + 1; next < end; next++) {
      if ((coding.byteAt(bytes, first, next) & 0xc0) !== 0x80) return false;
    }
    return index < end;
  }
  return false;
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

  /** A piece of `count` bytes. `originOf`: where the byte of an index stood; `count` is allowed. */
  add(count: number, byteAt: (index: number) => number, originOf: (index: number) => number): void {
    const start = this.#length + BREAK.length;
    if (start + count + BREAK.length > this.#bytes.length) return;
    this.#putBreak(originOf(0));
    this.#starts.push(start);
    this.#origins.push((offset) => originOf(Math.min(offset - start, count)));
    for (let index = 0; index < count; index++, this.#length++) this.#bytes[this.#length] = byteAt(index);
    this.#end = originOf(count);
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

/**
 * Puts into `extract` what is text in a run, by rising offset: no more bytes than the run has characters.
 */
export function extractText(run: Run, coding: Coding, extract: () => Extract): void {
  const found = textIn(run, coding);
  if (found === undefined) return;
  const startOf = ({ first, from }: Stretch): number => first + coding.characterOf(from);
  let room = run.to - run.from;
  for (const { first, from, to } of found.sort((a, b) => startOf(a) - startOf(b))) {
    room -= to - from + BREAK.length;
    if (room < 0) return;
    extract().add(
      to - from,
      (index) => coding.byteAt(run.bytes, first, from + index),
      (index) => run.originOf(Math.min(first + coding.characterOf(from + index), run.to)),
    );
  }
}
