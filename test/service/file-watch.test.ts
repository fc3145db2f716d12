import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { FileWatch } from '../../src/service/file-watch.ts';
import { until } from '../support/monitor.ts';
import { tempDir } from '../support/temp-dir.ts';

function watch(t: ExecutionContext, onChanged: () => unknown) {
  const file = join(tempDir(t), 'a.json');
  writeFileSync(file, '1');
  const files = new FileWatch([file], onChanged, 10);
  t.teardown(() => files.close());
  return { file, files };
}

test('each change is told once, also one from before the first look', async (t) => {
  let told = 0;
  const { file, files } = watch(t, () => (told += 1));
  writeFileSync(file, '22');
  t.false(files.isSteady);
  files.start();
  await until(() => told === 1);
  t.true(files.isSteady);
  rmSync(file);
  await until(() => told === 2);
  await sleep(60);
  t.is(told, 2);
});

test('while a change is being dealt with there is no other one', async (t) => {
  let running = 0;
  let most = 0;
  let done = 0;
  const { file, files } = watch(t, async () => {
    running += 1;
    most = Math.max(most, running);
    writeFileSync(file, `${'x'.repeat(done)}22`);
    await sleep(30);
    running -= 1;
    done += 1;
  });
  files.start();
  writeFileSync(file, '4444');
  await until(() => done >= 3);
  t.is(most, 1);
});

test('what is closed tells nothing, also when it is closed while a change is being dealt with', async (t) => {
  let told = 0;
  const { file, files } = watch(t, async () => {
    told += 1;
    await sleep(20);
    files.close();
  });
  files.start();
  writeFileSync(file, '22');
  await until(() => told === 1);
  await sleep(40);
  writeFileSync(file, '333');
  await sleep(60);
  t.is(told, 1);
});
