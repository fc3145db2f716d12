import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { KnownTable } from '../../src/detect/known/known-table.ts';
import { KnownWatch } from '../../src/service/watch-known-values.ts';
import { until } from '../support/monitor.ts';
import { tempDir } from '../support/temp-dir.ts';

const namesIn = ({ entries }: KnownTable): readonly string[] => [...new Set(entries.map(({ name }) => name))];

/** A watch over a file, and what it tells. */
function watch(t: ExecutionContext, text: string) {
  const file = join(tempDir(t), '.env');
  writeFileSync(file, text);
  const logged: string[] = [];
  const given: KnownTable[] = [];
  const options = { known_value_files: [file], known_value_environment: false, known_value_names: ['*_KEY'] };
  const watcher = new KnownWatch({
    options,
    env: {},
    log: (level, message, fields) => logged.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`),
    onKnown: (known) => given.push(known),
    pollMs: 20,
  });
  t.teardown(() => watcher.close());
  return { file, logged, given, watcher, ...watcher.start('f') };
}

test('what a changed file holds comes to be known, and what it held stays known', async (t) => {
  const { file, given, logged, known, watcher } = watch(t, 'A_KEY=hunter2hunter3\n');
  t.deepEqual(known && namesIn(known), ['A_KEY']);
  writeFileSync(file, 'B_KEY=correct-horse-4711\nC_KEY=short\n');
  await until(() => given.length === 1);
  t.deepEqual(given[0] && namesIn(given[0]), ['B_KEY', 'A_KEY']);
  t.deepEqual(watcher.names, ['B_KEY', 'A_KEY']);
  t.is(given[0]?.key, known?.key);
  t.is(watcher.hide('/hunter2hunter3/correct-horse-4711/x'), '/.../.../x');
  t.true(logged.some((line) => line.startsWith('WARNING not looked for') && line.includes('C_KEY')));
  t.true(logged.some((line) => line.startsWith('INFO Changed files of known values were read {"new":1}')));
  rmSync(file);
  await until(() => logged.some((line) => line.includes("can't be read")));
  writeFileSync(file, 'A_KEY=hunter2hunter3\n');
  await until(() => logged.some((line) => line.includes('{"new":0}')));
  t.is(given.length, 1);
  t.false(logged.some((line) => /hunter2|correct-horse/.test(line)));
});

test('where nothing is known yet a file may come later', async (t) => {
  const { file, given, known } = watch(t, '');
  t.is(known, undefined);
  writeFileSync(file, 'A_KEY=hunter2hunter3\n');
  await until(() => given.length === 1);
});

test('each run has a key of its own', (t) => {
  t.not(watch(t, 'A_KEY=hunter2hunter3\n').known?.key, watch(t, 'A_KEY=hunter2hunter3\n').known?.key);
});
