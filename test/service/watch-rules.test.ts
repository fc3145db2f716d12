import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { RuleWatch } from '../../src/service/watch-rules.ts';
import { until } from '../support/monitor.ts';
import { ruleFile } from '../support/rule-files.ts';
import { tempDir } from '../support/temp-dir.ts';

/** A watch over a folder, and what it tells. */
async function watch(t: ExecutionContext, rules: readonly object[], startPatienceMs = 30_000) {
  const dir = tempDir(t);
  const write = (name: string, ...some: readonly object[]): void =>
    writeFileSync(join(dir, `${name}.json`), JSON.stringify(some));
  write('first', ...rules);
  const logged: string[] = [];
  const given: string[][] = [];
  const watcher = new RuleWatch({
    packs: [],
    paths: [dir],
    log: (level, message) => logged.push(`${level} ${message}`),
    onRules: (files) => given.push(files.map(({ id }) => id)),
    pollMs: 20,
    startPatienceMs,
  });
  t.teardown(() => watcher.close());
  const begun = (await watcher.start()).map(({ id }) => id);
  return { dir, write, logged, given, watcher, begun };
}

const other = (id: string): object =>
  ruleFile({ id, anchors: [`${id}_`], pattern: `${id}_[0-9]{9}`, hits: [`${id}_739184620`], misses: [] });

test('a change is taken over when all of it is in order, and not at all otherwise', async (t) => {
  const { dir, write, logged, given, begun } = await watch(t, [ruleFile()]);
  t.deepEqual(begun, ['acme_token']);
  write('second', other('beta'));
  await until(() => given.length === 1);
  t.deepEqual(given[0], ['acme_token', 'beta']);
  write('third', other('gamma'), ruleFile({ id: 'liar', hits: ['nothing'] }));
  await until(() => logged.some((line) => line.includes('not taken over')));
  t.true(logged.some((line) => /^WARNING A rule is left out: .*third\.json:1: liar: the hit "nothing"/.test(line)));
  t.is(given.length, 1);
  renameSync(join(dir, 'first.json'), join(dir, 'first.off'));
  write('third', other('gamma'));
  await until(() => given.length === 2);
  t.deepEqual(given[1], ['beta', 'gamma']);
  for (const name of ['second', 'third']) rmSync(join(dir, `${name}.json`));
  await until(() => logged.some((line) => line.includes('holds no .json file')));
  t.is(given.length, 2);
});

test('a start leaves out what is wrong and says so', async (t) => {
  const { begun, logged, watcher } = await watch(t, [ruleFile(), ruleFile({ id: 'liar', hits: ['nothing'] })]);
  t.is(watcher.outcome, '1 rule of your own (1 left out)');
  t.deepEqual(begun, ['acme_token']);
  t.regex(logged.join('\n'), /^WARNING A rule is left out: .*liar/);
});

test('a start does not wait for long proofs: the rules follow', async (t) => {
  const { begun, given, logged, watcher } = await watch(t, [ruleFile(), other('beta')], 0);
  t.is(watcher.outcome, 'rules of your own still being proven');
  t.deepEqual(begun, []);
  t.regex(logged[0] ?? '', /still being proven/);
  await until(() => given.length === 1);
  t.deepEqual(given[0], ['acme_token', 'beta']);
  t.is(watcher.outcome, '2 rules of your own');
  await until(() => logged.includes('INFO Looked for from now on: 2 rules of your own'));
});

test('packs alone are not watched', async (t) => {
  const watcher = new RuleWatch({ packs: ['secrets'], paths: [], log: () => t.fail(), onRules: () => t.fail() });
  t.true((await watcher.start()).length > 0);
  t.is(watcher.outcome, '');
  watcher.close();
});

test('rules that no kernel takes together are left out, and the start goes on', async (t) => {
  const alike = Array.from({ length: 70 }, (_, index) => {
    const letters = String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26));
    return ruleFile({
      id: `acme_${letters}`,
      pattern: `acme_[a-z0-9]{14}${letters}`,
      hits: [`acme_7h2k9d4m1x8q5w${letters}`],
    });
  });
  const { begun, logged } = await watch(t, alike);
  t.deepEqual(begun, []);
  t.regex(logged.join('\n'), /^WARNING A rule is left out: .*too many to be looked for at once: more than 64 anchors/m);
});
