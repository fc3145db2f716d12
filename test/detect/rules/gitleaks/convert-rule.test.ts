import test from 'ava';
import { convertRule } from '../../../../src/detect/rules/gitleaks/convert-rule.ts';
import type { GitleaksAllowlist, GitleaksRule } from '../../../../src/detect/rules/gitleaks/read-config.ts';
import { matchesIn, proveRule } from '../../../../src/detect/rules/prove-rule.ts';
import { compileRuleFile, type RuleFile } from '../../../../src/detect/rules/rule-file.ts';

function convert(changes: Partial<GitleaksRule>, allowlists: readonly GitleaksAllowlist[] = []) {
  const rule: GitleaksRule = {
    id: 'acme',
    description: 'Acme.',
    regex: '',
    path: '',
    secretGroup: 0,
    entropy: 0,
    keywords: [],
    allowlists: [],
    others: [],
    faults: [],
    ...changes,
  };
  return convertRule(rule, { allowlists, source: 'a test', maxBefore: 500, maxAfter: 4000 });
}

function fileOf(changes: Partial<GitleaksRule>, allowlists?: readonly GitleaksAllowlist[]): RuleFile {
  const converted = convert(changes, allowlists);
  if (converted.kind === 'refused') throw new Error(converted.reason);
  return converted.file;
}

const secretsIn = (file: RuleFile, text: string): readonly string[] =>
  matchesIn(compileRuleFile(file), text).map(({ from, to }) => text.slice(from, to));

/** How gitleaks writes that a name is given a value, in short. */
const KEYED = String.raw`(?i)[\w.-]{0,50}?(?:adafruit)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|:)["'\s]{0,5}([a-z0-9_-]{32})(?:["'\s;]|\\[nr]|$)`;

test('a rule by its keyword begins with it and reports its secret', (t) => {
  const file = fileOf({ regex: KEYED, keywords: ['adafruit'] });
  t.like(file, { id: 'acme', anchors: ['adafruit'], ignoreCase: true, group: 1 });
  t.is(file.reach?.before, 0);
  t.deepEqual(secretsIn(file, 'MY_AdaFruit_KEY="7c1f9e04b8d25a63e7f01b4c9d82a6f5"'), [
    '7c1f9e04b8d25a63e7f01b4c9d82a6f5',
  ]);
  t.deepEqual(
    proveRule(file, () => 0),
    [],
  );
});

test('what is converted is proven', (t) => {
  for (const regex of [
    String.raw`\b(acme_[a-z0-9]{16})(?:["\s;]|$)`,
    String.raw`\b(ey[a-zA-Z0-9]{17,}\.ey[a-zA-Z0-9_-]{17,}\.(?:[a-zA-Z0-9_-]{10,}={0,2})?)(?:['"\s;]|$)`,
    'acme_[[:alnum:]]{20}',
    '(?i:acme)-[a-f0-9]{40}',
    String.raw`(?:^|['"\s])([a-z~.]{3}\dQ~[a-z~.-]{31,34})(?:$|['"\s])`,
    'SK[0-9a-fA-F]{32}',
  ]) {
    const converted = convert({ regex });
    if (converted.kind === 'refused') t.fail(`${regex}: ${converted.reason}`);
    else
      t.deepEqual(
        proveRule(converted.file, () => 0),
        [],
        regex,
      );
  }
});

test('what may match nothing is refused, with keywords as well', (t) => {
  for (const regex of ['a*', '(token)?', '(?:acme_[a-z]{9}|)', String.raw`\b(?:acme_[a-z]{9})?\b`, '^$']) {
    const refused = { kind: 'refused', id: 'acme', reason: 'its regex matches the empty text' } as const;
    t.deepEqual(convert({ regex, keywords: ['acme_token'] }), refused, regex);
  }
});

test('a rule that was read with faults is refused for them', (t) => {
  const faults = ['regex must be a text', 'entropy must be a number'];
  t.like(convert({ regex: 'acme_[a-z]{9}', faults }), { kind: 'refused', reason: faults.join('; ') });
});

