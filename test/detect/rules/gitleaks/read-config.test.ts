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

test('values of another type count as not there', (t) => {
  const read = readGitleaksConfig('rules = [{ id = 1, regex = 2, keywords = ["a", 3], entropy = "x" }, 4]');
  t.like(read.kind === 'config' ? read.config.rules : [], [{ id: '', regex: '', keywords: ['a'], entropy: 0 }]);
});
