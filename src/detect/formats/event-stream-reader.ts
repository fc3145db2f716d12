import { EventBuffer, type EventSink } from './event-buffer.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;
const FIELD = [0x64, 0x61, 0x74, 0x61] as const;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;
const JOINT = Uint8Array.of(LINE_FEED);

/** `name`: in what may become "data"; `space`: behind its colon; `value`: in the data; `other`: in a line of no use. */
type State = 'name' | 'space' | 'value' | 'other';

/**
 * Reads the data of server-sent events (WHATWG HTML, "Server-sent events", parsing an event stream): lines end in CR,
 * LF or both, the values of an event's `data` fields are joined by LF, a blank line ends it; comments, other fields and
 * a byte order mark are passed over. Unlike a browser it also reports an event that the end of the stream cuts off.
 * The same bytes give the same events however they are cut; each byte is looked at a bounded number of times.
 */
export class EventStreamReader {
  readonly #event: EventBuffer;
  #state: State = 'name';
  /** Bytes of this line's name so far that agree with "data". */
  #matched = 0;
  /** Bytes of a byte order mark so far. */
  #marked = 0;
  #isAfterReturn = false;
  #offset = 0;
  /** Where the next LF and CR stand in the piece at hand: -1 when unknown, its length when there is none. */
  #lineFeed = -1;
  #carriageReturn = -1;

  constructor(sink: EventSink) {
    this.#event = new EventBuffer(sink);
  }

  /** The next bytes of the body. They must not be changed afterwards. */
  write(bytes: Uint8Array): void {
    this.#lineFeed = -1;
    this.#carriageReturn = -1;
    let at = 0;
    while (at < bytes.length) {
      switch (this.#state) {
        case 'name':
          at = this.#readName(bytes, at);
          break;
        case 'space':
          if (bytes[at] === SPACE) at += 1;
          this.#beginValue();
          break;
        case 'value':
        case 'other':
          at = this.#readLine(bytes, at);
          break;
      }
    }
    this.#offset += bytes.length;
  }

  /** The body is complete, or was broken off. */
  end(): void {
    this.#event.finish();
  }

  /** Reads at least one byte: of a line end that may be half read, of a byte order mark, or of a field's name. */
  #readName(bytes: Uint8Array, at: number): number {
    const byte = bytes[at] ?? 0;
    const wasAfterReturn = this.#isAfterReturn;
    this.#isAfterReturn = false;
    if (byte === LINE_FEED && wasAfterReturn) return at + 1;
    if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
      this.#endLine(byte);
      return at + 1;
    }
    if (this.#matched === 0 && this.#offset + at === this.#marked && byte === BYTE_ORDER_MARK[this.#marked]) {
      this.#marked += 1;
      return at + 1;
    }
    if (this.#matched === FIELD.length && byte === COLON) this.#state = 'space';
    else if (byte === FIELD[this.#matched]) this.#matched += 1;
    else this.#state = 'other';
    return at + 1;
  }

  #beginValue(): void {
    this.#state = 'value';
    if (!this.#event.isEmpty) this.#event.add(JOINT, 0, 1, 0);
  }

  #readLine(bytes: Uint8Array, at: number): number {
    const end = this.#lineEnd(bytes, at);
    if (this.#state === 'value') this.#event.add(bytes, at, end, this.#offset + at);
    if (end === bytes.length) return end;
    this.#endLine(bytes[end] ?? 0);
    return end + 1;
  }

  #lineEnd(bytes: Uint8Array, at: number): number {
    if (this.#lineFeed < at) this.#lineFeed = find(bytes, LINE_FEED, at);
    if (this.#carriageReturn < at) this.#carriageReturn = find(bytes, CARRIAGE_RETURN, at);
    return Math.min(this.#lineFeed, this.#carriageReturn);
  }

  #endLine(terminator: number): void {
    this.#isAfterReturn = terminator === CARRIAGE_RETURN;
    if (this.#state === 'name' && this.#matched === 0) this.#event.finish();
    else if (this.#state === 'name' && this.#matched === FIELD.length) this.#beginValue();
    this.#state = 'name';
    this.#matched = 0;
  }
}

function find(bytes: Uint8Array, byte: number, from: number): number {
  const at = bytes.indexOf(byte, from);
  return at === -1 ? bytes.length : at;
}
