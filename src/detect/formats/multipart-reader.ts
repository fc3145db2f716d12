import { Buffer } from 'node:buffer';
import type { TextStream } from '../../model/ports.ts';

/** A part's headers are looked at up to this length; of one with more nothing is read. */
export const MAX_PART_HEAD_BYTES = 8192;

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;
const SPACE = 0x20;
const TAB = 0x09;
const HEAD_END = /\n\r?\n/;
const NOTHING = Buffer.alloc(0);

/** Who is told of the parts of a body, one after the other. */
export interface MultipartSink {
  /**
   * A part's content begins. `head`: its header lines in latin1, a line feed in front; `number` counts from 1. Returns who
   * takes the content, if anybody does.
   */
  open(head: string, number: number): TextStream | undefined;
}

/**
 * Takes the contents of the parts out of a multipart body (RFC 2046 §5.1), without the line ends before their delimiters;
 * lines may end in LF alone. What stands before the first delimiter and behind the last is passed over. Holds a part's
 * head, or what may be the beginning of a delimiter. The same bytes give the same parts however they are cut.
 */
export class MultipartReader {
  readonly #sink: MultipartSink;
  readonly #delimiter: Buffer;
  /** `line`: behind a delimiter, up to its end. */
  #state: 'content' | 'line' | 'head' | 'over' = 'content';
  /** What is read next; a delimiter that begins the body has no line feed before it, so one is put there. */
  #held: Buffer = Buffer.of(LF);
  /** The next byte is a line feed that belongs to what was before, unless it belongs to a delimiter. */
  #isBehindLine = true;
  #part: TextStream | undefined;
  #parts = 0;

  constructor(boundary: string, sink: MultipartSink) {
    this.#sink = sink;
    this.#delimiter = Buffer.from(`\n--${boundary}`, 'latin1');
  }

  /** The next bytes of the body. They must not be changed afterwards. */
  write(bytes: Uint8Array): void {
    if (this.#state === 'over') return;
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const data = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    let at = 0;
    for (let isMoving = true; isMoving && at < data.length; ) {
      const [before, state] = [at, this.#state];
      at = this.#step(data, at);
      isMoving = at !== before || this.#state !== state;
    }
    this.#held = at < data.length ? Buffer.from(data.subarray(at)) : NOTHING;
  }

  /** The body is complete, or was broken off. */
  end(): void {
    if (this.#state === 'content') this.#pass(this.#held, 0, this.#held.length);
    this.#endPart();
    this.#state = 'over';
    this.#held = NOTHING;
  }

  /** Reads on from `at`; returns where the next step begins, the same place when that takes more bytes. */
  #step(data: Buffer, at: number): number {
    switch (this.#state) {
      case 'content':
        return this.#readContent(data, at);
      case 'line': {
        const end = data.indexOf(LF, at);
        if (end === -1) return data.length;
        this.#state = 'head';
        return end;
      }
      case 'head':
        return this.#readHead(data, at);
      case 'over':
        return data.length;
    }
  }

  #readContent(data: Buffer, from: number): number {
    for (let search = from; ; ) {
      const at = data.indexOf(this.#delimiter, search);
      if (at === -1) return this.#pass(data, from, this.#heldFrom(data, from));
      const behind = at + this.#delimiter.length;
      const contentEnd = at > from && data[at - 1] === CR ? at - 1 : at;
      switch (lineBehind(data, behind)) {
        case 'more':
          return this.#pass(data, from, contentEnd);
        case 'other':
          search = at + 1;
          break;
        case 'last':
        case 'delimiter':
          this.#pass(data, from, contentEnd);
          this.#endPart();
          this.#state = data[behind] === DASH ? 'over' : 'line';
          return behind;
      }
    }
  }

  #readHead(data: Buffer, at: number): number {
    const head = data.toString('latin1', at, at + MAX_PART_HEAD_BYTES);
    const end = HEAD_END.exec(head);
    if (end === null && head.length < MAX_PART_HEAD_BYTES) return at;
    this.#state = 'content';
    this.#isBehindLine = end !== null;
    this.#parts += 1;
    if (end === null) return at + 1;
    this.#part = this.#sink.open(head.slice(0, end.index), this.#parts);
    // The blank line's own line feed may begin a delimiter.
    return at + end.index + end[0].length - 1;
  }

  /** From where on `data` may be the beginning of a delimiter, or of the line end before it. */
  #heldFrom(data: Buffer, from: number): number {
    const line = data.lastIndexOf(LF);
    const tail = line >= from ? data.subarray(line) : NOTHING;
    if (tail.length > 0 && this.#delimiter.subarray(0, tail.length).equals(tail)) {
      return line > from && data[line - 1] === CR ? line - 1 : line;
    }
    return data.length > from && data.at(-1) === CR ? data.length - 1 : data.length;
  }

  /** Hands the content `[from, to)` on. Returns `to`. */
  #pass(data: Buffer, from: number, to: number): number {
    if (to <= from) return from;
    const start = this.#isBehindLine ? from + 1 : from;
    this.#isBehindLine = false;
    if (to > start) this.#part?.write(data.subarray(start, to));
    return to;
  }

  #endPart(): void {
    this.#part?.end();
    this.#part = undefined;
  }
}

/** What stands behind the boundary at the end of a delimiter: a longer boundary may begin like it. */
function lineBehind(data: Buffer, at: number): 'more' | 'delimiter' | 'last' | 'other' {
  const next = data[at];
  if (next === undefined) return 'more';
  if (next === LF || next === CR || next === SPACE || next === TAB) return 'delimiter';
  if (next !== DASH) return 'other';
  if (data[at + 1] === undefined) return 'more';
  return data[at + 1] === DASH ? 'last' : 'other';
}

/** The value of a field in a part's head as `MultipartSink.open` gets it; '' when there is none. `name` in lower case. */
export function partField(head: string, name: string): string {
  const at = head.toLowerCase().indexOf(`\n${name}:`);
  if (at === -1) return '';
  const from = at + name.length + 2;
  const end = head.indexOf('\n', from);
  return head.slice(from, end === -1 ? head.length : end).trim();
}
