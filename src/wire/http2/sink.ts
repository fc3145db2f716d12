/** Who sent something. */
export type Side = 'client' | 'server';

/** A decoded field section that begins a message (RFC 9113 section 8.3). */
export interface Http2Head {
  /**
   * In the form of HTTP/1, for reading: `GET /path HTTP/2`, then `host: <:authority>` and the fields in order, or
   * `HTTP/2 200` and the fields; lines end in CR LF, a blank line ends it. It is a copy that nobody changes. Beyond
   * `Http2Limits.maxSectionBytes` it is cut.
   */
  readonly text: Buffer;
  /** '' in a response. */
  readonly method: string;
  /** The request target, octets as latin1 characters: `:path`, of a CONNECT `:authority`; '' in a response. */
  readonly target: string;
  /** `:protocol` of an extended CONNECT (RFC 8441); '' otherwise. */
  readonly protocol: string;
  /** 0 in a request; below 200 another head follows; 599 stands for what is no status. */
  readonly status: number;
  /** The first value of a field, octets as latin1 characters; undefined when there is none. `name` is in lower case. */
  header(name: string): string | undefined;
}

/** What both directions of an HTTP/2 connection carried, in the order in which each direction carried it. */
export interface Http2Sink {
  /** A request begins; one that a server promises (PUSH_PROMISE) too: then `end` of its client follows at once. */
  request(stream: number, head: Http2Head): void;
  /** A response begins, or an interim one passes. */
  response(stream: number, head: Http2Head): void;
  /** The next bytes of a body, without padding, never empty: a view of the fed chunk. */
  data(stream: number, from: Side, payload: Buffer): void;
  /**
   * The trailer section in the form of HTTP/1: lines, then a blank line. Once per side, unless the side breaks the rule
   * that nothing may follow (RFC 9113 section 8.1).
   */
  trailers(stream: number, from: Side, text: Buffer): void;
  /** One side has ended its message: END_STREAM. */
  end(stream: number, from: Side): void;
  /**
   * The stream is over for both sides: both have ended, or one has reset it, gives it up (GOAWAY) or is gone. Nothing
   * more comes of it. Once per stream.
   */
  close(stream: number): void;
  /** Streams beyond the number that is read at once: one is not read, once per stream. */
  unread(stream: number): void;
  /**
   * Nothing is read of either direction from here on, and of streams that are open neither end nor close is told.
   * `detail` quotes nothing of what was sent. Once.
   */
  broken(detail: string): void;
}
