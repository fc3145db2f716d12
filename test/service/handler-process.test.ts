import { startMonitor, until } from '../support/monitor.ts';
import { findProcess } from '../../src/service/process-tree.ts';
import { readPidFile } from '../../src/service/pid-file.ts';
import { tempDir } from '../support/temp-dir.ts';
import test from 'ava';

test('handlers end when the supervisor is killed, and the next start takes over', async (t) => {
  const dir = tempDir(t);
  const monitor = startMonitor(t, dir, { handlers: 2 });
  const handler = Number(await monitor.order('pid'));
  t.not(findProcess(handler), undefined);
  monitor.kill('SIGKILL');
  await monitor.exit;
  await until(() => findProcess(handler) === undefined);
  t.deepEqual(readPidFile(dir), { kind: 'stale', pid: monitor.pid });
  const next = startMonitor(t, dir);
  await next.port;
  t.like(readPidFile(dir), { kind: 'running', pid: next.pid });
});
