import { EventBuffer, type EventSink } from './event-buffer.ts';

const LINE_FEED = 0x0a;

/**
 * Reads a text of one event per line (NDJSON, JSON Lines): lines end in LF, empty ones mean nothing, the last may lack
 * its end. A CR before the LF stays: to JSON it is a blank. The same bytes give the same events however they are cut.
 */
export class LineReader {
  readonly #event: EventBuffer;
  #offset = 0;

  constructor(sink: EventSink) {
    this.#event = new EventBuffer(sink);
  }

  /** The next bytes of the body. They must not be changed afterwards. */
  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const found = bytes.indexOf(LINE_FEED, at);
      const end = found === -1 ? bytes.length : found;
      this.#event.add(bytes, at, end, this.#offset + at);
      if (found !== -1) this.#event.finish();
      at = end + 1;
    }
    this.#offset += bytes.length;
  }

  /** The body is complete, or was broken off. */
  end(): void {
    this.#event.finish();
  }
}
