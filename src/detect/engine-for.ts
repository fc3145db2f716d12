import { createEngine, type Engine } from './engine.ts';
import type { KnownTable } from './known/known-table.ts';
import type { RuleFile } from './rules/rule-file.ts';
import { ruleSetOf } from './rules/rule-set.ts';

/** What an engine is told: plain data, which a thread can be started with. */
export interface EngineSettings {
  /** Beside the built-in rules. */
  readonly rules: readonly RuleFile[];
  /** Values of this machine to be recognised, if any. */
  readonly known?: KnownTable | undefined;
  readonly maskSecrets: boolean;
  readonly maxFindings: number;
  readonly fingerprintKey: string;
  /** Secrets on a line that holds `gitleaks:allow` are passed over. */
  readonly honoursAllowComments: boolean;
}

/** The engine for these settings. The one place where an engine for rules is made. */
export function engineFor({ rules: files, known, ...settings }: EngineSettings): Engine {
  const { rules, compileKernel } = ruleSetOf(files, known);
  return createEngine({ rules, compileKernel, ...settings });
}
