import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { EventBuffer, type EventSink } from './event-buffer.ts';

/** Length of the message, length of its headers, and a checksum of both; four bytes each. */
const PRELUDE_BYTES = 12;

/** A checksum stands behind the payload. */
const TRAILER_BYTES = 4;

/** The longest message that is believed, in bytes: its headers take 128 KB at most, its payload 24 MB. */
const MAX_MESSAGE_BYTES = 25 * 1024 * 1024;

const WRAPPER = '{"bytes":"';
const QUOTE = 0x22;

/** Who is told of the events of a body, one after the other. */
export interface AmazonEventSink extends EventSink {
  /** The framing is not Amazon's: nothing is read from here on. Called once. */
  onBroken(): void;
}

/**
 * Reads the payloads of an Amazon event stream (`application/vnd.amazon.eventstream`; Smithy, "Amazon Event Stream
 * Specification"). What Bedrock's InvokeModelWithResponseStream wraps (`{"bytes":"<base64>"}`) is unwrapped: the event
 * is what the model wrote, at the offset of the payload. Headers are passed over; only the checksum that stands before
 * them is compared. The same bytes give the same events however they are cut.
 */
export class AmazonEventReader {
  readonly #sink: AmazonEventSink;
  readonly #payload: EventBuffer;
  readonly #prelude = Buffer.alloc(PRELUDE_BYTES);
  #preludeHave = 0;
  #headersLeft = 0;
  #payloadLeft = 0;
  #trailerLeft = 0;
  #offset = 0;
  #isBroken = false;

  constructor(sink: AmazonEventSink) {
    this.#sink = sink;
    this.#payload = new EventBuffer({
      onEvent: (data, offset) => sink.onEvent(unwrap(data), offset),
      onLong: () => sink.onLong(),
    });
  }

  /** The next bytes of the body. They must not be changed afterwards. */
  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.#isBroken; ) at = this.#read(bytes, at);
    this.#offset += bytes.length;
  }

  /** The body is complete, or was broken off. */
  end(): void {
    this.#payload.finish();
  }

  /** Reads some bytes of one part of a message; returns where the next stand. */
  #read(bytes: Uint8Array, at: number): number {
    if (this.#trailerLeft === 0) {
      this.#prelude[this.#preludeHave] = bytes[at] ?? 0;
      this.#preludeHave += 1;
      if (this.#preludeHave === PRELUDE_BYTES) this.#beginMessage();
      return at + 1;
    }
    const wanted = this.#headersLeft || this.#payloadLeft || this.#trailerLeft;
    const end = Math.min(at + wanted, bytes.length);
    if (this.#headersLeft > 0) this.#headersLeft -= end - at;
    else if (this.#payloadLeft > 0) {
      this.#payload.add(bytes, at, end, this.#offset + at);
      this.#payloadLeft -= end - at;
    } else this.#trailerLeft -= end - at;
    if (this.#trailerLeft === 0) this.#payload.finish();
    return end;
  }

  #beginMessage(): void {
    this.#preludeHave = 0;
    const length = this.#prelude.readUInt32BE(0);
    const headersLength = this.#prelude.readUInt32BE(4);
    const payloadLength = length - PRELUDE_BYTES - headersLength - TRAILER_BYTES;
    const isIntact = crc32(this.#prelude.subarray(0, 8)) === this.#prelude.readUInt32BE(8);
    if (!isIntact || payloadLength < 0 || length > MAX_MESSAGE_BYTES) {
      this.#isBroken = true;
      this.#sink.onBroken();
      return;
    }
    this.#headersLeft = headersLength;
    this.#payloadLeft = payloadLength;
    this.#trailerLeft = TRAILER_BYTES;
  }
}

function unwrap(payload: Uint8Array): Uint8Array {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  if (bytes.toString('latin1', 0, WRAPPER.length) !== WRAPPER) return payload;
  const end = bytes.indexOf(QUOTE, WRAPPER.length);
  const inside = Buffer.from(bytes.toString('latin1', WRAPPER.length, end === -1 ? bytes.length : end), 'base64');
  return inside.length === 0 ? payload : inside;
}
