import test from 'ava';
import { readGitleaksConfig } from '../../../../src/detect/rules/gitleaks/read-config.ts';

const CONFIG = `
title = "ours"
[extend]
useDefault = true
[allowlist]
regexes = ['''^x$''']
paths = ['''\\.lock$''']
[[allowlists]]
targetRules = ["acme"]
stopwords = ["example"]
condition = "AND"
regexTarget = "line"
[[rules]]
id = "acme"
description = "Acme."
regex = '''acme_[a-z]{9}'''
secretGroup = 1
entropy = 3.5
keywords = ["acme_"]
tags = ["a"]
skipReport = true
[[rules.allowlists]]
commits = ["abc"]
[[rules]]
id = "names"
path = '''\\.pem$'''
`;

test('reads rules and allowlists of both spellings', (t) => {
  const read = readGitleaksConfig(CONFIG);
  if (read.kind !== 'config') return t.fail(read.reason);
  const { rules, allowlists, extends: isExtending } = read.config;
  t.true(isExtending);
  t.like(allowlists[0], { condition: 'OR', regexTarget: 'secret', regexes: ['^x$'], paths: ['\\.lock$'] });
  t.like(allowlists[1], { condition: 'AND', regexTarget: 'line', stopwords: ['example'], targetRules: ['acme'] });
  t.like(rules[0], { id: 'acme', regex: 'acme_[a-z]{9}', secretGroup: 1, entropy: 3.5, keywords: ['acme_'] });
  t.deepEqual(rules[0]?.others, ['skipReport']);
  t.deepEqual(rules[0]?.allowlists[0]?.commits, ['abc']);
  t.like(rules[1], { id: 'names', regex: '', path: '\\.pem$', keywords: [], entropy: 0 });
  return undefined;
});

test('what is no TOML is refused with its line, what has no rules by that', (t) => {
  t.like(readGitleaksConfig('title = "a"\nrules = [[\n'), { kind: 'refused', line: 3 });
  t.like(readGitleaksConfig('a = 1\nb ='), { kind: 'refused' });
  t.deepEqual(readGitleaksConfig('a = 1'), { kind: 'refused', reason: 'it has no [[rules]]' });
});

test('what is wrong with a rule is said of it, by its name or its place, and the line where it begins', (t) => {
  const read = readGitleaksConfig(
    `[[rules]]
regex = "x"
[[rules]]
id = "odd"
regex = 2
keywords = ["a", 3]
entropy = "x"
secretGroup = "1"
[rules.allowlist]
regexes = "x"
[[rules]]
id = 7
`,
  );
  if (read.kind !== 'config') return t.fail(read.reason);
  t.like(read.config.rules, [
    { id: 'rule 1', line: 1, faults: ['it has no id'] },
    {
      id: 'odd',
      line: 3,
      faults: [
        'regex must be a text',
        'secretGroup must be a whole number',
        'entropy must be a number',
        'keywords must be a list of texts',
        'allowlist.regexes must be a list of texts',
      ],
    },
    { id: 'rule 3', line: 11, faults: ['id must be a text'] },
  ]);
  return undefined;
});

test('rules without a line of their own are named by their place alone', (t) => {
  const read = readGitleaksConfig('rules = [{ regex = "x" }, 4]');
  if (read.kind !== 'config') return t.fail(read.reason);
  t.like(read.config.rules, [
    { id: 'rule 1', faults: ['it has no id'] },
    { id: 'rule 2', faults: ['it is no table'] },
  ]);
  t.false('line' in (read.config.rules[0] ?? {}));
  return undefined;
});

test('what is wrong outside of rules is wrong for all', (t) => {
  const rule = '\n[[rules]]\nid = "a"\nregex = "acme_[a-z]{9}"\n';
  for (const [text, reason] of [
    [' \n', 'it is empty'],
    ['# none', 'it has no [[rules]]'],
    ['rules = "x"', 'rules must be a list of tables, each under [[rules]]'],
    [`extend = 1${rule}`, 'extend must be a table'],
    [`allowlist = ["x"]${rule}`, 'allowlist must be a table'],
    [`[allowlist]\ncondition = "XOR"${rule}`, 'allowlist.condition must be one of or, and, ||, &&'],
    [`[[rule]]\nid = "a"`, '"rule" is no key of gitleaks; did you mean "rules"?'],
  ] as const) {
    const read = readGitleaksConfig(text, (typed, known) => known.find((word) => word.startsWith(typed)));
    t.deepEqual(read, { kind: 'refused', reason }, text);
  }
});
