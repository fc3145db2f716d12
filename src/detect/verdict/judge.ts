import type { Detection } from '../../model/finding.ts';
import type { Suggest } from '../rules/read-rule-file.ts';
import { type AllowEntry, AllowList, type AllowUse } from './allow.ts';
import { Expectations, type KnownProvider } from './expected.ts';

/** What is to be done about a detection. */
export type Verdict =
  /** It is reported. */
  | 'alarm'
  /** It is written down as something that was to be expected. */
  | 'expected'
  /** It was to be expected, and is left out. */
  | 'dropped'
  /** The configuration silences it. */
  | 'allowed';

/** What a judge goes by. */
export interface JudgeSettings {
  readonly allow: readonly AllowEntry[];
  /** Beside those that are built in. */
  readonly knownProviders: readonly KnownProvider[];
  /** What becomes of expected credentials: `report` treats them like any other. */
  readonly expectedCredentials: 'log' | 'drop' | 'report';
  /** The rules there are. */
  readonly ruleIds: readonly string[];
  /** The rule whose name is nearest to one that there is not. */
  readonly suggest?: Suggest;
}

/** Decides what becomes of detections, one by one, whatever came before. */
export class Judge {
  readonly #allow: AllowList;
  readonly #expectations: Expectations;
  readonly #expectedCredentials: JudgeSettings['expectedCredentials'];

  constructor({ allow, knownProviders, expectedCredentials, ruleIds, suggest }: JudgeSettings) {
    this.#allow = new AllowList(allow, ruleIds, suggest);
    this.#expectations = new Expectations(knownProviders);
    this.#expectedCredentials = expectedCredentials;
  }

  /** From now on there are these rules. */
  useRules(ruleIds: readonly string[]): void {
    this.#allow.useRules(ruleIds);
  }

  /** Findings that the configuration has silenced. */
  get allowed(): number {
    return this.#allow.total;
  }

  judge(detection: Detection): Verdict {
    if (this.#allow.silences(detection)) return 'allowed';
    if (this.#expectedCredentials === 'report' || !this.#expectations.includes(detection)) return 'alarm';
    return this.#expectedCredentials === 'drop' ? 'dropped' : 'expected';
  }

  /** The entries of the allow list, as they stand at `nowMs` (milliseconds since the epoch). */
  allowUses(nowMs: number): readonly AllowUse[] {
    return this.#allow.usesAt(nowMs);
  }
}
