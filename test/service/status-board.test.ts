import type { MonitorStatus } from '../../src/report/status-file.ts';
import { StatusBoard } from '../../src/service/status-board.ts';
import { join } from 'node:path';
import { newCounters } from '../../src/model/counters.ts';
import { readStatus } from '../../src/report/status-file.ts';
import { rmSync } from 'node:fs';
import { tempDir } from '../support/temp-dir.ts';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { until } from '../support/monitor.ts';

function boardAt(t: ExecutionContext, logDir: string) {
  const seen = { threats: 0, said: 0, guarded: 0 };
  const current = (): MonitorStatus => ({
    state: 'running',
    pid: 1,
    version: '1',
    startedAt: '',
    updatedAt: '',
    listening: [],
    mitm: true,
    handlers: 1,
    respawns: 0,
    threats: seen.threats,
    suppressed: 0,
    waiting: 0,
    dropped: 0,
    counters: newCounters(),
  });
  const board = new StatusBoard({
    logDir,
    current,
    log: () => {
      seen.said += 1;
    },
    guard: () => {
      seen.guarded += 1;
    },
  });
  t.teardown(() => board.close());
  return { board, seen };
}

test('the first change is written at once, the next ones together, the last one in any case', async (t) => {
  const dir = tempDir(t);
  const { board, seen } = boardAt(t, dir);
  board.touch();
  for (seen.threats = 1; seen.threats < 100; seen.threats += 1) board.touch();
  t.is(readStatus(dir)?.threats, 0);
  await until(() => readStatus(dir)?.threats === 100);
  seen.threats = 101;
  board.touch();
  t.is(readStatus(dir)?.threats, 100);
  board.close();
  t.is(readStatus(dir)?.threats, 101);
});

test('each write is guarded; the log hears of a failure once', (t) => {
  const dir = join(tempDir(t), 'gone');
  const { board, seen } = boardAt(t, dir);
  board.writeNow();
  board.writeNow();
  t.deepEqual([seen.said, seen.guarded], [1, 2]);
  rmSync(dir, { recursive: true, force: true });
});