test('the first of several groups is the secret', (t) => {
  const file = fileOf({ regex: 'acme_(?:a([0-9]{8})|b([0-9]{8}))' });
  t.is(file.group, 'first');
  t.deepEqual(secretsIn(file, 'acme_b73918462'), ['73918462']);
  t.is(fileOf({ regex: 'acme_(a|b)([0-9]{8})', secretGroup: 2 }).group, 2);
  t.is(fileOf({ regex: '(?:acme_[q-z]{9}|([0-9]{20}))' }).group, undefined);
});

test('entropy and allowlists are kept, also for all rules or for this one', (t) => {
  const none = { regexes: [], stopwords: [], paths: [], commits: [], targetRules: [] };
  const list = (changes: Partial<GitleaksAllowlist>): GitleaksAllowlist => ({
    condition: 'OR',
    regexTarget: 'secret',
    ...none,
    ...changes,
  });
  const globals = [list({ stopwords: ['sample'] }), list({ stopwords: ['elsewhere'], targetRules: ['other'] })];
  const file = fileOf({ regex: 'acme_[a-z0-9]{16}', entropy: 3, allowlists: [list({ regexes: ['aaa$'] })] }, globals);
  t.like(file, { minEntropy: 3, except: ['sample'], exceptIn: { secret: ['aaa$'] } });
  t.deepEqual(secretsIn(file, 'acme_7h2k9d4m1x8q5w3z acme_aaaaaaaaaaaaaaaa acme_sample0123456789'), [
    'acme_7h2k9d4m1x8q5w3z',
  ]);
});

test('a keyword that the regex does not hold must stand before it', (t) => {
  const converted = convert({ regex: String.raw`\b[a-f0-9]{32}\b`, keywords: ['acme'] });
  if (converted.kind === 'refused') return t.fail(converted.reason);
  t.regex(converted.notes.join(), /keyword must stand at most 100 characters before/);
  t.is(secretsIn(converted.file, 'Acme: 7c1f9e04b8d25a63e7f01b4c9d82a6f5').length, 1);
  t.is(secretsIn(converted.file, 'Acme:\n7c1f9e04b8d25a63e7f01b4c9d82a6f5').length, 0);
  return undefined;
});

test('names become names of ours', (t) => {
  t.is(fileOf({ id: 'Acme Key/2', regex: 'acme_[a-z0-9]{16}' }).id, 'acme-key-2');
  t.is(fileOf({ regex: 'acme_[a-z0-9]{16}', description: '' }).summary, 'What the gitleaks rule acme describes.');
});

const REFUSED: readonly (readonly [changes: Partial<GitleaksRule>, reason: RegExp])[] = [
  [{ path: String.raw`\.p12$` }, /names of files/],
  [{}, /no regex/],
  [{ id: '///', regex: 'acme_[a-z]{9}' }, /no letter and no digit/],
  [{ regex: 'acme_(' }, /never closed/],
  [{ regex: 'acme_[a-z]{9}', secretGroup: 1 }, /no group 1/],
  [{ regex: '[a-f0-9]{32}' }, /no text in common to look for, and it has no keywords/],
  [{ regex: '[a-f0-9]{32}', keywords: ['sk'] }, /too short to look for/],
  [{ regex: '(?i)(?:key|token)[a-z]{9}' }, /stands in nearly every message/],
  [{ regex: 'acme_(?:[a-z]{1000}){5}' }, /bytes long before/],
  [{ regex: '(?:acme_(x{9})|([0-9]{20}))', secretGroup: 2 }, /some of its alternatives/],
  [{ regex: 'acme_a{16}', entropy: 4 }, /no text was found/],
];

for (const [changes, reason] of REFUSED) {
  test(`refuses ${JSON.stringify(changes)}`, (t) => {
    const converted = convert(changes);
    t.is(converted.kind, 'refused');
    t.regex(converted.kind === 'refused' ? converted.reason : '', reason);
  });
}

test('what is left out is told', (t) => {
  const converted = convert({ regex: 'acme_[a-z0-9]{16}', path: 'x', others: ['required'] });
  t.deepEqual(converted.kind === 'rule' && converted.notes, [
    'its path is left out: it is looked for everywhere',
    'its required is left out',
  ]);
});
