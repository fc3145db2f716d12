import { DEFAULT_HTTP2_LIMITS, type Http2Limits } from './http2-limits.ts';
import { MessageReader } from './message-reader.ts';
import { OpenStreams } from './open-streams.ts';
import type { Http2Sink, Side } from './sink.ts';

/** The stream that an upgrade from HTTP/1.1 opens (RFC 7540 section 3.2). */
const UPGRADED_STREAM = 1;

/** How a connection is read. */
export interface Http2ReaderOptions {
  /** What the peers may make the reader hold or do; the defaults for what is not given. */
  readonly limits?: Partial<Http2Limits>;
  /**
   * The connection was upgraded from HTTP/1.1 to h2c (RFC 7540 section 3.2): stream 1 is the request that asked for
   * it, which was read elsewhere, and of which the response is read here. False when not given.
   */
  readonly upgradedStream?: boolean;
}

/**
 * Reads what both directions of an HTTP/2 connection (RFC 9113) say, while the bytes pass on their way, and tells it
 * to a sink. It only watches: fed chunks are never changed or kept, and how they are cut makes no difference.
 *
 * What a client sends has to be fed before what the server answers to it. Apart from that it does not matter how the
 * directions are mixed, except that of a stream which one side resets or gives up (RST_STREAM, GOAWAY) nothing is
 * reported from there on. What a peer can make it hold is bounded by `Http2Limits`.
 *
 * Frames that no receiver accepts, or a field block that cannot be decoded, end the reading of both directions: the
 * sink is told once, and nothing is kept. What only concerns one message, such as a missing `:path`, does not.
 */
export class Http2Reader {
  readonly #sink: Http2Sink;
  readonly #streams: OpenStreams;
  readonly #client: MessageReader;
  readonly #server: MessageReader;

  constructor(sink: Http2Sink, options: Http2ReaderOptions = {}) {
    const limits = { ...DEFAULT_HTTP2_LIMITS, ...options.limits };
    const onBroken = (detail: string): void => this.#break(detail);
    this.#sink = sink;
    this.#streams = new OpenStreams(sink, limits);
    this.#client = new MessageReader('client', sink, this.#streams, limits, onBroken);
    this.#server = new MessageReader('server', sink, this.#streams, limits, onBroken);
    if (options.upgradedStream === true) {
      const stream = this.#streams.open(UPGRADED_STREAM);
      if (stream !== undefined) stream.client = 'ended';
    }
  }

  /** Streams that are read and that a side has not ended yet; 0 once broken. */
  get openStreams(): number {
    return this.#streams.size;
  }

  /** The next bytes one side has sent, of any number. Never throws of its own accord. */
  feed(from: Side, chunk: Buffer): void {
    (from === 'client' ? this.#client : this.#server).feed(chunk);
  }

  /** That side sends nothing more: streams on which it has not ended its message are closed. */
  end(from: Side): void {
    (from === 'client' ? this.#client : this.#server).stop();
    this.#streams.closeUnended(from);
  }

  #break(detail: string): void {
    this.#client.stop();
    this.#server.stop();
    this.#streams.clear();
    this.#sink.broken(detail);
  }
}
