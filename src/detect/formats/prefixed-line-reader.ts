import { Buffer } from 'node:buffer';
import type { EventSink } from './event-buffer.ts';
import { LineReader } from './line-reader.ts';

/** A letter or digit, a colon, and JSON that is no number. */
const BEGINNING = /^[0-9a-z]:["[{]/;
const BEGINNING_BYTES = 3;

/**
 * Reads the lines of the Vercel AI SDK's data streams (version 4, "Data Stream Protocol"): `0:"Hel"`, `9:{"toolCallId"…`,
 * as `text/plain`. Any other text is given up within its first three bytes. The same bytes give the same events however
 * they are cut.
 */
export class PrefixedLineReader {
  readonly #sink: EventSink;
  #beginning: Uint8Array = Buffer.alloc(0);
  #lines: LineReader | undefined;
  #isOver = false;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  /** The next bytes of the body. They must not be changed afterwards. */
  write(bytes: Uint8Array): void {
    if (this.#lines !== undefined) this.#lines.write(bytes);
    else if (!this.#isOver) this.#begin(bytes);
  }

  /** The body is complete, or was broken off. */
  end(): void {
    this.#isOver = true;
    this.#lines?.end();
  }

  #begin(bytes: Uint8Array): void {
    const start = this.#beginning.length === 0 ? bytes : Buffer.concat([this.#beginning, bytes]);
    if (start.length < BEGINNING_BYTES) {
      this.#beginning = start;
      return;
    }
    this.#isOver = !BEGINNING.test(String.fromCharCode(...start.subarray(0, BEGINNING_BYTES)));
    this.#beginning = Buffer.alloc(0);
    if (this.#isOver) return;
    this.#lines = new LineReader(this.#sink);
    this.#lines.write(start);
  }
}
