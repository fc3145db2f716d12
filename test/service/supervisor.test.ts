import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readThreats, startMonitor, until } from '../support/monitor.ts';
import { join } from 'node:path';
import { readPidFile } from '../../src/service/pid-file.ts';
import { readStatus } from '../../src/report/status-file.ts';
import { stopMonitor } from '../../src/service/stop.ts';
import { tempDir } from '../support/temp-dir.ts';
import test from 'ava';

test('starts, says where and how in one line, records a threat, stops', async (t) => {
  const dir = join(tempDir(t), 'log');
  const monitor = startMonitor(t, dir);
  const port = await monitor.port;
  t.regex(monitor.output(), /INFO clawsec 0\.0\.0-test listening on 127\.0\.0\.1:\d+, MITM ON, gateway /);
  t.like(readPidFile(dir), { kind: 'running', pid: monitor.pid });
  await monitor.order('detect 1 a');
  await monitor.order('detect 1 a');
  await until(() => readStatus(dir)?.suppressed === 1);
  t.like(readStatus(dir), {
    state: 'running',
    pid: monitor.pid,
    listening: [`127.0.0.1:${port}`],
    gateway: '127.0.0.1:1',
    handlers: 1,
    threats: 1,
    counters: { connections: 2 },
  });
  t.deepEqual(await stopMonitor(dir), { kind: 'stopped', pid: monitor.pid });
  t.deepEqual(await monitor.exit, { code: 0, signal: null });
  t.deepEqual(
    monitor.threats().map((threat) => threat.dest),
    ['a-0.test:443'],
  );
  t.deepEqual(readPidFile(dir), { kind: 'absent' });
  t.like(readStatus(dir), { state: 'stopped', threats: 1, handlers: 0, counters: { connections: 2 } });
  const log = readFileSync(join(dir, 'clawsec.log'), 'utf8');
  for (const part of ['MITM ON', 'WARNING a warning', 'EXFIL aws_access_key', 'Stopped'])
    t.true(log.includes(part), part);
  t.deepEqual(readdirSync(dir).sort(), [
    'ca.crt',
    'ca.key',
    'clawsec.log',
    'fingerprint.key',
    'status.json',
    'threats.jsonl',
  ]);
});

test('a second start names the first and leaves it alone', async (t) => {
  const dir = tempDir(t);
  const first = startMonitor(t, dir);
  await first.port;
  const second = startMonitor(t, dir);
  t.deepEqual(await second.exit, { code: 1, signal: null });
  t.is(second.output(), `clawsec is already running (pid ${first.pid}). Stop it with \`clawsec stop\`.\n`);
  t.is(await first.order('detect 1 a'), 'done');
});

test('a busy port is one line that names the holder, and nothing stays behind', async (t) => {
  const holder = startMonitor(t, tempDir(t));
  const port = await holder.port;
  const dir = tempDir(t);
  const monitor = startMonitor(t, dir, { proxy_port: port, handlers: 2 });
  t.is((await monitor.exit).code, 2);
  const who = process.platform === 'linux' ? `pid ${holder.pid} \\(.+\\)` : 'another program';
  t.regex(monitor.output(), new RegExp(`^port_busy: Port ${port} is taken by ${who}\\.\\n$`));
  t.deepEqual(readdirSync(dir).sort(), ['ca.crt', 'ca.key', 'fingerprint.key', 'threats.jsonl']);
});

test('an unsafe log folder is one line, before anything is started', async (t) => {
  const dir = tempDir(t);
  mkdirSync(join(dir, 'real'));
  symlinkSync(join(dir, 'real'), join(dir, 'log'));
  const monitor = startMonitor(t, join(dir, 'log'));
  t.is((await monitor.exit).code, 2);
  t.regex(monitor.output(), /^log_dir_unsafe: .*symbolic link\.\n$/);
  t.deepEqual(readdirSync(join(dir, 'real')), []);
});

