import { matchesGlob } from '../../model/glob.ts';
import type { Suggest } from '../rules/read-rule-file.ts';

/** That a pattern with `*` and `?` fits no rule, and which one is nearest; undefined where it fits one. */
export function missingRule(pattern: string, ruleIds: readonly string[], suggest: Suggest): string | undefined {
  if (ruleIds.some((id) => matchesGlob(pattern, id))) return undefined;
  const meant = suggest(pattern, ruleIds);
  return `there is no rule "${pattern}"${meant === undefined ? '' : `; the nearest is "${meant}"`}`;
}
