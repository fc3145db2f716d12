import test from 'ava';
import { knownForms } from '../../../src/detect/known/known-forms.ts';
import { withKnownValues } from '../../../src/detect/known/known-kernel.ts';
import { newKnownTable } from '../../../src/detect/known/known-table.ts';
import { knownValueRule } from '../../../src/detect/known/known-value.ts';
import { createEngine } from '../../../src/detect/engine.ts';
import { compileKernel } from '../../../src/detect/kernel/select.ts';
import { RULES } from '../../../src/detect/rules/index.ts';
import { TextScanner } from '../../../src/detect/scanner.ts';
import { Spotter } from '../../../src/detect/spotter.ts';
import { withHidden } from '../../../src/detect/unfold/hidden-anchors.ts';
import type { Finding } from '../../../src/model/finding.ts';

const VALUE = 'p/ss+w"rd&42 yes';
const KEY = 'sk-live-51HqLyjWDarjtT1zdp7dcXYZ';
const table = newKnownTable(
  [
    { name: 'DB_PASSWORD', origin: '.env', value: VALUE },
    { name: 'PAY_KEY', origin: 'environment', value: KEY },
  ],
  '5'.repeat(64),
  () => 'feedbeef',
);
const rules = [...RULES, knownValueRule(table)];
const anchors = rules.flatMap((rule, index) => rule.anchors.map((classes) => ({ rule: index, classes })));
const compile = withKnownValues(compileKernel, table);
const engine = createEngine({ rules, compileKernel: compile, maskSecrets: true, maxFindings: 32 });
const spotter = new Spotter(compile, withHidden(anchors), rules);

function findingsIn(text: string, chunkBytes: number): readonly Finding[] {
  const scanner = new TextScanner(spotter, 'request.body', 65_536);
  const findings: Finding[] = [];
  const take = (): void => {
    for (let window = scanner.take(); window !== undefined; window = scanner.take())
      findings.push(...engine(window).findings);
  };
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    scanner.write(bytes.subarray(at, at + chunkBytes));
    take();
  }
  scanner.end();
  take();
  return findings;
}

const TEXTS: readonly (readonly [string, string])[] = [
  [VALUE, ''],
  [JSON.stringify({ a: VALUE }), 'json'],
  [encodeURIComponent(VALUE), 'percent'],
  [Buffer.from(`x:${VALUE}!!`).toString('base64'), 'base64'],
  [Buffer.from(VALUE).toString('hex'), 'hex'],
];

for (const [text, path] of TEXTS) {
  test(`a known value is found as ${path === '' ? 'it is' : path}, once, wherever it is cut`, (t) => {
    for (const chunkBytes of [1, 3, 7, 64, 4096]) {
      const found = findingsIn(`lead ${text} tail`, chunkBytes);
      t.is(found.length, 1, `${chunkBytes}`);
      const [{ rule, known, knownFrom, fingerprint, snippet, path: shown } = { rule: '' }] = found;
      t.is(rule, 'known_value');
      t.is(known, 'DB_PASSWORD');
      t.is(knownFrom, '.env');
      t.is(fingerprint, 'feedbeef');
      t.false(snippet?.includes('w"rd'));
      t.is(shown, path);
    }
  });
}

test('the beginning of a value is none, and nothing is found where the rest differs', (t) => {
  t.deepEqual(findingsIn(VALUE.slice(0, -1), 4096), []);
  t.deepEqual(findingsIn(`${VALUE.slice(0, -1)}x`, 4096), []);
});

test('no form of a value is shown in clear', (t) => {
  for (const { text } of knownForms(VALUE)) {
    for (const { snippet } of findingsIn(`password=${Buffer.from(text, 'latin1').toString('utf8')} `, 4096)) {
      t.false(snippet.includes(text.slice(4, 12)), snippet);
    }
  }
});

test('a value that repeats itself is found where a run of it begins, and none of the run is shown', (t) => {
  const repeating = newKnownTable([{ name: 'A', origin: '.env', value: '0abcd'.repeat(4) }], '5'.repeat(64), () => 'f');
  const { match } = knownValueRule(repeating);
  for (const [lead, run] of [
    ['', '0abcd'.repeat(4)],
    ['x', '0abcd'.repeat(4)],
    ['0abc', `${'0abcd'.repeat(40)}0ab`],
  ] as const) {
    const text = `${lead}${run} tail`;
    const found = Array.from({ length: text.length }, (_, at) => match(text, at)).filter((one) => one !== undefined);
    t.deepEqual(
      found.map(({ from, to }) => text.slice(from, to)),
      [run],
    );
  }
});

for (const [form, text] of [
  ['as it is', `a ${KEY} b`],
  ['in JSON', JSON.stringify({ key: KEY })],
  ['in base64', Buffer.from(`my key is ${KEY}, keep it well`).toString('base64')],
] as const) {
  test(`what another rule finds too is one finding, which has the name: ${form}`, (t) => {
    const found = findingsIn(text, 4096);
    t.is(found.length, 1);
    t.like(found[0], { rule: 'ai_api_key', known: 'PAY_KEY', knownFrom: 'environment', severity: 'critical' });
    t.not(found[0]?.fingerprint, 'feedbeef');
  });
}

test('where two stand side by side, or beside something else, none is shown', (t) => {
  const other = 'blue-whale-4242-x';
  const two = newKnownTable(
    [VALUE, other].map((value) => ({ name: 'A', origin: '.env', value })),
    '5'.repeat(64),
    () => 'f',
  );
  const all = [...RULES, knownValueRule(two)];
  const judge = createEngine({
    rules: all,
    compileKernel: withKnownValues(compileKernel, two),
    maskSecrets: true,
    maxFindings: 32,
  });
  for (const text of [
    `zz ${VALUE} and ${other} zz rm -rf / zz`,
    JSON.stringify({ a: `zz ${VALUE} and ${other}`, b: 'rm -rf /' }),
    `${encodeURIComponent(`zz ${VALUE} and ${other} zz`)} rm -rf / zz`,
    `${encodeURIComponent(`zz ${VALUE} and`)} ${other} rm -rf / zz`,
    Buffer.from(`zz ${VALUE} and ${other} zz rm -rf / zz`).toString('base64'),
  ]) {
    const bytes = Buffer.from(text);
    const { findings } = judge({ bytes, base: 0, ownFrom: 0, ownTo: bytes.length, part: 'request.body' });
    t.deepEqual(findings.map(({ rule }) => rule).sort(), ['destructive_rm', 'known_value', 'known_value'], text);
    for (const { snippet } of findings) {
      for (const part of ['w"rd', 'ss%2Bw', 'ss+w', 'whale', '4242'])
        t.false(snippet.includes(part), `${text}: ${snippet}`);
    }
  }
});
