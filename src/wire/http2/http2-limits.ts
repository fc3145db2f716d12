/** What a peer may make a reader of HTTP/2 hold or do. Every number is at least 1. */
export interface Http2Limits {
  /** Bytes of one encoded field block with its CONTINUATION frames; beyond them the connection is not read on. */
  readonly maxBlockBytes: number;
  /** CONTINUATION frames of one field block; beyond them the connection is not read on. */
  readonly maxContinuations: number;
  /** Bytes of a field section as text; what goes beyond is left out of the text. */
  readonly maxSectionBytes: number;
  /** Bytes of a dynamic table as RFC 7541 section 4.1 counts them; a peer that wants more is not read on. */
  readonly maxTableBytes: number;
  /** Streams that clients opened and that are read at once; further ones are not read. */
  readonly maxOpenStreams: number;
  /** Streams that servers promised and that are read at once; apart, so that promises can't crowd out requests. */
  readonly maxPromisedStreams: number;
}

/**
 * Generous for real traffic: heads of agents have 1 to 10 KB, servers refuse them from 8 to 64 KB; browsers allow
 * tables of 64 KB, everything else keeps to the 4 KB of the RFC; servers allow some 100 streams at once.
 */
export const DEFAULT_HTTP2_LIMITS: Http2Limits = {
  maxBlockBytes: 262_144,
  maxContinuations: 256,
  maxSectionBytes: 262_144,
  maxTableBytes: 65_536,
  maxOpenStreams: 1_024,
  maxPromisedStreams: 128,
};
