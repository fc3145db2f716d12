import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import test from 'ava';
import { readPidFile } from '../../src/service/pid-file.ts';
import { findProcess, isStillRunning } from '../../src/service/process-tree.ts';
import { cleanEnv } from '../support/clean-env.ts';
import { curl } from '../support/curl.ts';
import { firstLine, startScript } from '../support/child.ts';
import { startHttpOrigin } from '../support/http-origin.ts';
import { beginLive, startLive } from '../support/live-monitor.ts';
import { freePort, until } from '../support/monitor.ts';
import { runClawsec } from '../support/run-clawsec.ts';
import { tempDir } from '../support/temp-dir.ts';
import { exampleThreat } from '../support/threat-lines.ts';

/** Whether nobody listens on a port. */
function isRefused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(false));
    socket.on('error', () => resolve(true));
    socket.on('connect', () => socket.destroy());
  });
}

test('from start to stop: status, a second start, threats, stop', async (t) => {
  const monitor = await startLive(t);
  const { pid, logDir } = monitor;
  t.regex(
    monitor.output(),
    /^\S+Z INFO clawsec \d+\.\d+\.\d+ listening on 127\.0\.0\.1:\d+, MITM ON, gateway 127\.0\.0\.1:\d+ -> 127\.0\.0\.1:18789 /m,
  );
  t.is(statSync(logDir).mode & 0o777, 0o700);
  t.is(statSync(join(logDir, 'ca.key')).mode & 0o777, 0o600);
  t.is(statSync(join(logDir, 'threats.jsonl')).mode & 0o777, 0o600);

  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'));
  const answer = await curl(monitor, ['-H', 'X-Id: AKIAIOSFODNN7EXAMPLE', `https://localhost:${origin.port}/`]);
  t.like(answer, { code: 0, status: 200, body: 'fine' });
  await until(() => monitor.status()?.threats === 1 && monitor.status()?.counters.requests === 1, 'one threat counted');

  const status = await monitor.clawsec('status');
  t.is(status.code, 0);
  for (const part of ['running', `PID ${pid}`, `127.0.0.1:${monitor.port}`, 'EXFIL aws_access_key']) {
    t.true(status.stdout.includes(part), part);
  }
  const threats = await monitor.clawsec('threats');
  t.is(threats.code, 0);
  t.deepEqual(JSON.parse(threats.stdout), monitor.threats());

  const second = await monitor.clawsec('start');
  t.like(second, { code: 1, stdout: '' });
  t.regex(second.stderr, new RegExp(`^[^\\n]*\\b${pid}\\b[^\\n]*\\n$`));
  t.true(isStillRunning(findProcess(pid) ?? { pid, started: '' }));

  const handlers = monitor.children();
  t.is(handlers.length, 1);
  t.like(await monitor.clawsec('stop'), { code: 0, stdout: `clawsec stopped (PID ${pid}).\n`, stderr: '' });
  t.deepEqual(await monitor.exit, { code: 0, signal: null });
  t.false(handlers.some(isStillRunning));
  t.deepEqual(readdirSync(logDir).toSorted(), [
    'ca.crt',
    'ca.key',
    'clawsec.log',
    'fingerprint.key',
    'status.json',
    'threats.jsonl',
  ]);

  const after = await monitor.clawsec('status');
  t.is(after.code, 3);
  t.true(after.stdout.includes('stopped') && after.stdout.includes('EXFIL aws_access_key'));
  t.like(await monitor.clawsec('stop'), { code: 0, stdout: `clawsec is not running (log folder ${logDir}).\n` });
});

test('the CA is kept over restarts, and the threat log grows on', async (t) => {
  const first = await startLive(t);
  const ca = readFileSync(first.caFile, 'utf8');
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'));
  await curl(first, ['-d', 'AKIAIOSFODNN7EXAMPLE', `https://localhost:${origin.port}/`]);
  await first.clawsec('stop');
  const second = await startLive(t, {}, { logDir: first.logDir });
  t.is(readFileSync(second.caFile, 'utf8'), ca);
  await curl(second, ['-d', 'AKIAIOSFODNN7EXAMPLE', `https://localhost:${origin.port}/`]);
  await second.clawsec('stop');
  t.is(second.threats().length, 2);
});

