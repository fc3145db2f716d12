import test from 'ava';
import { anchorsOf, compileRuleFile, type RuleFile, sourceOf } from '../../../src/detect/rules/rule-file.ts';

const FILE: RuleFile = {
  id: 'any_token',
  type: 'EXFIL',
  severity: 'high',
  summary: 'Anything.',
  advice: 'Nothing.',
  falseAlarm: 'None.',
  anchors: ['tok_'],
  pattern: String.raw`tok_[a-z0-9]{8}(?![a-z0-9])`,
  hits: [],
  misses: [],
  source: 'this test',
};

test('a match begins with its anchor', (t) => {
  const rule = compileRuleFile(FILE);
  t.true(rule.isSecret);
  t.deepEqual(rule.match('a tok_12345678.', 2), { from: 2, to: 14 });
  t.is(rule.match('a tok_1234567.', 2), undefined);
  t.is(rule.match('a tok_12345678.', 0), undefined);
});

test('a match may begin before its anchor and reports its secret', (t) => {
  const file = {
    ...FILE,
    pattern: String.raw`\b([a-z]{3,20})\.tok_[a-z]{3}=([0-9]{4})`,
    group: 2,
    reach: { before: 24 },
  };
  const rule = compileRuleFile(file);
  t.deepEqual(rule.match('see my.or our.tok_abc=1234', 14), { from: 22, to: 26 });
  t.is(rule.match('see ou.tok_abc=1234', 7), undefined);
  t.is(rule.match('tok_abc and our.tok_abc=1234', 0), undefined);
});

test('case is ignored where the file says so, in anchors too', (t) => {
  const rule = compileRuleFile({ ...FILE, ignoreCase: true });
  t.deepEqual(rule.match('TOK_ABCDEFGH', 0), { from: 0, to: 12 });
  t.deepEqual(rule.anchors[0]?.[0], new Set([0x74, 0x54]));
});

test('what a check or an exception speaks against is no match', (t) => {
  t.is(compileRuleFile({ ...FILE, minEntropy: 3.1 }).match('tok_aaaaaaaa', 0), undefined);
  t.is(compileRuleFile({ ...FILE, except: ['EXAMPLE'] }).match('tok_example1', 0), undefined);
  t.is(compileRuleFile({ ...FILE, validators: ['luhn'] }).match('tok_41111112', 0), undefined);
});

test('the first group that holds something is the secret', (t) => {
  const rule = compileRuleFile({ ...FILE, pattern: 'tok_(?:a([0-9]*)|b([0-9]+))([a-z]*)', group: 'first' });
  t.deepEqual(rule.match('tok_a12x', 0), { from: 5, to: 7 });
  t.deepEqual(rule.match('tok_b34x', 0), { from: 5, to: 7 });
  t.deepEqual(rule.match('tok_ax', 0), { from: 5, to: 6 });
  t.deepEqual(rule.match('tok_a', 0), { from: 0, to: 5 });
});

test('exceptions mind case, and look where they are told to', (t) => {
  const text = 'my line: tok_ABCDEFGH\nother';
  const match = (exceptIn: NonNullable<RuleFile['exceptIn']>) =>
    compileRuleFile({ ...FILE, pattern: 'tok_([A-Z]{8})', group: 1, exceptIn }).match(text, 9);
  t.deepEqual(match({ secret: ['^tok'], match: ['^ABC'], line: ['other', 'abc'] }), { from: 13, to: 21 });
  t.is(match({ secret: ['^ABC'] }), undefined);
  t.is(match({ match: ['^tok_A'] }), undefined);
  t.is(match({ line: ['^my line: .*H$'] }), undefined);
});

test('anchors alone may stand in any case', (t) => {
  const rule = compileRuleFile({ ...FILE, ignoreCase: 'anchors' });
  t.deepEqual(rule.anchors[0]?.[0], new Set([0x74, 0x54]));
  t.is(rule.match('TOK_12345678', 0), undefined);
  t.deepEqual(anchorsOf({ anchors: ['ab'] }), [[new Set([0x61]), new Set([0x62])]]);
  t.is(sourceOf(FILE), FILE.pattern);
});
