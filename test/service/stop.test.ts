import { firstLine, startScript } from '../support/child.ts';
import { readdirSync, writeFileSync } from 'node:fs';
import { findProcess } from '../../src/service/process-tree.ts';
import { join } from 'node:path';
import { once } from 'node:events';
import { stopMonitor } from '../../src/service/stop.ts';
import { tempDir } from '../support/temp-dir.ts';
import test from 'ava';

test('nothing runs: says so, and clears a dead monitor’s file away', async (t) => {
  const dir = tempDir(t);
  t.deepEqual(await stopMonitor(dir), { kind: 'not_running' });
  writeFileSync(join(dir, 'monitor.pid'), '2147483000\nlong ago\nnode\n');
  t.deepEqual(await stopMonitor(dir), { kind: 'not_running' });
  t.deepEqual(readdirSync(dir), []);
});

test('another program with the number is left alone', async (t) => {
  const dir = tempDir(t);
  const bystander = startScript(t, 'claim-pid-file', [tempDir(t)]);
  await firstLine(bystander);
  writeFileSync(join(dir, 'monitor.pid'), `${bystander.pid}\nlong ago\nnode\n`);
  t.deepEqual(await stopMonitor(dir, { waitMs: 50 }), { kind: 'not_running' });
  t.not(findProcess(bystander.pid ?? 0), undefined);
});

test('SIGTERM ends it', async (t) => {
  const dir = tempDir(t);
  const child = startScript(t, 'claim-pid-file', [dir]);
  await firstLine(child);
  t.deepEqual(await stopMonitor(dir), { kind: 'stopped', pid: child.pid });
  t.deepEqual(readdirSync(dir), []);
});

test('one that does not end in time is killed with everything it started', async (t) => {
  const dir = tempDir(t);
  const child = startScript(t, 'stubborn-process', [dir]);
  const [pid, grandchild] = (await firstLine(child)).split(' ').map(Number);
  t.is(pid, child.pid);
  const gone = once(child, 'exit');
  t.deepEqual(await stopMonitor(dir, { waitMs: 200 }), { kind: 'killed', pid: child.pid });
  await gone;
  t.is(findProcess(grandchild ?? 0), undefined);
  t.deepEqual(readdirSync(dir), []);
});
