import type { Detection, Severity } from '../model/finding.ts';
import type { Threat } from '../model/threat.ts';

/**
 * The line of `threats.jsonl` for one detection: the specification's eight fields first and in its order.
 * @param id 16 hex digits, unique per line.
 * @param isExpected It is how a service is used, and no more than `info`.
 */
export function threatLine(detection: Detection, id: string, isExpected = false): Threat {
  const { flow, finding, request } = detection;
  const severity: Severity = isExpected ? 'info' : finding.severity;
  return {
    direction: detection.direction,
    protocol: flow.protocol,
    threat_type: finding.type,
    pattern: finding.rule,
    snippet: finding.snippet,
    source: flow.source,
    dest: flow.dest,
    timestamp: formatTimestamp(detection.at),
    id,
    severity,
    ...(isExpected && { expected: true }),
    ...(finding.isExample === true && { example: true }),
    location: finding.location,
    fingerprint: finding.fingerprint,
    length: finding.matchLength,
    ...(finding.prefix !== undefined && { prefix: finding.prefix }),
    offset: finding.offset,
    ...(finding.path !== '' && { decoded: finding.path }),
    ...(finding.field !== undefined && { field: finding.field }),
    ...(finding.known !== undefined && { known: finding.known }),
    ...(finding.knownFrom !== undefined && { known_from: finding.knownFrom }),
    ...(flow.stream !== undefined && { stream: flow.stream }),
    ...(request !== undefined && { method: request.method, path: request.path }),
  };
}

/**
 * ISO 8601 in UTC with microseconds, `2026-02-19T13:41:59.587248+00:00`.
 * @param epochMs Milliseconds since the epoch; the fraction gives the microseconds (a double holds them until 2255).
 * @throws RangeError on a time outside the range of `Date`.
 */
export function formatTimestamp(epochMs: number): string {
  const epochMicros = Math.floor(epochMs * 1000);
  const wholeMs = Math.floor(epochMicros / 1000);
  const micros = epochMicros - wholeMs * 1000;
  return `${new Date(wholeMs).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}+00:00`;
}
