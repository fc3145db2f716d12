import test from 'ava';
import { literal } from '../../../src/detect/rules/byte-classes.ts';
import type { Rule } from '../../../src/detect/rules/rule.ts';
import { defineRule } from '../../../src/detect/rules/rule.ts';

const rule = (anchor: string): Rule => ({
  id: 'any',
  type: 'EXFIL',
  severity: 'high',
  summary: 'Anything.',
  advice: 'Nothing.',
  falseAlarm: 'None.',
  isSecret: false,
  anchors: [literal(anchor)],
  match: () => undefined,
  hits: [],
  misses: [],
  source: 'this test',
});

test('a rule with good anchors is returned as it is', (t) => {
  const good = rule('ab');
  t.is(defineRule(good), good);
  t.notThrows(() => defineRule(rule('abcdefgh')));
});

test('an anchor of a wrong size is refused with the name of its rule', (t) => {
  for (const anchor of ['', 'a', 'abcdefghi']) t.throws(() => defineRule(rule(anchor)), { message: /^any: / });
});
