import type { Http2Limits } from './http2-limits.ts';
import type { Http2Sink, Side } from './sink.ts';

/** How far the message of one side has come: after its head only a body and trailers can follow. */
type Progress = 'none' | 'head' | 'ended';

/** A stream of which something is still to come. */
export interface OpenStream {
  client: Progress;
  server: Progress;
}

/** Streams a server opens have even numbers (RFC 9113 section 5.1.1). */
function isPromised(stream: number): boolean {
  return (stream & 1) === 0;
}

/**
 * The streams of one connection that are read, and how far they have come. One that is not read, or no longer, needs
 * no memory: numbers only rise (RFC 9113 section 5.1.1), so it is one up to the last that is not among the open ones.
 */
export class OpenStreams {
  readonly #sink: Http2Sink;
  readonly #limits: Http2Limits;
  readonly #streams = new Map<number, OpenStream>();
  #promised = 0;
  #lastOpened = 0;
  #lastPromised = 0;

  constructor(sink: Http2Sink, limits: Http2Limits) {
    this.#sink = sink;
    this.#limits = limits;
  }

  get size(): number {
    return this.#streams.size;
  }

  /** The stream, while something is to come of it and it is read. */
  find(stream: number): OpenStream | undefined {
    return this.#streams.get(stream);
  }

  /** Whether no request has been seen of this stream yet. */
  isIdle(stream: number): boolean {
    return stream > (isPromised(stream) ? this.#lastPromised : this.#lastOpened);
  }

  /** Opens an idle stream with its request. Undefined when too many are open: then this one is not read. */
  open(stream: number): OpenStream | undefined {
    if (isPromised(stream)) {
      this.#lastPromised = stream;
      if (this.#promised >= this.#limits.maxPromisedStreams) return this.#passOver(stream);
      this.#promised += 1;
    } else {
      this.#lastOpened = stream;
      if (this.#streams.size - this.#promised >= this.#limits.maxOpenStreams) return this.#passOver(stream);
    }
    const opened: OpenStream = { client: 'none', server: 'none' };
    this.#streams.set(stream, opened);
    return opened;
  }

  /** One side has ended its message on an open stream. */
  end(stream: number, state: OpenStream, from: Side): void {
    state[from] = 'ended';
    this.#sink.end(stream, from);
    if (state.client === 'ended' && state.server === 'ended') this.close(stream);
  }

  /** Nothing more comes of the stream; nothing happens when it is not open. */
  close(stream: number): void {
    if (!this.#streams.delete(stream)) return;
    if (isPromised(stream)) this.#promised -= 1;
    this.#sink.close(stream);
  }

  /** One side will not serve the streams of the other above `last` (GOAWAY, RFC 9113 section 6.8). */
  closeAbove(last: number, from: Side): void {
    const arePromised = from === 'client';
    for (const stream of this.#streams.keys()) {
      if (stream > last && isPromised(stream) === arePromised) this.close(stream);
    }
  }

  /** One side says nothing more: what it has not ended is over. */
  closeUnended(from: Side): void {
    for (const [stream, state] of this.#streams) if (state[from] !== 'ended') this.close(stream);
  }

  /** Forgets all streams without a word. */
  clear(): void {
    this.#streams.clear();
    this.#promised = 0;
  }

  #passOver(stream: number): undefined {
    this.#sink.unread(stream);
    return undefined;
  }
}
