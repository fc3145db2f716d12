import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import {
  allNames,
  describeRefusal,
  loadOwnRules,
  loadPacks,
  loadRules,
  namesOf,
  readPath,
  type RefusedRule,
} from '../../src/service/load-rules.ts';
import { packFiles } from '../support/pack-files.ts';
import { ruleFile } from '../support/rule-files.ts';
import { tempDir } from '../support/temp-dir.ts';

test('packs are read by name, each once, with where they are from', (t) => {
  const { rules, refused } = loadPacks(['secrets', 'secrets']);
  t.deepEqual(refused, []);
  const expected = packFiles().filter(({ pack }) => pack === 'secrets');
  t.deepEqual(
    rules.map(({ file }) => file),
    expected.map(({ file }) => file),
  );
  t.true(rules.every(({ pack, path }) => pack === 'secrets' && path.endsWith('.json')));
  t.like(loadPacks(['nope']).refused, [{ reason: 'it does not exist' }]);
});

test('files and folders, one rule or many; what is wrong is left out with its place, the rest works', async (t) => {
  const dir = tempDir(t);
  const folder = join(dir, 'folder');
  mkdirSync(folder);
  const one = join(dir, 'one.json');
  writeFileSync(one, `\uFEFF${JSON.stringify(ruleFile())}`);
  const many = [
    ruleFile({
      id: 'second',
      anchors: ['second_'],
      pattern: 'second_[a-z]{9}',
      hits: ['second_abcdefghi'],
      misses: [],
    }),
    ruleFile({ id: 'liar', hits: ['nothing'] }),
    { ...ruleFile({ id: 'typo' }), anchor: 'x' },
    ruleFile(),
    ruleFile({ id: 'ai_api_key' }),
    ruleFile({ id: 'known_value' }),
  ];
  writeFileSync(join(folder, 'many.json'), JSON.stringify(many, null, 2));
  writeFileSync(join(folder, 'broken.json'), '{\n  "id": "x",\n  oops\n}');
  writeFileSync(join(folder, 'notes.txt'), 'no rule');
  const missing = join(dir, 'missing.json');
  const { rules, refused } = await loadOwnRules([one, folder, missing], namesOf([]));
  t.deepEqual(
    rules.map(({ file }) => file.id),
    ['acme_token', 'second'],
  );
  const line = (id: string): number =>
    JSON.stringify(many, null, 2)
      .split('\n')
      .findIndex((text) => text.includes(`"${id}"`));
  const bare = (refusal: RefusedRule): object => ({ ...refusal, path: refusal.path.slice(dir.length) });
  t.deepEqual(refused.map(bare), [
    { path: '/folder/broken.json', line: 3, reason: 'it is no JSON: expected a key in double quotes at column 3' },
    {
      path: '/folder/many.json',
      line: line('typo'),
      id: 'typo',
      reason: '"anchor" is no key of a rule; did you mean "anchors"?',
    },
    { path: '/folder/many.json', line: line('liar'), id: 'liar', reason: 'the hit "nothing" is not found' },
    {
      path: '/folder/many.json',
      line: line('acme_token'),
      id: 'acme_token',
      reason: `${one} has a rule of this name already`,
    },
    {
      path: '/folder/many.json',
      line: line('ai_api_key'),
      id: 'ai_api_key',
      reason: 'clawsec itself has a rule of this name already',
    },
    {
      path: '/folder/many.json',
      line: line('known_value'),
      id: 'known_value',
      reason: 'clawsec itself has a rule of this name already',
    },
    { path: '/missing.json', reason: 'it does not exist' },
  ]);
});

test('what is no rule file at all', (t) => {
  const dir = tempDir(t);
  t.like(readPath(dir).refused, [{ reason: 'the folder holds no .json file' }]);
  const large = join(dir, 'large.json');
  writeFileSync(large, '');
  truncateSync(large, 9 * 1024 * 1024);
  t.like(readPath(large).refused, [{ reason: 'it has 9437184 bytes, and 8388608 are allowed' }]);
  writeFileSync(large, '[1]');
  t.like(readPath(large).refused, [{ line: 1, reason: 'a rule is a JSON object' }]);
  writeFileSync(large, ' \n');
  t.deepEqual(readPath(large).refused, [{ path: large, reason: 'it is empty' }]);
  writeFileSync(large, '[]');
  t.deepEqual(readPath(large).refused, [{ path: large, reason: 'its list holds no rule' }]);
});

test('a refusal tells on which line the rule begins, whether it has a name, and of two of one name which', async (t) => {
  const path = join(tempDir(t), 'own.json');
  writeFileSync(path, `\n\n${JSON.stringify({ ...ruleFile(), id: 'No Name' }, null, 2)}`);
  t.like(readPath(path).refused, [{ line: 3 }]);
  const rules = [ruleFile(), { ...ruleFile(), id: 4 }, ruleFile()].map((rule) => JSON.stringify(rule));
  writeFileSync(path, `[\n${rules.join(',\n')}]`);
  const { refused } = await loadOwnRules([path], namesOf([]));
  t.deepEqual(
    refused.map(({ line, id }) => [line, id]),
    [
      [3, undefined],
      [4, 'acme_token'],
    ],
  );
});

test('a refusal is one line', (t) => {
  t.is(describeRefusal({ path: 'a.json', line: 3, id: 'x', reason: 'why' }), 'a.json:3: x: why');
  t.is(describeRefusal({ path: 'a.json', reason: 'why' }), 'a.json: why');
});

test('the names of all rules', (t) => {
  const path = join(tempDir(t), 'own.json');
  writeFileSync(path, JSON.stringify(ruleFile({ hits: ['nothing'] })));
  const names = allNames({ rule_files: [path] });
  for (const name of ['ai_api_key', 'known_value', 'github_token', 'acme_token']) t.true(names.has(name), name);
});

test('everything that the options ask for', async (t) => {
  const path = join(tempDir(t), 'own.json');
  writeFileSync(path, JSON.stringify([ruleFile(), ruleFile({ id: 'github_token' })]));
  const { rules, refused } = await loadRules({ rule_packs: ['secrets'], rule_files: [path] });
  t.true(rules.some(({ file }) => file.id === 'acme_token'));
  t.like(refused, [{ id: 'github_token' }]);
});
