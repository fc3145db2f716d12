import { Buffer } from 'node:buffer';
import type { TextStream } from '../../model/ports.ts';
import { MAX_EVENT_BYTES } from './event-buffer.ts';

/** How the messages of a stream are told apart; `prefixed-lines`: `0:"Hel"`, as the Vercel AI SDK 4 has it. */
export type StreamKind = 'event-stream' | 'lines' | 'prefixed-lines' | 'array';

/** What the first character that is no blank says; `object`: one JSON text, or one on each line. */
type Beginning = StreamKind | 'object' | 'none' | 'undecided';

/** So many blanks may stand before it. */
const MAX_BLANKS = 64;

const LF = 0x0a;
const SPACE = 0x20;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const BLANKS = /^(?:[\s\u001e]|\u00ef\u00bb\u00bf)*/;
const EVENT_FIELD = /^(?:data|event|id|retry)?:/;
const PREFIX = /^[0-9a-z]:["[{]/;
/** What may still become one of the two. */
const MAY_BEGIN = /^(?:d(?:a(?:t(?:a)?)?)?|e(?:v(?:e(?:nt?)?)?)?|id?|r(?:e(?:t(?:ry?)?)?)?|[0-9a-z]:?|\u00ef\u00bb?)$/;

/**
 * Tells by its beginning whether a body whose type says nothing, or nothing but JSON, is a stream of messages, and has it
 * read as such: servers send event streams as plain text, and one JSON object a line as `application/json`. A text that
 * is none is given up within its first bytes, one that begins with an object at the end of its first line.
 * Holds no more than that line, of 64 KB at most. The same bytes are read the same way however they are cut.
 */
export class StreamProbe implements TextStream {
  readonly #open: (kind: StreamKind) => TextStream | undefined;
  #state: 'beginning' | 'first line' | 'behind it' | 'open' | 'over' = 'beginning';
  #held: Uint8Array[] = [];
  /** Bytes of the first line so far, and of the blanks behind it. */
  #lineBytes = 0;
  /** The last byte of the first line so far that is no blank. */
  #lastByte = 0;
  #stream: TextStream | undefined;

  /** `open`: who reads a stream of that kind, if anybody does. */
  constructor(open: (kind: StreamKind) => TextStream | undefined) {
    this.#open = open;
  }

  write(bytes: Uint8Array): void {
    if (this.#state === 'over' || bytes.length === 0) return;
    if (this.#state === 'open') {
      this.#stream?.write(bytes);
      return;
    }
    this.#held.push(bytes);
    if (this.#state === 'beginning') this.#begin();
    else this.#readLine(bytes);
  }

  end(): void {
    this.#stream?.end();
    this.#giveUp();
  }

  #begin(): void {
    const start = this.#held.length === 1 ? this.#held[0] : Buffer.concat(this.#held);
    if (start === undefined) return;
    const beginning = beginningOf(Buffer.from(start.subarray(0, 2 * MAX_BLANKS)).toString('latin1'));
    switch (beginning) {
      case 'undecided':
        this.#held = [Buffer.from(start)];
        break;
      case 'none':
        this.#giveUp();
        break;
      case 'object':
        this.#state = 'first line';
        this.#readLine(start.subarray(start.indexOf(OPEN_BRACE)));
        break;
      default:
        this.#begun(beginning);
    }
  }

  /** The next bytes of the first line, or from its end to where the second begins. */
  #readLine(bytes: Uint8Array): void {
    let at = 0;
    if (this.#state === 'first line') {
      const end = bytes.indexOf(LF);
      at = end === -1 ? bytes.length : end;
      this.#lastByte = lastByte(bytes, at) ?? this.#lastByte;
      if (end !== -1) this.#state = this.#lastByte === CLOSE_BRACE ? 'behind it' : 'over';
    }
    while (this.#state === 'behind it' && at < bytes.length && (bytes[at] ?? 0) <= SPACE) at += 1;
    this.#lineBytes += at;
    if (this.#state === 'over' || this.#lineBytes > MAX_EVENT_BYTES) this.#giveUp();
    else if (at < bytes.length && bytes[at] === OPEN_BRACE) this.#begun('lines');
    else if (at < bytes.length) this.#giveUp();
  }

  #begun(kind: StreamKind): void {
    const stream = this.#open(kind);
    this.#stream = stream;
    this.#state = 'open';
    for (const piece of this.#held.splice(0)) stream?.write(piece);
  }

  #giveUp(): void {
    this.#state = 'over';
    this.#held = [];
  }
}

function beginningOf(start: string): Beginning {
  const text = start.replace(BLANKS, '');
  if (start.length - text.length > MAX_BLANKS) return 'none';
  switch (text[0]) {
    case undefined:
      return 'undecided';
    case '{':
      return 'object';
    case '[':
      return 'array';
  }
  if (EVENT_FIELD.test(text)) return 'event-stream';
  if (PREFIX.test(text)) return 'prefixed-lines';
  return MAY_BEGIN.test(text) ? 'undecided' : 'none';
}

/** The last byte before `to` that is no blank. */
function lastByte(bytes: Uint8Array, to: number): number | undefined {
  let at = to - 1;
  while (at >= 0 && (bytes[at] ?? 0) <= SPACE) at -= 1;
  return bytes[at];
}
