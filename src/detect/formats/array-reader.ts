import { EventBuffer, type EventSink } from './event-buffer.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;

/** How the body begins, blanks left out; compared as far as both go. Each is a first property of Gemini's answers. */
const BEGINNINGS = ['[{"candidates":', '[{"promptFeedback":', '[{"usageMetadata":'] as const;

/**
 * Reads the elements of a JSON array that a model's answer comes in: Gemini's `streamGenerateContent` without
 * `alt=sse` writes its events so (`[{"candidates": …}\n,\n{…}]`, as `application/json`). Any other JSON is given up
 * within its first bytes, for the elements of an array are no pieces of one text. One look at each byte; the same bytes
 * give the same events however they are cut; the array may be broken off.
 */
export class ArrayReader {
  readonly #event: EventBuffer;
  #state: 'beginning' | 'inside' | 'over' = 'beginning';
  #beginning = '';
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #offset = 0;

  constructor(sink: EventSink) {
    this.#event = new EventBuffer(sink);
  }

  /** The next bytes of the body. They must not be changed afterwards. */
  write(bytes: Uint8Array): void {
    if (this.#state === 'over') return;
    let from = this.#depth > 1 ? 0 : -1;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (this.#state === 'beginning' && !this.#mayBegin(byte)) {
        this.#state = 'over';
        return;
      }
      const before = this.#depth;
      this.#step(byte);
      if (this.#depth === 0 && before > 0) {
        this.#state = 'over';
        return;
      }
      if (before <= 1 && this.#depth > 1) from = at;
      else if (before > 1 && this.#depth <= 1) {
        this.#event.add(bytes, from, at + 1, this.#offset + from);
        this.#event.finish();
        from = -1;
      }
    }
    if (from !== -1) this.#event.add(bytes, from, bytes.length, this.#offset + from);
    this.#offset += bytes.length;
  }

  /** The body is complete, or was broken off. */
  end(): void {
    this.#state = 'over';
  }

  #step(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (this.#isInString) {
      if (byte === QUOTE) this.#isInString = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
    } else if (byte === QUOTE) this.#isInString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#depth -= 1;
  }

  /** Takes the next byte of the body's beginning; false when no model's answer begins like this. */
  #mayBegin(byte: number): boolean {
    if (byte <= SPACE) return true;
    this.#beginning += String.fromCharCode(byte);
    for (const beginning of BEGINNINGS) {
      if (beginning === this.#beginning) this.#state = 'inside';
      if (beginning.startsWith(this.#beginning)) return true;
    }
    return false;
  }
}
