import type { Detection } from '../model/finding.ts';
import type { Log } from '../model/ports.ts';
import type { Threat } from '../model/threat.ts';
import { randomBytes } from 'node:crypto';
import { threatLine } from '../report/threat-line.ts';

/** Says whether something like this was last seen longer ago than the window. */
export interface FirstSeen {
  firstSeen(pattern: string, dest: string, direction: string, nowMs: number): boolean;
}

/** Where threat lines go. */
export interface ThreatSink {
  append(threat: Threat): void;
}

/** The single place where detections of all handlers become threat lines: deduplicated, written, mirrored in the log. */
export class ThreatDesk {
  readonly #dedup: FirstSeen;
  readonly #sink: ThreatSink;
  readonly #log: Log;
  #threats = 0;
  #suppressed = 0;

  constructor(dedup: FirstSeen, sink: ThreatSink, log: Log) {
    this.#dedup = dedup;
    this.#sink = sink;
    this.#log = log;
  }

  /** Lines written so far. */
  get threats(): number {
    return this.#threats;
  }

  /** Detections that were repetitions. */
  get suppressed(): number {
    return this.#suppressed;
  }

  /** Takes detections in the order in which they were made. */
  receive(detections: readonly Detection[]): void {
    for (const detection of detections) this.#take(detection);
  }

  #take(detection: Detection): void {
    const { flow, finding, direction, at } = detection;
    if (!this.#dedup.firstSeen(finding.rule, flow.dest, direction, at)) {
      this.#suppressed += 1;
      return;
    }
    const threat = threatLine(detection, randomBytes(8).toString('hex'));
    this.#sink.append(threat);
    this.#threats += 1;
    this.#log('WARNING', `${threat.threat_type} ${threat.pattern} ${direction} ${flow.source} ${flow.dest}`, {
      id: threat.id,
      location: threat.location,
      snippet: threat.snippet,
    });
  }
}
