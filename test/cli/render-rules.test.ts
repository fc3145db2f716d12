import test from 'ava';
import { renderRule, renderRules } from '../../src/cli/render-rules.ts';
import type { ListedRule } from '../../src/service/rule-list.ts';
import { recordingTerminal } from '../support/recording-terminal.ts';
import { ruleFile } from '../support/rule-files.ts';

const listed = (id: string, changes: Partial<ListedRule> = {}): ListedRule => ({
  rule: ruleFile({ id }),
  anchors: ['acme_'],
  pattern: '\\bacme_x',
  origin: 'built in',
  isOn: true,
  ...changes,
});

test('columns line up, and what is off says so', (t) => {
  const text = renderRules(
    [listed('a'), listed('long_name', { origin: '/own/\u001B[2J.json', isOn: false })],
    recordingTerminal(),
  );
  t.is(
    text,
    [
      'RULE       TYPE   SEVERITY       FROM',
      'a          EXFIL  high      on   built in',
      String.raw`long_name  EXFIL  high      off  /own/\u{1b}[2J.json`,
      '',
      '2 rules, 1 of them on. `clawsec rules show RULE` explains one.',
      '',
    ].join('\n'),
  );
});

test('one rule is all that is known of it', (t) => {
  const text = renderRule(listed('a'), recordingTerminal());
  t.is(
    text,
    [
      'a: EXFIL, high, on, built in',
      '',
      'A token of Acme.',
      '',
      'If it is true: Revoke it.',
      'False alarm? Is it an example?',
      'Source: this test',
      '',
      'Anchors',
      '  acme_',
      '',
      'Pattern',
      '  \\bacme_x',
      '',
      'Finds',
      '  token: acme_7h2k9d4m1x8q5w3z',
      '',
      'Leaves alone',
      '  acme_your_token',
      '',
    ].join('\n'),
  );
  const { pattern: _, ...code } = listed('a');
  t.false(renderRule(code, recordingTerminal()).includes('Pattern'));
  t.false(renderRule({ ...listed('a'), rule: ruleFile({ misses: [] }) }, recordingTerminal()).includes('Leaves'));
});
