import type { Anchor } from '../kernel/anchor.ts';
import { RULES } from './index.ts';
import type { Rule } from './rule.ts';
import { compileRuleFile, type RuleFile } from './rule-file.ts';

/** All that is looked for at a time. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** The anchors of all rules; `rule` is an index into `rules`. */
  readonly anchors: readonly Anchor[];
}

/**
 * The built-in rules and those of files, in this order. Every process and thread makes its own from the same files, for
 * a compiled rule can't be handed over. The files must have been read and proven: what `compileRuleFile` throws on one
 * that is not, this throws.
 */
export function ruleSetOf(files: readonly RuleFile[]): RuleSet {
  const rules = [...RULES, ...files.map(compileRuleFile)];
  return { rules, anchors: rules.flatMap(({ anchors }, rule) => anchors.map((classes) => ({ rule, classes }))) };
}

/** A file without its proof, which nobody needs any more who only looks for what it describes. */
export function withoutProof(file: RuleFile): RuleFile {
  return { ...file, hits: [], misses: [] };
}