test('a stale PID file is taken over; the program that has the number now is never killed', async (t) => {
  const bystander = startScript(t, 'claim-pid-file', [tempDir(t)]);
  await firstLine(bystander);
  const logDir = join(tempDir(t), 'log');
  mkdirSync(logDir, { mode: 0o700 });
  writeFileSync(join(logDir, 'monitor.pid'), `${bystander.pid}\nanother start\nnode\n`);
  const env = cleanEnv({ CLAWSEC_LOG_DIR: logDir });
  t.like(await runClawsec(['status'], env), { code: 3 });
  t.like(await runClawsec(['stop'], env), { code: 0 });
  writeFileSync(join(logDir, 'monitor.pid'), `${bystander.pid}\nanother start\nnode\n`);
  const monitor = await startLive(t, {}, { logDir });
  t.like(readPidFile(logDir), { kind: 'running', pid: monitor.pid });
  t.like(await monitor.clawsec('stop'), { code: 0, stdout: `clawsec stopped (PID ${monitor.pid}).\n` });
  t.not(findProcess(bystander.pid ?? 0), undefined);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  // Serial: the drain time is a few seconds, and the other tests keep the machine busy.
  test.serial(`${signal} lets an exchange in flight finish, takes no new one, and ends`, async (t) => {
    let respond: (() => void) | undefined;
    const origin = await startHttpOrigin(t, (_req, res) => {
      res.write('the first half, ');
      respond = () => res.end('the second half');
    });
    const monitor = await startLive(t);
    const exchange = curl(monitor, [`https://localhost:${origin.port}/slow`]);
    await until(() => respond !== undefined, 'a request');
    monitor.kill(signal);
    await until(() => monitor.status()?.state === 'draining', 'draining');
    await until(() => isRefused(monitor.port), 'a refusal');
    respond?.();
    t.like(await exchange, { code: 0, status: 200, body: 'the first half, the second half' });
    t.deepEqual(await monitor.exit, { code: 0, signal: null });
    t.is(monitor.status()?.state, 'stopped');
  });
}

test.serial('an exchange that never ends is cut when the drain time is over', async (t) => {
  let isAsked = false;
  const origin = await startHttpOrigin(t, (_req, res) => {
    isAsked = true;
    res.write('for ever');
  });
  const monitor = await startLive(t, { drain_timeout_secs: 1 });
  const exchange = curl(monitor, [`https://localhost:${origin.port}/`]);
  await until(() => isAsked);
  monitor.kill('SIGTERM');
  t.deepEqual(await monitor.exit, { code: 0, signal: null });
  t.not((await exchange).code, 0);
});

test.serial('a second Ctrl-C ends at once what the first one waits for', async (t) => {
  let isAsked = false;
  const origin = await startHttpOrigin(t, (_req, res) => {
    isAsked = true;
    res.write('for ever');
  });
  const monitor = await startLive(t);
  const exchange = curl(monitor, [`https://localhost:${origin.port}/`]);
  await until(() => isAsked);
  let hasEnded = false;
  void monitor.exit.then(() => {
    hasEnded = true;
  });
  // One that comes right after the first is its echo.
  await until(() => {
    monitor.kill('SIGINT');
    return hasEnded;
  }, 'an end');
  t.deepEqual(await monitor.exit, { code: 130, signal: null });
  await exchange;
});

test('stop kills the whole tree of a monitor that does not end', async (t) => {
  const monitor = await startLive(t, { handlers: 2 });
  const tree = [...monitor.children(), findProcess(monitor.pid)].filter((one) => one !== undefined);
  t.is(tree.length, 3);
  monitor.kill('SIGSTOP');
  const stopped = await monitor.clawsec('stop');
  t.like(stopped, { code: 0, stdout: `clawsec did not end within 5 s and was killed (PID ${monitor.pid}).\n` });
  t.deepEqual(await monitor.exit, { code: null, signal: 'SIGKILL' });
  t.deepEqual(tree.filter(isStillRunning), []);
  t.deepEqual(readPidFile(monitor.logDir), { kind: 'absent' });
});

test('when the main process is killed its handlers end, and the next start takes over', async (t) => {
  const proxyPort = await freePort();
  const monitor = await startLive(t, { handlers: 2, proxy_port: proxyPort });
  const handlers = monitor.children();
  t.is(handlers.length, 2);
  monitor.kill('SIGKILL');
  await monitor.exit;
  await until(() => !handlers.some(isStillRunning), 'the end of the handlers');
  const status = await monitor.clawsec('status');
  t.is(status.code, 3);
  t.true(status.stdout.includes(`(PID ${monitor.pid}) ended without tidying up`));
  const next = await startLive(t, { proxy_port: proxyPort }, { logDir: monitor.logDir });
  t.is(next.port, proxyPort);
});

for (const key of ['proxy_port', 'gateway_local_port']) {
  test(`a busy ${key} is one line that names its holder, and nothing stays`, async (t) => {
    const holder = createServer().listen(0, '127.0.0.1');
    t.teardown(() => holder.close());
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const starting = beginLive(t, { [key]: port });
    t.deepEqual(await starting.exit, { code: 2, signal: null });
    const who = process.platform === 'linux' ? `pid ${process.pid} \\(.+\\)` : 'another program';
    t.regex(
      starting.output(),
      new RegExp(`^clawsec: Port ${port} is taken by ${who}\\. Stop [^\\n]+ another ${key}\\.\\n$`),
    );
    t.deepEqual(starting.children(), []);
    t.deepEqual(readdirSync(starting.logDir).toSorted(), ['ca.crt', 'ca.key', 'fingerprint.key', 'threats.jsonl']);
  });
}

test('a log folder that is a link, a file or no place for one is one line and exit 2', async (t) => {
  const root = tempDir(t);
  mkdirSync(join(root, 'real'));
  symlinkSync(join(root, 'real'), join(root, 'link'));
  writeFileSync(join(root, 'file'), '');
  mkdirSync(join(root, 'shared'));
  chmodSync(join(root, 'shared'), 0o777);
  for (const dir of ['link', 'file', 'file/log', 'shared/log', '/proc/clawsec']) {
    const starting = beginLive(t, {}, { logDir: resolve(root, dir) });
    t.deepEqual(await starting.exit, { code: 2, signal: null }, dir);
    t.regex(starting.output(), /^clawsec: [^\n]*log_dir [^\n]+\n$/, dir);
  }
  t.deepEqual(readdirSync(join(root, 'real')), []);
});

test('a bad configuration is one line and exit 2, for every command', async (t) => {
  const root = tempDir(t);
  const logDir = join(root, 'log');
  const bad: readonly (readonly [text: string, part: string])[] = [
    ['{"proxy_port": "8888"}', 'proxy_port'],
    ['{"proxy_port": 70000}', 'proxy_port'],
    ['{"enable_mitm": "yes"}', 'enable_mitm'],
    ['{"log_level": "LOUD"}', 'log_level'],
    ['{"proxy_port": 1,', 'line 1'],
    ['[]', 'object'],
  ];
  for (const [n, [text, part]] of bad.entries()) {
    const file = join(root, `${n}.json`);
    writeFileSync(file, text);
    const command = ['start', 'stop', 'status', 'threats'][n % 4] ?? '';
    const outcome = await runClawsec([command, '--config', file], cleanEnv({ CLAWSEC_LOG_DIR: logDir }));
    t.like(outcome, { code: 2, stdout: '' }, text);
    t.regex(outcome.stderr, /^clawsec: [^\n]+\n$/, text);
    t.true(outcome.stderr.includes(part), outcome.stderr);
  }
  const missing = await runClawsec(
    ['start', '--config', join(root, 'none.json')],
    cleanEnv({ CLAWSEC_LOG_DIR: logDir }),
  );
  t.is(missing.code, 2);
  t.regex(missing.stderr, /^clawsec: [^\n]*none\.json[^\n]+\n$/);
  t.false(readdirSync(root).includes('log'));
});

test('an unknown key is a warning that names the nearest one, and the monitor starts', async (t) => {
  const monitor = await startLive(t, { proxy_prot: 1 });
  await until(() => monitor.output().includes('"proxy_port"'));
  t.regex(monitor.output(), /WARNING [^\n]*"proxy_prot"[^\n]*"proxy_port"/);
});

test('a damaged CA is reported and left as it is', async (t) => {
  const logDir = join(tempDir(t), 'log');
  mkdirSync(logDir, { mode: 0o700 });
  writeFileSync(join(logDir, 'ca.key'), 'not a key', { mode: 0o600 });
  const starting = beginLive(t, {}, { logDir });
  t.deepEqual(await starting.exit, { code: 2, signal: null });
  t.regex(starting.output(), /^clawsec: [^\n]+\n$/);
  t.is(readFileSync(join(logDir, 'ca.key'), 'utf8'), 'not a key');
  t.false(readdirSync(logDir).includes('monitor.pid'));
});

test('status and threats answer without --config and pass over broken lines', async (t) => {
  const logDir = join(tempDir(t), 'log');
  mkdirSync(logDir, { mode: 0o700 });
  const threats = Array.from({ length: 12 }, (_, n) => exampleThreat({ dest: `h${n}.test:443` }));
  const good = threats.map((one) => JSON.stringify(one));
  writeFileSync(
    join(logDir, 'threats.jsonl'),
    [...good.slice(0, 11), '{"direction":"outb', good[11], 'torn'].join('\n'),
  );
  const env = cleanEnv({ CLAWSEC_LOG_DIR: logDir });
  const shown = await runClawsec(['threats'], env);
  t.like(shown, { code: 0, stderr: '' });
  t.deepEqual(JSON.parse(shown.stdout), threats.toReversed().slice(0, 10));
  const three = await runClawsec(['threats', '--limit', '3'], env);
  t.deepEqual(JSON.parse(three.stdout), threats.toReversed().slice(0, 3));
  const status = await runClawsec(['status'], env);
  t.like(status, { code: 3, stderr: '' });
  t.deepEqual(status.stdout.match(/h\d+\.test/g), ['h11.test', 'h10.test', 'h9.test', 'h8.test', 'h7.test']);
});
