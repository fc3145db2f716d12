import test from 'ava';
import { nearest } from '../../../config/nearest.ts';
import { readRuleFile, RULE_KEYS } from '../../../src/detect/rules/read-rule-file.ts';
import { ruleFile } from '../../support/rule-files.ts';
import { packFiles } from '../../support/pack-files.ts';

const suggest = (typed: string, known: readonly string[]): string | undefined => nearest(typed, known)?.word;

function faultsOf(value: unknown): readonly string[] {
  const read = readRuleFile(value, suggest);
  return read.kind === 'rule' ? [] : read.faults.map(({ reason }) => reason);
}

test('a rule in order is read as it is', (t) => {
  const file = ruleFile({ ignoreCase: 'anchors', group: 'first', reach: { before: 3 }, exceptIn: { line: ['x'] } });
  t.deepEqual(readRuleFile({ $schema: 'x', ...file }), { kind: 'rule', file: { $schema: 'x', ...file } as never });
});

test('every rule that comes with clawsec is in order', (t) => {
  for (const { name, file } of packFiles()) t.deepEqual(faultsOf(file), [], name);
});

const WRONG: readonly (readonly [changes: Readonly<Record<string, unknown>>, fault: RegExp])[] = [
  [{ anchor: ['x'] }, /"anchor" is no key of a rule; did you mean "anchors"\?/],
  [{ id: 'Not A Name' }, /id must be a name of lower-case letters/],
  [{ type: 'LEAK' }, /type must be one of EXFIL, INJECTION/],
  [{ severity: 5 }, /severity must be one of critical, high/],
  [{ anchors: [] }, /anchors must be a list of at least 1/],
  [{ anchors: ['ab'] }, /anchors must be .* 3 or more characters/],
  [{ pattern: '' }, /pattern must be a text that is not empty/],
  [{ pattern: undefined }, /pattern is missing/],
  [{ ignoreCase: 'yes' }, /ignoreCase must be true, false or "anchors"/],
  [{ group: -1 }, /group must be the number of a group/],
  [{ reach: { before: 513 } }, /reach must be \{ before: 0 to 512, after: 1 to 4096 \}/],
  [{ reach: { behind: 1 } }, /reach must be/],
  [{ validators: ['crc'] }, /validators must be a list of/],
  [{ minEntropy: 9 }, /minEntropy must be a number of bits from 0 to 8/],
  [{ exceptIn: { where: ['x'] } }, /exceptIn must be lists of expressions/],
  [{ hits: [] }, /hits must be a list of at least 1 texts/],
  [{ misses: 'x' }, /misses must be a list of texts/],
];

for (const [changes, fault] of WRONG) {
  test(`refuses ${JSON.stringify(changes)}`, (t) => {
    const faults = faultsOf({ ...ruleFile(), ...changes });
    t.is(faults.length, 1);
    t.regex(faults[0] ?? '', fault);
  });
}

test('what is no object is no rule, and its name is told if it has one', (t) => {
  for (const value of [null, [], 'x', 1]) t.deepEqual(faultsOf(value), ['a rule is a JSON object']);
  t.like(readRuleFile({ id: 'acme' }), { kind: 'refused', id: 'acme' });
  t.false('id' in readRuleFile({ id: 1 }));
  t.true(RULE_KEYS.includes('exceptIn'));
});
