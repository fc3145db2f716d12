import { createEngine, type Engine } from './engine.ts';
import { compileKernel } from './kernel/select.ts';
import type { RuleFile } from './rules/rule-file.ts';
import { ruleSetOf } from './rules/rule-set.ts';

/** What an engine is told: plain data, which a thread can be started with. */
export interface EngineSettings {
  /** Beside the built-in rules. */
  readonly rules: readonly RuleFile[];
  readonly maskSecrets: boolean;
  readonly maxFindings: number;
  readonly fingerprintKey: string;
  /** Secrets on a line that holds `gitleaks:allow` are passed over. */
  readonly honoursAllowComments: boolean;
}

/** The engine for these settings. The one place where an engine for rules is made. */
export function engineFor({ rules, ...settings }: EngineSettings): Engine {
  return createEngine({ rules: ruleSetOf(rules).rules, compileKernel, ...settings });
}
