import type { FrameEvent } from '../wire/http1/frame-event.ts';
import type { FramerLimits } from '../wire/http1/framer-limits.ts';
import { RequestFramer } from '../wire/http1/request-framer.ts';
import type { RequestHead } from '../wire/http1/request-head.ts';

const EMPTY = Buffer.alloc(0);

/** What a client sends: framed, cut into what may go on and what must wait for its turn. */
export class RequestIntake {
  readonly #framer: RequestFramer;
  /** The chunk the framer is reading, and how much of it has been taken. */
  #chunk: Buffer = EMPTY;
  #taken = 0;
  /** Where the last event ended. */
  #readTo = 0;
  /** A chunk the framer has not been given yet. */
  #aside: Buffer = EMPTY;

  constructor(limits: FramerLimits) {
    this.#framer = new RequestFramer(limits);
  }

  /** Gives a chunk to the framer; the last event must have been `more`. */
  push(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#taken = 0;
    this.#readTo = 0;
    this.#framer.push(chunk);
  }

  /** Keeps a chunk that comes while reading stands still. */
  putAside(chunk: Buffer): void {
    this.#aside = this.#aside.length === 0 ? chunk : Buffer.concat([this.#aside, chunk]);
  }

  /** What was put aside, once. */
  takeAside(): Buffer {
    const aside = this.#aside;
    this.#aside = EMPTY;
    return aside;
  }

  /** The next event of the framer. */
  next(): FrameEvent<RequestHead> {
    return this.#framer.next();
  }

  /**
   * The bytes between the last event and what this one shows: chunk sizes with their extensions, and trailers whose
   * end has not come yet. To be asked for once per event.
   */
  framingBefore(event: FrameEvent<RequestHead>): Buffer {
    const from = this.#readTo;
    this.#readTo = event.end;
    const end = event.end - shownBytes(event);
    return end > from ? this.#chunk.subarray(from, end) : EMPTY;
  }

  /** The bytes before `end` of the chunk that have not been taken yet; may be empty. */
  takeUpTo(end: number): Buffer {
    const chunk = this.#chunk;
    const from = this.#taken;
    this.#taken = Math.max(from, end);
    if (end <= from) return EMPTY;
    return from === 0 && end === chunk.length ? chunk : chunk.subarray(from, end);
  }

  /** Passes over the bytes before `end`: they go on in another form. */
  skipTo(end: number): void {
    this.#taken = end;
  }

  /** After `more`: the request in progress goes on at once, if its sender does not falter. */
  get owesBytes(): boolean {
    return this.#framer.owesBytes;
  }

  /** Some of the chunk is left behind `end`: the beginning of a head. */
  holdsBytesBehind(end: number): boolean {
    return end < this.#chunk.length;
  }

  /** Everything the framer has not made an event of. */
  rest(): Buffer {
    const rest = this.#framer.rest();
    return this.#aside.length === 0 ? rest : Buffer.concat([rest, this.#aside]);
  }
}

function shownBytes(event: FrameEvent<RequestHead>): number {
  switch (event.kind) {
    case 'head':
    case 'trailers':
      return event.raw.length;
    case 'body':
      return event.payload.length;
    case 'more':
    case 'end':
    case 'upgraded':
    case 'bad':
      return 0;
  }
}
