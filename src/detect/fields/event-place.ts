import { Buffer } from 'node:buffer';
import type { Span } from '../mask/spans.ts';
import type { EmbeddedText } from './embedded-text.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const DATA = Buffer.from('data:');
const JOINT = Buffer.from('\n');

/**
 * The data of the server-sent event (HTML standard §9.2.6) around the byte at `offset`, its lines joined, and where
 * in it that byte stands. `isStart`: the text begins where an event does; otherwise what comes before the first blank
 * line is the rest of one and is not read. Returns nothing there, and when the byte stands in no data line. Never
 * throws. Reads no more than that event; copies it only when its data has several lines.
 */
export function eventAround(text: Uint8Array, offset: number, isStart: boolean): EmbeddedText | undefined {
  if (!(offset >= 0 && offset < text.length)) return undefined;
  const from = eventStart(text, offset, isStart);
  if (from === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  let length = 0;
  let found: number | undefined;
  for (const line of linesFrom(text, from)) {
    if (line.from === line.to) break;
    const at = dataStart(text, line);
    if (at === undefined) continue;
    if (pieces.length > 0) {
      pieces.push(JOINT);
      length += JOINT.length;
    }
    if (offset >= at && offset < line.to) found = length + offset - at;
    pieces.push(text.subarray(at, line.to));
    length += line.to - at;
  }
  const [only] = pieces;
  if (found === undefined || only === undefined) return undefined;
  return { bytes: pieces.length === 1 ? only : Buffer.concat(pieces, length), offset: found };
}

/**
 * The line around the byte at `offset`, as NDJSON has them: up to a line feed. Nothing when the text begins in the
 * midst of that line (`isStart` is false and no line feed stands before it), or when the offset is outside.
 */
export function lineAround(text: Uint8Array, offset: number, isStart: boolean): EmbeddedText | undefined {
  if (!(offset >= 0 && offset < text.length)) return undefined;
  const from = offset === 0 ? 0 : text.lastIndexOf(LF, offset - 1) + 1;
  if (from === 0 && !isStart) return undefined;
  const end = text.indexOf(LF, offset);
  return { bytes: text.subarray(from, end === -1 ? text.length : end), offset: offset - from };
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}

/** Where the line begins in which, or at whose end, `at` stands. */
function lineStart(text: Uint8Array, at: number): number {
  let from = at;
  while (from > 0 && !isLineEnd(text[from - 1])) from -= 1;
  return from;
}

/** The first line of the event around `offset`: the one behind the last blank line before it. */
function eventStart(text: Uint8Array, offset: number, isStart: boolean): number | undefined {
  let from = lineStart(text, offset);
  while (from > 0) {
    const end = from - (text[from - 1] === LF && text[from - 2] === CR ? 2 : 1);
    const before = lineStart(text, end);
    if (before === end && (before > 0 || isStart)) return from;
    from = before;
  }
  return isStart ? 0 : undefined;
}

/** The lines from `from` on, without their ends: LF, CR, or both. */
function* linesFrom(text: Uint8Array, from: number): Generator<Span> {
  for (let start = from; start < text.length; ) {
    let to = start;
    while (to < text.length && !isLineEnd(text[to])) to += 1;
    yield { from: start, to };
    start = to + (text[to] === CR && text[to + 1] === LF ? 2 : 1);
  }
}

/** Where the value of a data line begins, behind one blank; nothing when it is another line. */
function dataStart(text: Uint8Array, { from, to }: Span): number | undefined {
  const at = from + DATA.length;
  if (at > to || !DATA.every((byte, i) => text[from + i] === byte)) return undefined;
  return text[at] === SPACE && at < to ? at + 1 : at;
}
