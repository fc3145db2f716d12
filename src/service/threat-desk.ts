import type { Dedup } from '../detect/dedup.ts';
import type { Detection } from '../model/finding.ts';
import type { Log } from '../model/ports.ts';
import type { Threat } from '../model/threat.ts';
import { randomBytes } from 'node:crypto';
import { threatLine } from '../report/threat-line.ts';

/** Where threat lines go. */
export interface ThreatSink {
  append(threat: Threat): void;
}

/** The single place where detections of all handlers become threat lines: deduplicated, written, mirrored in the log. */
export class ThreatDesk {
  readonly #dedup: Dedup;
  readonly #sink: ThreatSink;
  readonly #log: Log;
  #threats = 0;

  constructor(dedup: Dedup, sink: ThreatSink, log: Log) {
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
    return this.#dedup.suppressed;
  }

  /** Takes detections in the order in which they were made. */
  receive(detections: readonly Detection[]): void {
    for (const detection of detections) this.#take(detection);
  }

  #take(detection: Detection): void {
    const { flow, finding, direction, at } = detection;
    if (!this.#dedup.firstSeen(finding.rule, flow.dest, direction, at)) return;
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
