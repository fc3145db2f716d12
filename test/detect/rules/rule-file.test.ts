import test from 'ava';
import { compileRuleFile, type RuleFile } from '../../../src/detect/rules/rule-file.ts';

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

const inBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

test('what is beyond ASCII is looked for in its UTF-8', (t) => {
  const rule = compileRuleFile({
    ...FILE,
    anchors: ['größe', '忽略以上'],
    pattern: '(?:größe\\xC2|忽略(?:以上|之前))',
  });
  t.deepEqual(rule.anchors[0]?.slice(2, 4), [new Set([0xc3]), new Set([0xb6])]);
  t.deepEqual(
    rule.anchors.map((places) => places.length),
    [7, 8],
  );
  t.deepEqual(rule.match(inBytes('忽略之前'), 0), { from: 0, to: 12 });
  t.deepEqual(rule.match(inBytes('größe\u00a7'), 0), { from: 0, to: 8 });
  t.is(rule.match(inBytes('GRÖSSE'), 0), undefined);
});

test('what is beyond ASCII is found in any case and counts as one character', (t) => {
  const rule = compileRuleFile({ ...FILE, ignoreCase: true, anchors: ['забу'], pattern: 'забудь(?:те)?é?!' });
  t.deepEqual(rule.anchors[0]?.slice(0, 4), [
    new Set([0xd0]),
    new Set([0xb7, 0x97]),
    new Set([0xd0]),
    new Set([0xb0, 0x90]),
  ]);
  t.deepEqual(rule.match(inBytes('ЗАБУДЬ!'), 0), { from: 0, to: 13 });
  t.deepEqual(rule.match(inBytes('забудьтеÉ!'), 0), { from: 0, to: 19 });
});

test('a class cannot hold what is beyond ASCII', (t) => {
  t.throws(() => compileRuleFile({ ...FILE, pattern: 'tok_[aé]' }), { instanceOf: SyntaxError });
  t.notThrows(() => compileRuleFile({ ...FILE, pattern: String.raw`tok_\[é\]` }));
});
