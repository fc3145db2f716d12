import type { SkipReason } from './skip.ts';

/** What one handler has counted since it started. Plain numbers, so that several handlers can be added up. */
export interface Counters {
  /** Client connections accepted, and those open now. */
  connections: number;
  open: number;
  /** HTTP requests seen (not CONNECT). */
  requests: number;
  /** Bytes relayed, both directions together. */
  bytes: number;
  /** Windows handed to the scan pool. */
  windows: number;
  /** Times something passed unread, by reason. Absent means zero. */
  skipped: Partial<Record<SkipReason, number>>;
  /** Expected failures, by error code (`dns_failed`, `client_silent` …). Absent means zero. */
  failures: Record<string, number>;
}

/** All zero. */
export function newCounters(): Counters {
  return { connections: 0, open: 0, requests: 0, bytes: 0, windows: 0, skipped: {}, failures: {} };
}

/** Adds one to `table[key]`. */
export function count<K extends string>(table: Partial<Record<K, number>>, key: K): void {
  table[key] = (table[key] ?? 0) + 1;
}

/** The sum of several handlers' counters. */
export function addUp(all: Iterable<Counters>): Counters {
  const sum = newCounters();
  for (const one of all) {
    sum.connections += one.connections;
    sum.open += one.open;
    sum.requests += one.requests;
    sum.bytes += one.bytes;
    sum.windows += one.windows;
    for (const [reason, n] of Object.entries(one.skipped)) {
      const key = reason as SkipReason;
      sum.skipped[key] = (sum.skipped[key] ?? 0) + n;
    }
    for (const [code, n] of Object.entries(one.failures)) sum.failures[code] = (sum.failures[code] ?? 0) + n;
  }
  return sum;
}
