import type { Severity } from '../../model/finding.ts';
import { defineRule, type Match, type Rule } from '../rules/rule.ts';
import { KNOWN_ANCHOR } from './known-kernel.ts';
import { digestOf, HEAD_BYTES, headHash, type KnownEntry, type KnownTable } from './known-table.ts';

/** The name of the rule for known values. */
export const KNOWN_VALUE = 'known_value';

/** A secret that is known to be one is as grave under any rule. */
export const KNOWN_SEVERITY: Severity = 'critical';

/**
 * The rule that finds the values of `table`, in all their forms. A value that repeats itself is found where it begins, and
 * goes as far as it is repeated.
 */
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
    for (const entry of byHead.get(hash.ofText(text, at)) ?? []) {
      const { name, origin, form, length, tail, period, digest, fingerprint } = entry;
      const to = at + length;
      if (to > text.length || hash.ofText(text, to - HEAD_BYTES) !== tail) continue;
      if (period !== undefined && isRepeated(text, at, period)) continue;
      if (digestOf(table.key, text.slice(at, to)) !== digest) continue;
      return { from: at, to: repeatedTo(text, to, period), known: { name, origin, form, fingerprint } };
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

/** Whether what stands at `at` stood `period` before it as well, so that what is found here begins there. */
function isRepeated(text: string, at: number, period: number): boolean {
  return at >= period && text.slice(at - period, at) === text.slice(at, at + period);
}

/** How far the text before `end` is repeated. */
function repeatedTo(text: string, end: number, period: number | undefined): number {
  let to = end;
  if (period !== undefined) while (to < text.length && text[to] === text[to - period]) to += 1;
  return to;
}
