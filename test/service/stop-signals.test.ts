import { startMonitor, until } from '../support/monitor.ts';
import { readPidFile } from '../../src/service/pid-file.ts';
import { tempDir } from '../support/temp-dir.ts';
import test from 'ava';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} drains and ends with 0`, async (t) => {
    const dir = tempDir(t);
    const monitor = startMonitor(t, dir);
    await monitor.order('late 5 z');
    monitor.kill(signal);
    t.deepEqual(await monitor.exit, { code: 0, signal: null });
    t.is(monitor.threats().length, 5);
    t.deepEqual(readPidFile(dir), { kind: 'absent' });
  });
}

test('the echo of a signal changes nothing; a second one ends at once, with everything in order', async (t) => {
  const dir = tempDir(t);
  const monitor = startMonitor(t, dir, { drain_timeout_secs: 3600 });
  await monitor.order('stubborn');
  await monitor.order('late 5 z');
  monitor.kill('SIGINT');
  monitor.kill('SIGTERM');
  await until(() => monitor.threats().length === 5);
  await new Promise((resolve) => {
    setTimeout(resolve, 700);
  });
  t.like(readPidFile(dir), { kind: 'running' });
  monitor.kill('SIGINT');
  t.deepEqual(await monitor.exit, { code: 130, signal: null });
  t.is(monitor.threats().length, 5);
  t.deepEqual(readPidFile(dir), { kind: 'absent' });
});

test('a signal while it is still starting ends it, too', async (t) => {
  const dir = tempDir(t);
  const monitor = startMonitor(t, dir);
  await until(() => readPidFile(dir).kind === 'running');
  // The signals are listened to right after the claim.
  await new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
  monitor.kill('SIGTERM');
  t.deepEqual(await monitor.exit, { code: 0, signal: null });
  t.deepEqual(readPidFile(dir), { kind: 'absent' });
});
