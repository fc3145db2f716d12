import type { Detection } from '../../model/finding.ts';
import { matchesDest, matchesGlob } from '../../model/glob.ts';
import type { Suggest } from '../rules/read-rule-file.ts';
import { missingRule } from './missing-rule.ts';

/** What is no alarm here, as a configuration says it. All the fields that are given must fit; patterns with `*`, `?`. */
export interface AllowEntry {
  readonly rule?: string;
  /** For the destination's host, or for `host:port`. */
  readonly host?: string;
  /** For the path of the request as threat lines show it. One with `..` in it fits none: it may lead elsewhere. */
  readonly path?: string;
  readonly location?: string;
  /** 16 hex digits, as threat lines show it. */
  readonly fingerprint?: string;
  /** Why it is no alarm, for whoever reads the configuration next. */
  readonly reason: string;
  /** The last day it counts (`2026-03-31`), or the moment it ends (`2026-03-31T12:00:00Z`). */
  readonly until?: string;
}

/** An entry with what has become of it. */
export interface AllowUse {
  /** Its fields but the reason, on one line: `rule=aws_access_key host=*.internal`. */
  readonly entry: string;
  readonly reason: string;
  /** Findings it has silenced since the start. */
  readonly matched: number;
  /** Why it can silence nothing (any more). */
  readonly problem?: string;
}

const CRITERIA = ['rule', 'host', 'path', 'location', 'fingerprint'] as const;
const DAY_MS = 86_400_000;
const IS_DAY = /^\d{4}-\d\d-\d\d$/;

/** Which findings a configuration silences, and how often each of its entries did. */
export class AllowList {
  readonly #allowed: readonly AllowEntry[];
  readonly #suggest: Suggest;
  readonly #matched: number[];
  #entries: readonly { readonly entry: AllowEntry; readonly problem?: string; readonly endsAt: number }[] = [];

  /** `ruleIds`: the rules there are; an entry for another one can never fit. */
  constructor(entries: readonly AllowEntry[], ruleIds: readonly string[], suggest: Suggest = () => undefined) {
    this.#allowed = entries;
    this.#suggest = suggest;
    this.#matched = entries.map(() => 0);
    this.useRules(ruleIds);
  }

  /** From now on there are these rules. */
  useRules(ruleIds: readonly string[]): void {
    this.#entries = this.#allowed.map((entry) => {
      const problem = problemOf(entry, ruleIds, this.#suggest);
      return { entry, endsAt: endOf(entry), ...(problem !== undefined && { problem }) };
    });
  }

  /** Findings silenced since the start. */
  get total(): number {
    return this.#matched.reduce((sum, count) => sum + count, 0);
  }

  /** Whether an entry fits; the first that does has it counted. */
  silences(detection: Detection): boolean {
    const index = this.#entries.findIndex(
      ({ entry, problem, endsAt }) => problem === undefined && detection.at < endsAt && fits(entry, detection),
    );
    if (index === -1) return false;
    this.#matched[index] = (this.#matched[index] ?? 0) + 1;
    return true;
  }

  /** All entries in the order of the configuration, as they stand at `nowMs` (milliseconds since the epoch). */
  usesAt(nowMs: number): AllowUse[] {
    return this.#entries.map(({ entry, problem, endsAt }, index) => {
      const wrong = problem ?? (nowMs < endsAt ? undefined : `it ended with ${entry.until}`);
      const matched = this.#matched[index] ?? 0;
      return { entry: textOf(entry), reason: entry.reason, matched, ...(wrong !== undefined && { problem: wrong }) };
    });
  }
}

function problemOf(entry: AllowEntry, ruleIds: readonly string[], suggest: Suggest): string | undefined {
  if (CRITERIA.every((field) => entry[field] === undefined)) return `it names none of ${CRITERIA.join(', ')}`;
  return entry.rule === undefined ? undefined : missingRule(entry.rule, ruleIds, suggest);
}

function endOf({ until }: AllowEntry): number {
  if (until === undefined) return Number.POSITIVE_INFINITY;
  return Date.parse(until) + (IS_DAY.test(until) ? DAY_MS : 0);
}

function fits({ rule, host, path, location, fingerprint }: AllowEntry, { finding, flow, request }: Detection): boolean {
  return (
    (rule === undefined || matchesGlob(rule, finding.rule)) &&
    (host === undefined || matchesDest(host, flow.dest, '*')) &&
    (path === undefined || (request !== undefined && request.climbs !== true && matchesGlob(path, request.path))) &&
    (location === undefined || matchesGlob(location, finding.location)) &&
    (fingerprint === undefined || fingerprint.toLowerCase() === finding.fingerprint)
  );
}

function textOf(entry: AllowEntry): string {
  const fields = [...CRITERIA, 'until'] as const;
  return fields.flatMap((field) => (entry[field] === undefined ? [] : [`${field}=${entry[field]}`])).join(' ');
}
