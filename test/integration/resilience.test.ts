import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import { isStillRunning, signalProcess } from '../../src/service/process-tree.ts';
import { curl } from '../support/curl.ts';
import { startHttpOrigin } from '../support/http-origin.ts';
import { type LiveMonitor, startLive } from '../support/live-monitor.ts';
import { until } from '../support/monitor.ts';
import { readAll } from '../support/proxy-fixture.ts';
import { tempDir } from '../support/temp-dir.ts';

/** Sends `count` requests over one plain connection, each with a key of its own, and reads all answers. */
async function sendKeys(monitor: LiveMonitor, originPort: number, count: number, prefix: string): Promise<void> {
  const socket = connectTcp(monitor.port, '127.0.0.1');
  await once(socket, 'connect');
  for (let n = 0; n < count; n += 1) {
    const last = n === count - 1 ? 'Connection: close\r\n' : '';
    socket.write(`GET http://localhost:${originPort}/${keyOf(prefix, n)} HTTP/1.1\r\nHost: localhost\r\n${last}\r\n`);
  }
  await readAll(socket);
}

/** An AWS key identifier, which has room for a prefix of eight letters and four digits after the first four. */
const keyOf = (prefix: string, n: number): string => `AKIA${prefix.padEnd(12, 'X')}${String(n).padStart(4, '0')}`;

/** Windows that a stop did not reach: on a machine that is busy otherwise there may be some, and they are told. */
const unread = (monitor: LiveMonitor): number => monitor.status()?.counters.skipped.stopped ?? 0;

test('what was sent before a stop is in the file after it, or counted: two handlers, many clients', async (t) => {
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'), { plain: true });
  const monitor = await startLive(t, { handlers: 2, dedup_window_secs: 0 });
  await Promise.all(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((who) => sendKeys(monitor, origin.port, 25, who)));
  monitor.kill('SIGTERM');
  t.deepEqual(await monitor.exit, { code: 0, signal: null });
  // Throws on a line that is not whole.
  const lines = monitor.threats();
  t.is(lines.length + unread(monitor), 200);
  t.is(new Set(lines.map((line) => line.fingerprint)).size, lines.length);
  t.like(monitor.status(), { state: 'stopped', threats: lines.length, dropped: 0, counters: { requests: 200 } });
  t.deepEqual(Object.keys(monitor.status()?.counters.skipped ?? {}), unread(monitor) > 0 ? ['stopped'] : []);
});

test('also when no exchange is waited for', async (t) => {
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'), { plain: true });
  const monitor = await startLive(t, { drain_timeout_secs: 0, dedup_window_secs: 0 });
  await sendKeys(monitor, origin.port, 20, 'A');
  monitor.kill('SIGTERM');
  await monitor.exit;
  t.is(monitor.threats().length + unread(monitor), 20);
  t.is(monitor.status()?.counters.requests, 20);
});

test('a repeat within the window is left out and counted; another destination is not a repeat', async (t) => {
  const one = await startHttpOrigin(t, (_req, res) => res.end('fine'), { plain: true });
  const other = await startHttpOrigin(t, (_req, res) => res.end('fine'), { plain: true });
  const monitor = await startLive(t);
  await sendKeys(monitor, one.port, 5, 'A');
  await sendKeys(monitor, other.port, 5, 'A');
  await monitor.clawsec('stop');
  t.deepEqual(
    monitor
      .threats()
      .map((line) => line.dest)
      .toSorted(),
    [`localhost:${one.port}`, `localhost:${other.port}`].toSorted(),
  );
  t.is(monitor.status()?.suppressed, 8);
});

