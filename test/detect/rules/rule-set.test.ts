import test from 'ava';
import { ANCHORS, RULES } from '../../../src/detect/rules/index.ts';
import { ruleSetOf, withoutProof } from '../../../src/detect/rules/rule-set.ts';
import { ruleFile } from '../../support/rule-files.ts';

test('without files it is the built-in rules', (t) => {
  t.deepEqual(ruleSetOf([]).rules, RULES);
  t.deepEqual(ruleSetOf([]).anchors, ANCHORS);
});

test('the rules of files follow, and their anchors name them', (t) => {
  const { rules, anchors } = ruleSetOf([ruleFile({ anchors: ['acme_', 'Acme_'] })]);
  t.is(rules.at(-1)?.id, 'acme_token');
  t.deepEqual(
    anchors.slice(ANCHORS.length).map(({ rule }) => rule),
    [RULES.length, RULES.length],
  );
});

test('the proof stays behind', (t) => {
  t.deepEqual(withoutProof(ruleFile()), ruleFile({ hits: [], misses: [] }));
});
