import type { Dedup, Distinction } from '../detect/dedup.ts';
import { RULES } from '../detect/rules/index.ts';
import type { Judge } from '../detect/verdict/judge.ts';
import type { Detection, Finding, Severity } from '../model/finding.ts';
import { count } from '../model/counters.ts';
import type { Log } from '../model/ports.ts';
import type { Threat } from '../model/threat.ts';
import { randomBytes } from 'node:crypto';
import type { VerdictCounts } from '../report/status-file.ts';
import { threatLine } from '../report/threat-line.ts';

/** The twelve patterns of the specification, of which any repeat to the same destination is one. */
const SPECIFIED: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

/** Where threat lines go. */
export interface ThreatSink {
  append(threat: Threat): void;
}

/**
 * The single place where detections of all handlers become threat lines: judged, deduplicated, written, mirrored in the
 * log.
 */
export class ThreatDesk {
  readonly #dedup: Dedup;
  readonly #sink: ThreatSink;
  readonly #log: Log;
  readonly #judge: Judge;
  readonly #hide: (text: string) => string;
  readonly #severities: Partial<Record<Severity, number>> = {};
  #threats = 0;
  #expected = 0;
  #leftOut = 0;

  /** `hide`: what is not to be shown in a path or the name of a field. */
  constructor(dedup: Dedup, sink: ThreatSink, log: Log, judge: Judge, hide = (text: string): string => text) {
    this.#dedup = dedup;
    this.#sink = sink;
    this.#log = log;
    this.#judge = judge;
    this.#hide = hide;
  }

  /** Lines written so far. */
  get threats(): number {
    return this.#threats;
  }

  /** Detections that were repetitions. */
  get suppressed(): number {
    return this.#dedup.suppressed;
  }

  /** What was made of the detections, and of the allow list at `nowMs`. */
  verdictsAt(nowMs: number): VerdictCounts {
    return {
      severities: { ...this.#severities },
      expected: this.#expected,
      leftOut: this.#leftOut,
      allowed: this.#judge.allowed,
      allow: this.#judge.allowUses(nowMs),
    };
  }

  /** Takes detections in the order in which they were made. */
  receive(detections: readonly Detection[]): void {
    for (const detection of detections) this.#take(detection);
  }

  #take(detection: Detection): void {
    const { flow, finding, direction, at } = detection;
    const verdict = this.#judge.judge(detection);
    if (verdict === 'allowed') return;
    if (verdict === 'dropped') {
      this.#leftOut += 1;
      return;
    }
    const isExpected = verdict === 'expected';
    if (!this.#dedup.firstSeen(finding.rule, flow.dest, direction, at, distinctionOf(finding, isExpected))) return;
    const threat = this.#shown(threatLine(detection, randomBytes(8).toString('hex'), isExpected));
    this.#sink.append(threat);
    this.#threats += 1;
    if (isExpected) this.#expected += 1;
    else count(this.#severities, finding.severity);
    this.#log(
      isExpected ? 'INFO' : 'WARNING',
      `${isExpected ? 'expected: ' : ''}${threat.threat_type} ${threat.pattern} ${direction} ${flow.source} ${flow.dest}`,
      {
        id: threat.id,
        severity: threat.severity,
        location: threat.location,
        snippet: threat.snippet,
      },
    );
  }

  /** Snippets are masked where they are made; names and paths are made elsewhere. */
  #shown(threat: Threat): Threat {
    const { location, field, method, path } = threat;
    return {
      ...threat,
      location: this.#hide(location),
      ...(field !== undefined && { field: this.#hide(field) }),
      ...(method !== undefined && { method: this.#hide(method) }),
      ...(path !== undefined && { path: this.#hide(path) }),
    };
  }
}

/** What must not hold back each other: an example the real thing, a login a leak, one secret another. */
function distinctionOf({ rule, fingerprint, isSecret, isExample }: Finding, isExpected: boolean): Distinction {
  const grade = isExpected ? 'expected' : isExample === true ? 'example' : '';
  // A stranger's key beside the usual one takes data to an account of his.
  const isApart = isExpected || (isSecret === true && !SPECIFIED.has(rule));
  return { grade, ...(isApart && { secret: fingerprint }) };
}
