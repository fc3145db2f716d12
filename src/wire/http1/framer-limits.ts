/** What a peer may make a framer hold or read in one piece. Every number is at least 1. */
export interface FramerLimits {
  /** Bytes of one message head, from its first byte to its blank line. */
  readonly maxHeadBytes: number;
  /** Bytes of one chunk-size line with its extensions and line end. */
  readonly maxChunkLineBytes: number;
  /** Bytes of a trailer section with its blank line. */
  readonly maxTrailerBytes: number;
  /** Requests sent upstream whose final response head has not come yet. */
  readonly maxPipelinedRequests: number;
}

/** Generous for real traffic: large cookies and tokens make heads of some 10 KB, a full chunk line has 20 bytes. */
export const DEFAULT_FRAMER_LIMITS: FramerLimits = {
  maxHeadBytes: 65_536,
  maxChunkLineBytes: 4_096,
  maxTrailerBytes: 16_384,
  maxPipelinedRequests: 1_024,
};
