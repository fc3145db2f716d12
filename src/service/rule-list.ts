import { knownValueRule } from '../detect/known/known-value.ts';
import { RULES } from '../detect/rules/index.ts';
import { printBytes } from '../detect/rules/pattern/byte-set.ts';
import type { Rule } from '../detect/rules/rule.ts';
import { loadOwnRules, loadPacks, namesOf, packNames, type RefusedRule } from './load-rules.ts';

/** A rule as a person is told of it. */
export interface ListedRule {
  readonly rule: Pick<
    Rule,
    'id' | 'type' | 'severity' | 'summary' | 'advice' | 'falseAlarm' | 'hits' | 'misses' | 'source'
  >;
  /** Texts of which one stands in every match, as the rule's file has them; of a built-in rule as expressions. */
  readonly anchors: readonly string[];
  /** As the rule's file has it. What is built in is code. */
  readonly pattern?: string;
  /** `built in`, `pack NAME`, or a path. */
  readonly origin: string;
  /** It is looked for with these options. */
  readonly isOn: boolean;
}

/** Every rule there is, also of packs that are off, and what is left out of the user's own. */
export async function listRules(options: {
  readonly rule_packs: readonly string[];
  readonly rule_files: readonly string[];
  readonly known_value_files: readonly string[];
  readonly known_value_environment: boolean;
}): Promise<{ readonly rules: readonly ListedRule[]; readonly refused: readonly RefusedRule[] }> {
  const packs = loadPacks(packNames());
  const isOn = (pack: string | undefined): boolean => pack === undefined || options.rule_packs.includes(pack);
  const shipped = packs.rules.filter(({ pack }) => isOn(pack));
  const own = await loadOwnRules(options.rule_files, namesOf(shipped));
  const fromFiles = [...packs.rules, ...own.rules].map(({ file, path, pack }) => ({
    rule: file,
    anchors: file.anchors,
    pattern: file.pattern,
    origin: pack === undefined ? path : `pack ${pack}`,
    isOn: isOn(pack),
  }));
  const builtIn = RULES.map((rule) => ({
    rule,
    anchors: rule.anchors.map((places) => places.map(printBytes).join('')),
    origin: 'built in',
    isOn: true,
  }));
  const knownValue = {
    rule: knownValueRule({ key: '', entries: [] }),
    anchors: [],
    origin: 'built in',
    isOn: options.known_value_environment || options.known_value_files.length > 0,
  };
  return { rules: [...builtIn, knownValue, ...fromFiles], refused: [...packs.refused, ...own.refused] };
}
