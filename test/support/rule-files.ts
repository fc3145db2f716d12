import type { RuleFile } from '../../src/detect/rules/rule-file.ts';

/** A rule that is in order, but for what is changed. */
export function ruleFile(changes: Partial<RuleFile> = {}): RuleFile {
  return {
    id: 'acme_token',
    type: 'EXFIL',
    severity: 'high',
    summary: 'A token of Acme.',
    advice: 'Revoke it.',
    falseAlarm: 'Is it an example?',
    anchors: ['acme_'],
    pattern: '\\bacme_[a-z0-9]{16}\\b',
    hits: ['token: acme_7h2k9d4m1x8q5w3z'],
    misses: ['acme_your_token'],
    source: 'this test',
    ...changes,
  };
}
