import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { newCounters } from '../../src/model/counters.ts';
import { THREATS_FILE } from '../../src/report/jsonl.ts';
import { type MonitorStatus, writeStatus } from '../../src/report/status-file.ts';
import { claimPidFile, PID_FILE } from '../../src/service/pid-file.ts';
import { runClawsec } from '../support/run-clawsec.ts';
import { tempDir } from '../support/temp-dir.ts';
import { exampleThreat } from '../support/threat-lines.ts';

const STATUS: MonitorStatus = {
  state: 'running',
  pid: process.pid,
  version: '3.0.0',
  startedAt: '2026-02-19T13:00:00.000Z',
  updatedAt: '2026-02-19T13:00:00.000Z',
  listening: ['127.0.0.1:8888'],
  mitm: true,
  handlers: 1,
  respawns: 0,
  threats: 7,
  suppressed: 3,
  waiting: 0,
  dropped: 0,
  counters: { ...newCounters(), skipped: { http2_framing: 2 } },
};

test('stopped: 3, with the last five threats', async (t) => {
  const logDir = tempDir(t);
  const lines = Array.from({ length: 8 }, (_, n) => JSON.stringify(exampleThreat({ dest: `host${n}.example:443` })));
  writeFileSync(join(logDir, THREATS_FILE), `${lines.join('\n')}\n`);
  const { code, stdout, stderr } = await runClawsec(['status'], { CLAWSEC_LOG_DIR: logDir });
  t.is(code, 3);
  t.is(stderr, '');
  t.regex(stdout, /^clawsec is stopped\n/);
  t.deepEqual(stdout.match(/host\d/g), ['host7', 'host6', 'host5', 'host4', 'host3']);
  t.notRegex(stdout, /\u001B/);
});

test('stopped, and the PID file was left behind', async (t) => {
  const logDir = tempDir(t);
  writeFileSync(join(logDir, PID_FILE), `${process.pid}\nlong ago\nnode\n`);
  const { code, stdout } = await runClawsec(['status'], { CLAWSEC_LOG_DIR: logDir });
  t.is(code, 3);
  t.true(stdout.includes(`the last one (PID ${process.pid}) ended without tidying up`));
});

test('running: 0, for people and for programs; starting while the status is of another run', async (t) => {
  const logDir = tempDir(t);
  // This test process stands for the monitor.
  const claim = claimPidFile(logDir);
  t.is(claim.kind, 'claimed');
  const env = { CLAWSEC_LOG_DIR: logDir };

  writeStatus(logDir, { ...STATUS, pid: 1 });
  const starting = await runClawsec(['status'], env);
  t.is(starting.code, 0);
  t.true(starting.stdout.startsWith(`clawsec is starting: PID ${process.pid}\n`));

  writeStatus(logDir, STATUS);
  const people = await runClawsec(['status'], env);
  t.is(people.code, 0);
  t.true(people.stdout.startsWith(`clawsec 3.0.0 is running: PID ${process.pid}, since 2026-02-19T13:00:00.000Z`));
  t.regex(people.stdout, /2 {2}HTTP\/2 connections/);

  const programs = await runClawsec(['status', '--json'], env);
  t.is(programs.code, 0);
  t.deepEqual(JSON.parse(programs.stdout), { ...STATUS, logDir, lastThreats: [] });
});

test('what is stopped looks the same to programs', async (t) => {
  const logDir = tempDir(t);
  const { code, stdout } = await runClawsec(['status', '--json'], { CLAWSEC_LOG_DIR: logDir });
  t.is(code, 3);
  t.deepEqual(JSON.parse(stdout), { state: 'stopped', logDir, lastThreats: [] });
});

test('the log folder of the configuration file counts', async (t) => {
  const folder = tempDir(t);
  writeFileSync(join(folder, 'c.json'), '{"log_dir": "logs"}');
  const { code, stdout } = await runClawsec(['status', '--config', join(folder, 'c.json')]);
  t.is(code, 3);
  t.true(stdout.includes(join(folder, 'logs')));
});

test('expected credentials are folded away for people, and counted', async (t) => {
  const logDir = tempDir(t);
  const lines = [
    exampleThreat({ dest: 'leak.example:443', severity: 'critical' }),
    ...Array.from({ length: 8 }, () => exampleThreat({ severity: 'info', expected: true })),
  ].map((threat) => JSON.stringify(threat));
  writeFileSync(join(logDir, THREATS_FILE), `${lines.join('\n')}\n`);
  const env = { CLAWSEC_LOG_DIR: logDir };
  const people = await runClawsec(['status'], env);
  t.deepEqual(people.stdout.match(/(?:leak|api)\.\w+\.?\w+/g), ['leak.example']);
  t.regex(people.stdout, /critical {2}EXFIL ai_api_key/);
  const { stdout } = await runClawsec(['threats', '--explain'], env);
  for (const text of [people.stdout, stdout])
    t.regex(text, /\n8 expected credentials not shown; clawsec threats --all shows them\.\n/);
  writeFileSync(join(logDir, THREATS_FILE), `${lines.slice(1).join('\n')}\n`);
  const none = /^No threats to show\.\n8 expected credentials not shown; clawsec threats --all shows them\.\n$/m;
  for (const args of [['status'], ['threats', '--explain']]) t.regex((await runClawsec(args, env)).stdout, none);
  const programs = JSON.parse((await runClawsec(['status', '--json'], env)).stdout) as { lastThreats: object[] };
  t.is(programs.lastThreats.length, 5);
});
