import type { Direction, Flow, Part } from './flow.ts';

/** `EXFIL`: data leaving. `INJECTION`: commands arriving. Both are looked for in both directions. */
export type ThreatType = 'EXFIL' | 'INJECTION';

/** How much a threat matters if it is true, the gravest first. `info`: expected, written down for the record. */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/**
 * A piece of one text, ready to be confirmed by the rules off the event loop.
 * Ownership makes findings exactly-once without shared state: a window reports only the matches whose
 * *anchor* lies in `[ownFrom, ownTo)`; the bytes around that range are context it may look at.
 */
export interface ScanWindow {
  readonly bytes: Uint8Array;
  /** Offset of `bytes[0]` in the whole text. */
  readonly base: number;
  /** First owned anchor offset, in the whole text. */
  readonly ownFrom: number;
  /** One past the last owned anchor offset, in the whole text. */
  readonly ownTo: number;
  readonly part: Part;
}

/** One confirmed match. Everything in it is safe to log when `mask_secrets` is on. */
export interface Finding {
  /** Rule id, the `pattern` of the threat line. */
  readonly rule: string;
  readonly type: ThreatType;
  /** Offset of the match in the whole (decoded) text, and its length, in bytes. */
  readonly offset: number;
  readonly length: number;
  /** Such as `request.header.authorization`, `request.url`, `response.body`. */
  readonly location: string;
  /**
   * What was undone before the match could be read, outermost first, joined with `>`: `gzip>json>base64`; '' where it
   * stands as it is.
   */
  readonly path: string;
  /** Which field of a structured text it is: `messages[3].content`, `tools/call github.create_issue arguments.body`. */
  readonly field?: string;
  /** At most 200 characters around the match, secrets masked when masking is on. */
  readonly snippet: string;
  /** First 16 hex digits of SHA-256 of the matched text: tells two secrets apart without showing either. */
  readonly fingerprint: string;
}

/** What scanning one window gave: its findings and how many more matches were over the cap. */
export interface ScanReport {
  readonly findings: readonly Finding[];
  readonly omitted: number;
  /** Places in what encodings hide at which a rule was not tried, since it had been at so many; absent when none. */
  readonly untried?: number;
}

/** A finding together with the conversation it was made in, on its way to the threat log. */
export interface Detection {
  readonly flow: Flow;
  readonly direction: Direction;
  readonly finding: Finding;
  /** Milliseconds since the epoch, when the window was handed to the scanner. */
  readonly at: number;
}
