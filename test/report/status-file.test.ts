import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { readStatus, writeStatus } from '../../src/report/status-file.ts';
import type { MonitorStatus } from '../../src/report/status-file.ts';
import { join } from 'node:path';
import { newCounters } from '../../src/model/counters.ts';
import { tempDir } from '../support/temp-dir.ts';
import test from 'ava';

const STATUS: MonitorStatus = {
  state: 'running',
  pid: 1,
  version: '1.2.3',
  startedAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:01.000Z',
  listening: ['127.0.0.1:8888'],
  mitm: true,
  handlers: 1,
  respawns: 0,
  threats: 2,
  suppressed: 3,
  waiting: 0,
  dropped: 0,
  counters: newCounters(),
};

test('is read as it was written, by its owner only, and leaves nothing beside it', (t) => {
  const dir = tempDir(t);
  writeStatus(dir, STATUS);
  writeStatus(dir, { ...STATUS, threats: 4 });
  t.deepEqual(readStatus(dir), { ...STATUS, threats: 4 });
  t.deepEqual(readdirSync(dir), ['status.json']);
  t.is(statSync(join(dir, 'status.json')).mode & 0o777, 0o600);
});

test('an absent or broken one is no status', (t) => {
  const dir = tempDir(t);
  t.is(readStatus(dir), undefined);
  for (const text of ['', '{"pid":', '[]', 'null', '{"pid":1,"state":"running","listening":[],"counters":null}']) {
    writeFileSync(join(dir, 'status.json'), text);
    t.is(readStatus(dir), undefined, text);
  }
});