test('a planted threat log is one line, and the PID file is given back', async (t) => {
  const dir = tempDir(t);
  symlinkSync('/etc/hostname', join(dir, 'threats.jsonl'));
  const monitor = startMonitor(t, dir);
  t.is((await monitor.exit).code, 2);
  t.regex(monitor.output(), /^log_dir_unsafe: /);
  t.deepEqual(readdirSync(dir), ['threats.jsonl']);
});

test('four handlers under load and SIGTERM: every line is there and whole', async (t) => {
  const dir = tempDir(t);
  const monitor = startMonitor(t, dir, { handlers: 4 });
  await monitor.port;
  const answers = Array.from({ length: 8 }, (_, n) => monitor.order(`detect 400 w${n}`));
  t.deepEqual([...new Set(await Promise.all(answers))], ['done']);
  monitor.kill('SIGTERM');
  t.deepEqual(await monitor.exit, { code: 0, signal: null });
  const found = monitor.threats();
  t.is(found.length, 8 * 400);
  t.is(new Set(found.map((threat) => threat.dest)).size, 8 * 400);
});

test('threats go on being recorded when the log is rotated or its folder deleted', async (t) => {
  const dir = join(tempDir(t), 'log');
  const monitor = startMonitor(t, dir);
  await monitor.order('detect 1 a');
  await until(() => monitor.threats().length === 1);
  renameSync(join(dir, 'threats.jsonl'), join(dir, 'old'));
  await monitor.order('detect 1 b');
  await until(() => readdirSync(dir).includes('threats.jsonl') && monitor.threats().length === 1);
  rmSync(dir, { recursive: true, maxRetries: 5 });
  // As the rotation of the log does it of its own accord, if it starts just then.
  mkdirSync(dir);
  await monitor.order('detect 1 c');
  await until(() => {
    try {
      return readThreats(dir).length === 1;
    } catch {
      return false;
    }
  });
  t.is(monitor.threats()[0]?.dest, 'c-0.test:443');
  t.like(await stopMonitor(dir), { kind: 'stopped', pid: monitor.pid });
});

test('under pm2 a deliberate stop has the exit code that pm2 is told of', async (t) => {
  const monitor = startMonitor(t, tempDir(t), {}, { pm_id: '0' });
  await monitor.port;
  monitor.kill('SIGINT');
  t.deepEqual(await monitor.exit, { code: 64, signal: null });
});

test('a stale PID file is taken over', async (t) => {
  const dir = tempDir(t);
  writeFileSync(join(dir, 'monitor.pid'), `${process.pid}\nlong ago\nnode\n`);
  const monitor = startMonitor(t, dir);
  await monitor.port;
  t.like(readPidFile(dir), { kind: 'running', pid: monitor.pid });
});

test('a damaged CA is one line, the handlers are gone, and the PID file is given back', async (t) => {
  const dir = tempDir(t);
  writeFileSync(join(dir, 'ca.key'), 'not a key', { mode: 0o600 });
  const monitor = startMonitor(t, dir);
  t.is((await monitor.exit).code, 2);
  t.regex(monitor.output(), /^ca_damaged: .*\n$/);
  t.deepEqual(readPidFile(dir), { kind: 'absent' });
});

test('a broken rule of the user is a warning, and the monitor starts', async (t) => {
  const path = join(tempDir(t), 'own.json');
  writeFileSync(path, '{ "id": "x" }');
  const missing = join(tempDir(t), 'none.json');
  const monitor = startMonitor(t, tempDir(t), { rule_files: [path, missing] });
  await monitor.port;
  await until(() => monitor.output().includes('none.json'));
  t.regex(monitor.output(), /WARNING A rule is left out: \S+own\.json:1: x: type, .*, source are missing/);
  t.regex(monitor.output(), /WARNING A rule is left out: \S+none\.json: it does not exist/);
  t.regex(monitor.output(), / listening on .*, 0 rules of your own \(2 left out\)/);
});