test('a handler that is killed is replaced, traffic flows again, and nothing counted is lost', async (t) => {
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'));
  const monitor = await startLive(t, { dedup_window_secs: 0 });
  const ask = (key: string) => curl(monitor, ['-d', key, `https://localhost:${origin.port}/`]);
  t.is((await ask(keyOf('A', 1))).status, 200);
  await until(() => monitor.threats().length === 1, 'the first threat');
  await until(() => monitor.status()?.counters.requests === 1, 'a request counted');
  for (const [killed, after] of [
    [1, 2],
    [2, 3],
  ] as const) {
    const [handler] = monitor.children();
    if (handler === undefined) throw new Error('no handler');
    signalProcess(handler, 'SIGKILL');
    await until(() => !isStillRunning(handler));
    await until(async () => (await ask(keyOf('A', after))).status === 200, 'traffic');
    await until(() => monitor.threats().length === after, 'the next threat');
    await until(() => monitor.status()?.respawns === killed, 'a respawn counted');
    await until(() => monitor.status()?.counters.requests === after, 'all requests counted');
  }
  t.regex(monitor.output(), /ERROR A handler process ended unexpectedly with SIGKILL/);
  t.like(await monitor.clawsec('stop'), { code: 0 });
  t.like(monitor.status(), { threats: 3, respawns: 2, counters: { requests: 3, open: 0 } });
});

/** No file may grow beyond 16 blocks of 512 bytes; a shell counts them so (POSIX, ulimit). */
const SMALL_DISK = { before: 'ulimit -f 16' };
const SMALL_DISK_BYTES = 16 * 512;

test('on a full disk traffic flows, and the lines come when there is room', async (t) => {
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'), { plain: true });
  const monitor = await startLive(t, { dedup_window_secs: 0 }, SMALL_DISK);
  await sendKeys(monitor, origin.port, 60, 'A');
  await until(() => monitor.status()?.threats === 60, 'all threats');
  await until(() => (monitor.status()?.waiting ?? 0) > 0, 'lines that wait');
  t.regex((await monitor.clawsec('status')).stdout, /wait\w* for the disk/i);
  const full = readFileSync(join(monitor.logDir, 'threats.jsonl'), 'utf8');
  t.is(full.length, SMALL_DISK_BYTES);
  t.is((await curl(monitor, [`http://localhost:${origin.port}/`])).status, 200);

  // Somebody makes room, again and again: a file that was moved away is begun afresh.
  const rotated: string[] = [];
  await until(() => {
    const path = join(monitor.logDir, 'threats.jsonl');
    const moved = join(monitor.logDir, `old-${rotated.length}`);
    if (monitor.status()?.waiting === 0) return true;
    if (existsSync(path) && statSync(path).size === SMALL_DISK_BYTES) {
      renameSync(path, moved);
      rotated.push(readFileSync(moved, 'utf8'));
    }
    return false;
  }, 'an empty queue');
  const whole = [...rotated, readFileSync(join(monitor.logDir, 'threats.jsonl'), 'utf8')]
    .flatMap((text) => text.split('\n'))
    .flatMap((line) => {
      try {
        return [(JSON.parse(line) as { fingerprint: string }).fingerprint];
      } catch {
        return [];
      }
    });
  t.is(whole.length, 60);
  t.is(new Set(whole).size, 60);
  t.like(await monitor.clawsec('stop'), { code: 0 });
});

test('lines the disk refuses until the end are counted', async (t) => {
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'), { plain: true });
  const monitor = await startLive(t, { dedup_window_secs: 0 }, SMALL_DISK);
  await sendKeys(monitor, origin.port, 60, 'A');
  monitor.kill('SIGTERM');
  t.deepEqual(await monitor.exit, { code: 0, signal: null });
  const { threats = 0, dropped = 0 } = monitor.status() ?? {};
  t.is(threats, 60);
  const whole = readFileSync(join(monitor.logDir, 'threats.jsonl'), 'utf8').split('\n').length - 1;
  t.is(whole + dropped, 60);
  t.true(dropped > 0);
  t.regex(monitor.output(), new RegExp(`ERROR Threat lines were lost[^\\n]*"lost":${dropped}`));
});

test('a torn last line of a run that was killed stays alone', async (t) => {
  const logDir = join(tempDir(t), 'log');
  mkdirSync(logDir, { mode: 0o700 });
  writeFileSync(join(logDir, 'threats.jsonl'), '{"direction":"outb', { mode: 0o600 });
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'), { plain: true });
  const monitor = await startLive(t, {}, { logDir });
  await sendKeys(monitor, origin.port, 1, 'A');
  await monitor.clawsec('stop');
  const [torn, line = '', rest] = readFileSync(join(logDir, 'threats.jsonl'), 'utf8').split('\n');
  t.is(torn, '{"direction":"outb');
  t.is((JSON.parse(line) as { pattern: string }).pattern, 'aws_access_key');
  t.is(rest, '');
});
