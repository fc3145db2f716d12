import { likelyWord } from '../../config/nearest.ts';
import { matchesDest, matchesGlob } from '../model/glob.ts';
import type { Severity } from '../model/finding.ts';
import type { Threat } from '../model/threat.ts';
import { usage } from './parse-flags.ts';
import { visible } from './terminal.ts';

/** The gravest first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const satisfies readonly Severity[];

/** The flags by which threats are chosen. */
export const FILTER_FLAGS = {
  severity: { value: 'LEVEL', help: 'only those of this severity or a graver one: critical, high, medium, low, info' },
  rule: { value: 'ID', help: 'only those of this pattern; * and ? are wildcards' },
  host: { value: 'HOST', help: 'only those to this host; * and ? are wildcards, a port may follow' },
  since: { value: 'TIME', help: 'only those of the last 30m, 12h, 7d …, or since a day or time' },
} as const;

/** What was given of them. */
export type FilterFlags = { readonly [Name in keyof typeof FILTER_FLAGS]: string | undefined };

/** Which threats are wanted. */
export interface ThreatFilter {
  accepts(threat: Threat): boolean;
  /** Written so early that nothing before it in the log can be wanted. */
  endsAt(threat: Threat): boolean;
}

/** Lines of several handlers, and clocks that are set, may put a line this much out of order. */
const DISORDER_MS = 3_600_000;

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * Reads the flags; `nowMs` in milliseconds since the epoch. Lines of earlier versions, which have no severity, are of
 * any. Throws a UserError `usage` about a value that means nothing.
 */
export function readFilter({ severity, rule, host, since }: FilterFlags, nowMs: number): ThreatFilter {
  const accepted = severity === undefined ? SEVERITIES : SEVERITIES.slice(0, readSeverity(severity) + 1);
  const sinceMs = since === undefined ? Number.NEGATIVE_INFINITY : readSince(since, nowMs);
  const graver: ReadonlySet<Severity> = new Set(accepted);
  return {
    accepts: (threat) =>
      (threat.severity === undefined || graver.has(threat.severity)) &&
      (rule === undefined || matchesGlob(rule, threat.pattern)) &&
      (host === undefined || matchesDest(host, threat.dest, '*')) &&
      !(Date.parse(threat.timestamp) < sinceMs),
    endsAt: (threat) => Date.parse(threat.timestamp) < sinceMs - DISORDER_MS,
  };
}

/** Whether a text may fit several names. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

function readSeverity(text: string): number {
  const index = SEVERITIES.findIndex((severity) => severity === text.toLowerCase());
  if (index >= 0) return index;
  const meant = likelyWord(text, SEVERITIES);
  const question = meant === undefined ? '' : `; did you mean "${meant}"?`;
  const message = `--severity must be one of ${SEVERITIES.join(', ')}, not "${visible(text)}"${question}`;
  throw usage({ name: 'threats' }, message);
}

function readSince(text: string, nowMs: number): number {
  const [, number, unit = ''] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  if (number !== undefined) return nowMs - Number(number) * (UNITS[unit] ?? 0);
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw usage({ name: 'threats' }, `--since must be like 30m, 12h, 7d or 2026-03-31, not "${visible(text)}"`);
}
