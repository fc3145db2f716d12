import type { Direction, Flow, Part, ShownRequest } from './flow.ts';

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
  /** The rule's; `info` for an example out of a documentation. */
  readonly severity: Severity;
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
  /** Of one in a header of a request: the hosts that the head names, as `namedHosts` says. Not to be shown. */
  readonly hosts?: readonly string[];
  /** Which field of a structured text it is: `messages[3].content`, `tools/call github.create_issue arguments.body`. */
  readonly field?: string;
  /** The name of the known value that it is. */
  readonly known?: string;
  /** Where that is known from: the path of a file, or `environment`. */
  readonly knownFrom?: string;
  /** At most 200 characters around the match, secrets masked when masking is on. */
  readonly snippet: string;
  /** Tells two secrets apart without showing either: 16 hex digits, comparable within one installation only. */
  readonly fingerprint: string;
  /** Length in bytes of what was matched, as it reads once what hides it is undone. */
  readonly matchLength: number;
  /** The published beginning of a secret by which its kind is known: `sk-ant-api03-`. Absent when there is none. */
  readonly prefix?: string;
  /** The match is itself a credential, not a path or a command. */
  readonly isSecret?: true;
  /** The match is a credential that a documentation is known to show. */
  readonly isExample?: true;
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
  /** Without its request line, which may hold secrets. */
  readonly flow: Omit<Flow, 'connection' | 'request'>;
  readonly request?: ShownRequest;
  readonly direction: Direction;
  readonly finding: Finding;
  /** Milliseconds since the epoch, when the window was handed to the scanner. */
  readonly at: number;
}
