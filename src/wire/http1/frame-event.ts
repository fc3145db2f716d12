/** The pushed chunk is used up: push the next one. Bytes of an incomplete head are held and lie behind `end`. */
export interface MoreEvent {
  readonly kind: 'more';
  /** See `FrameEvent`. */
  readonly end: number;
}

/** A complete head whose framing is sound. */
export interface HeadEvent<Head> {
  readonly kind: 'head';
  readonly end: number;
  readonly head: Head;
  /** Its exact bytes, the blank line included: a view of the chunk, or a copy of its own when `spanned`. */
  readonly raw: Buffer;
  /**
   * `raw` holds bytes of earlier chunks as well, which no `end` has covered: whoever forwards writes `raw` itself
   * and goes on at `end`.
   */
  readonly spanned: boolean;
}

/** The next bytes of a body, free of chunk framing. */
export interface BodyEvent {
  readonly kind: 'body';
  readonly end: number;
  /** A view of the pushed chunk; never empty. */
  readonly payload: Buffer;
}

/** The trailer section of a chunked body that has one. */
export interface TrailersEvent {
  readonly kind: 'trailers';
  readonly end: number;
  /** Its exact bytes, the blank line included; joined when it came in pieces (these were forwarded already). */
  readonly raw: Buffer;
}

/** The message is complete. */
export interface EndEvent {
  readonly kind: 'end';
  readonly end: number;
}

/** What follows is not HTTP/1: a 101, or a 2xx that answers CONNECT. Final. */
export interface UpgradedEvent {
  readonly kind: 'upgraded';
  readonly end: number;
}

/** The stream breaks RFC 9112, or a limit. Final: nothing after `end` may be read as HTTP. */
export interface BadEvent {
  readonly kind: 'bad';
  readonly end: number;
  /** A code of the error table; a response that breaks off is `upstream_closed`. */
  readonly code: 'bad_request' | 'head_too_large' | 'upstream_framing' | 'upstream_closed';
  /** What is wrong, in plain words that hold none of the peer's bytes. */
  readonly detail: string;
}

/** How a body can go on. */
export type BodyStep = MoreEvent | BodyEvent | TrailersEvent | EndEvent | BadEvent;

/**
 * What a framer found next. `end` is the offset in the pushed chunk up to which its bytes belong to the events
 * handed out so far, so that they may be forwarded: never falling until the next push, never beyond the chunk.
 */
export type FrameEvent<Head> = BodyStep | HeadEvent<Head> | UpgradedEvent;

/** How a body is delimited; `close`: by the end of the stream (responses only). */
export type BodyFraming = 'none' | 'length' | 'chunked' | 'close';
