import test from 'ava';
import { asBytes, matchesIn, proveRule } from '../../../src/detect/rules/prove-rule.ts';
import { compileRuleFile, type RuleFile } from '../../../src/detect/rules/rule-file.ts';
import { packFiles } from '../../support/pack-files.ts';
import { ruleFile } from '../../support/rule-files.ts';

/** A clock on which nothing takes time. */
const still = (): number => 0;

/** A quarter of the work done, in milliseconds, whatever else the machine does: only what runs away takes long by it. */
function patient(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 4000;
}

const faultsOf = (file: RuleFile, nowMs = still): readonly string[] =>
  proveRule(file, nowMs).map(({ reason }) => reason);

test('a rule that keeps its promises is proven', (t) => {
  t.deepEqual(faultsOf(ruleFile()), []);
  t.deepEqual(faultsOf(ruleFile({ ignoreCase: true, hits: ['ACME_7H2K9D4M1X8Q5W3Z'] })), []);
  t.deepEqual(
    faultsOf(
      ruleFile({ pattern: '\\w{1,9}-acme_[a-z0-9]{16}', reach: { before: 10 }, hits: ['my-acme_7h2k9d4m1x8q5w3z'] }),
    ),
    [],
  );
});

for (const { pack, file } of packFiles()) {
  test(`${pack}/${file.id} is proven`, (t) => {
    t.deepEqual(faultsOf(file, patient), []);
  });
}

const REFUSED: readonly (readonly [what: string, changes: Partial<RuleFile>, fault: RegExp])[] = [
  ['no expression', { pattern: 'acme_[a-z' }, /pattern is no expression/],
  ['an exception that is none', { except: ['('] }, /except is no expression/],
  ['an exception in a line that is none', { exceptIn: { line: ['('] } }, /exceptIn is no expression/],
  ['the empty text', { pattern: '(?:acme_)?' }, /matches the empty text/],
  ['everything', { pattern: '[^]{1,9}' }, /matches everything/],
  [
    'a text without the anchor',
    { pattern: '(?:acme_)?[a-z0-9]{16}' },
    /also matches "9{16}", without the anchor "acme_"/,
  ],
  ['something else behind the anchor', { next: '0-9' }, /also matches "acme_[a-z]/],
  ['a class behind the anchor that is none', { next: '9-0' }, /next is no expression/],
  ['a class behind the anchor that nothing is in', { next: 'é' }, /no character of ASCII/],
  [
    'a match that begins before its anchor',
    { pattern: '\\w{1,4}-acme_[a-z0-9]{16}' },
    /may stand 5 bytes behind .* reach\.before is 0/,
  ],
  [
    'an anchor at any distance',
    { pattern: '\\w+-acme_[a-z0-9]{16}', reach: { before: 9 } },
    /any number of bytes behind/,
  ],
  [
    'a match that ends behind the reach',
    { pattern: 'acme_[a-z0-9]{16,600}' },
    /end 605 bytes behind .* reach\.after is 512/,
  ],
  ['a group that is not there', { group: 2 }, /no group 2/],
  ['a hit that is none', { hits: ['acme_short'] }, /the hit "acme_short" is not found/],
  ['a hit that is two', { hits: ['acme_7h2k9d4m1x8q5w3z acme_7h2k9d4m1x8q5w3z'] }, /is found 2 times/],
  ['a miss that is found', { misses: ['acme_7h2k9d4m1x8q5w3z'] }, /the miss .* is found/],
  [
    'a reach beyond what a window gives',
    { reach: { before: 2048, after: 2049 } },
    /before and after are 4097 together, and at most 4096/,
  ],
  ['an anchor that is too short for the prefilter', { anchors: [] }, /./],
];

for (const [what, changes, fault] of REFUSED) {
  test(`refuses ${what}`, (t) => {
    t.regex(faultsOf(ruleFile(changes)).join('; '), fault);
  });
}

test('a pattern that takes too long by the clock is refused, and says on what', (t) => {
  let now = 0;
  const slow = (): number => (now += 400);
  t.deepEqual(proveRule(ruleFile(), slow, 500), []);
  t.regex(proveRule(ruleFile(), slow, 300)[0]?.reason ?? '', /^64 KB of "acme_" take 400 ms, and 300 are allowed$/);
});

test('an exception that takes too long by the clock is refused, and says on what', (t) => {
  let now = 0;
  const slow = (): number => (now += 40);
  for (const [key, changes] of [
    ['except', { except: ['[a-z]{1,9}-example'] }],
    ['exceptIn', { exceptIn: { line: ['[a-z]{1,9}-example'] } }],
  ] as const) {
    const [fault] = proveRule(ruleFile(changes), slow);
    t.like(fault, { key });
    t.regex(fault?.reason ?? '', /^".*" takes 40 ms on "/);
    t.deepEqual(proveRule(ruleFile(changes), slow, 1000), []);
  }
});

test('work that grows faster than the text is refused before it is too much', (t) => {
  const times = [20, 260, 260, 260];
  let now = 0;
  let isStart = false;
  const steep = (): number => {
    isStart = !isStart;
    if (!isStart) now += times.shift() ?? 0;
    return now;
  };
  t.regex(proveRule(ruleFile(), steep)[0]?.reason ?? '', /take 260 ms/);
});

test('texts are looked through as UTF-8, one character per byte', (t) => {
  t.is(asBytes('ä'), 'Ã¤');
  const file = ruleFile();
  t.deepEqual(matchesIn(compileRuleFile(file), asBytes('ä acme_7h2k9d4m1x8q5w3z')), [{ from: 3, to: 24 }]);
});
