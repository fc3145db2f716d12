import type { Severity } from '../../model/finding.ts';
import { defineRule, type Match, type Rule } from '../rules/rule.ts';
import { KNOWN_ANCHOR } from './known-kernel.ts';
import { digestOf, headHash, type KnownEntry, type KnownTable } from './known-table.ts';

/** The name of the rule for known values. */
export const KNOWN_VALUE = 'known_value';

/** A secret that is known to be one is as grave under any rule. */
export const KNOWN_SEVERITY: Severity = 'critical';

/** The rule that finds the values of `table`, in all their forms. */
export function knownValueRule(table: KnownTable): Rule {
  const hash = headHash(table.key);
  const byHead = new Map<number, KnownEntry[]>();
  for (const entry of table.entries) {
    const head = entry.heads[0] ?? 0;
    byHead.set(head, [...(byHead.get(head) ?? []), entry]);
  }
  // The longest first: one form may begin like another.
  for (const entries of byHead.values()) entries.sort((a, b) => b.length - a.length);

  const match = (text: string, at: number): Match | undefined => {
    if (at < 0) return undefined;
    for (const { name, origin, form, length, digest, fingerprint } of byHead.get(hash.ofText(text, at)) ?? []) {
      if (at + length > text.length || digestOf(table.key, text.slice(at, at + length)) !== digest) continue;
      return { from: at, to: at + length, known: { name, origin, form, fingerprint } };
    }
    return undefined;
  };

  return defineRule({
    id: KNOWN_VALUE,
    type: 'EXFIL',
    severity: KNOWN_SEVERITY,
    summary: 'A secret of this machine, known from its environment or a file that the configuration names.',
    advice:
      'Replace the secret under its name, in the file of known_value_files or the environment that the line names, and find out how the agent came by it.',
    falseAlarm:
      'The text is the value itself. If that is no secret, have known_value_names pass over its name, or take its file out of known_value_files.',
    isSecret: true,
    anchors: [KNOWN_ANCHOR],
    match,
    hits: [],
    misses: [],
    source: 'The options known_value_files and known_value_environment.',
  });
}
