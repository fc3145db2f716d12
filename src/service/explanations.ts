import { knownValueRule } from '../detect/known/known-value.ts';
import { RULES } from '../detect/rules/index.ts';
import { loadPacks, packNames, readPath } from './load-rules.ts';

/** What a rule says to the person who reads of a threat. */
export interface Explanation {
  /** What it means. */
  readonly summary: string;
  /** What to do when it is true. */
  readonly advice: string;
  /** How to tell that it is a false alarm. */
  readonly falseAlarm: string;
  /** What it finds is itself a credential. */
  readonly isSecret: boolean;
}

/** Explains a rule by its id, the `pattern` of a threat line; undefined for one that is not known here. */
export type Explain = (ruleId: string) => Explanation | undefined;

/** Explains these rules. */
export function explanationsOf(rules: readonly (Explanation & { readonly id: string })[]): Explain {
  const known = new Map(
    rules.map(
      ({ id, summary, advice, falseAlarm, isSecret }) => [id, { summary, advice, falseAlarm, isSecret }] as const,
    ),
  );
  return (ruleId) => known.get(ruleId);
}

/** Explains every rule there is, also of packs that are off, and the user's own, whether they are proven or not. */
export function explainAll(options: { readonly rule_files: readonly string[] }): Explain {
  const own = options.rule_files.flatMap((path) => readPath(path).rules);
  return explanationsOf([
    ...[...own, ...loadPacks(packNames()).rules].map(({ file }) => ({
      ...file,
      isSecret: file.isSecret ?? file.type === 'EXFIL',
    })),
    ...RULES,
    knownValueRule({ key: '', entries: [] }),
  ]);
}
