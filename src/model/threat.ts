import type { Direction, Protocol } from './flow.ts';
import type { Severity, ThreatType } from './finding.ts';

/**
 * One line of `threats.jsonl`. The first eight fields and their order are the specification's; what follows
 * them is ours and may grow.
 */
export interface Threat {
  readonly direction: Direction;
  readonly protocol: Protocol;
  readonly threat_type: ThreatType;
  readonly pattern: string;
  readonly snippet: string;
  readonly source: string;
  readonly dest: string;
  /** ISO 8601 UTC with microseconds, `2026-02-19T13:41:59.587248+00:00`. */
  readonly timestamp: string;
  /** 16 hex digits, unique per line. */
  readonly id: string;
  /** How much it matters if it is true; absent in lines of earlier versions. */
  readonly severity?: Severity;
  /** A provider's own key in its header to its own host: how the service is used. */
  readonly expected?: true;
  /** A credential that a documentation is known to show. */
  readonly example?: true;
  readonly location: string;
  readonly fingerprint: string;
  /** As `Finding.matchLength`; absent in lines of earlier versions. */
  readonly length?: number;
  /** As `Finding.prefix`. */
  readonly prefix?: string;
  /** Bytes from the beginning of the text (content codings undone) to the match, or to what hides it. */
  readonly offset: number;
  /** As `Finding.path`, where something was undone. */
  readonly decoded?: string;
  /** As `Finding.field`. */
  readonly field?: string;
  /** As `Finding.known`. */
  readonly known?: string;
  /** As `Finding.knownFrom`. */
  readonly known_from?: string;
  /** As `Flow.stream`. */
  readonly stream?: number;
  /** Method and path of the request it belongs to: without query, secrets masked. */
  readonly method?: string;
  readonly path?: string;
}
