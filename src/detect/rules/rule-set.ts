import type { Anchor, CompileKernel } from '../kernel/anchor.ts';
import { compileKernel } from '../kernel/select.ts';
import { withKnownValues } from '../known/known-kernel.ts';
import type { KnownTable } from '../known/known-table.ts';
import { knownValueRule } from '../known/known-value.ts';
import { RULES } from './index.ts';
import type { Rule } from './rule.ts';
import { compileRuleFile, type RuleFile } from './rule-file.ts';

/** All that is looked for at a time. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** The anchors of all rules; `rule` is an index into `rules`. */
  readonly anchors: readonly Anchor[];
  /** Compiles kernels that find these anchors. */
  readonly compileKernel: CompileKernel;
}

/**
 * The built-in rules, those of files, and the one for `known` values, in this order. Every process and thread makes its own from the same files, for
 * a compiled rule can't be handed over. The files must have been read and proven: what `compileRuleFile` throws on one
 * that is not, this throws.
 */
export function ruleSetOf(files: readonly RuleFile[], known?: KnownTable): RuleSet {
  const rules = [...RULES, ...files.map(compileRuleFile), ...(known === undefined ? [] : [knownValueRule(known)])];
  return {
    rules,
    compileKernel: known === undefined ? compileKernel : withKnownValues(compileKernel, known),
    anchors: rules.flatMap(({ anchors }, rule) => anchors.map((classes) => ({ rule, classes }))),
  };
}

/** A file without its proof, which nobody needs any more who only looks for what it describes. */
export function withoutProof(file: RuleFile): RuleFile {
  return { ...file, hits: [], misses: [] };
}
