import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Counters } from '../model/counters.ts';
import type { Severity } from '../model/finding.ts';

const STATUS_FILE = 'status.json';

/** What was made of what was found. */
export interface VerdictCounts {
  /** Threat lines by severity, those of expected credentials aside. */
  readonly severities: Readonly<Partial<Record<Severity, number>>>;
  /** Threat lines of expected credentials, and such credentials that were left out of the log. */
  readonly expected: number;
  readonly leftOut: number;
  /** Findings that the allow list has silenced. */
  readonly allowed: number;
  readonly allow: readonly AllowCount[];
}

/** What one entry of the allow list did. */
export interface AllowCount {
  /** Its fields on one line. */
  readonly entry: string;
  readonly reason: string;
  /** Findings it has silenced since the start. */
  readonly matched: number;
  /** Why it can silence nothing. */
  readonly problem?: string;
}

/** What the monitor says about itself, for `clawsec status`. Trust it only as far as the PID file says it is running. */
export interface MonitorStatus {
  readonly state: 'running' | 'draining' | 'stopped';
  readonly pid: number;
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly updatedAt: string;
  /** Proxy addresses, `host:port`. */
  readonly listening: readonly string[];
  /** Address of the gateway relay, if it is on. */
  readonly gateway?: string;
  readonly mitm: boolean;
  /** Handler processes alive, and how often one was started again after a crash. */
  readonly handlers: number;
  readonly respawns: number;
  /** Threat lines, and detections left out because the same was logged within `dedup_window_secs`. */
  readonly threats: number;
  readonly suppressed: number;
  /** Absent in a file of an earlier version. */
  readonly verdicts?: VerdictCounts;
  /** Threat lines that wait for the disk, and those given up. */
  readonly waiting: number;
  readonly dropped: number;
  readonly counters: Counters;
}

/** Replaces the status file in one step: a reader sees the old or the new one. Throws the system's error. */
export function writeStatus(logDir: string, status: MonitorStatus): void {
  const path = join(logDir, STATUS_FILE);
  const draft = `${path}.${process.pid}`;
  try {
    rmSync(draft, { force: true });
    writeFileSync(draft, `${JSON.stringify(status)}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** The last status written, or undefined when there is none that can be read. */
export function readStatus(logDir: string): MonitorStatus | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(logDir, STATUS_FILE), 'utf8'));
    return isStatus(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isStatus(value: unknown): value is MonitorStatus {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  return (
    typeof fields['pid'] === 'number' &&
    typeof fields['state'] === 'string' &&
    Array.isArray(fields['listening']) &&
    typeof fields['counters'] === 'object' &&
    fields['counters'] !== null
  );
}
