import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleFile } from '../support/rule-files.ts';
import { startMonitor, until } from '../support/monitor.ts';
import { descendantsOf, signalProcess } from '../../src/service/process-tree.ts';
import { readStatus } from '../../src/report/status-file.ts';
import { tempDir } from '../support/temp-dir.ts';
import test from 'ava';

test('a crashed handler is replaced, and what it had counted is kept', async (t) => {
  const dir = tempDir(t);
  // On a port that was left to the system: the new one must come back where the clients are.
  const monitor = startMonitor(t, dir, { proxy_port: 0 });
  const before = await monitor.order('pid');
  await monitor.order('detect 1 a');
  await monitor.order('crash').catch(() => '');
  await until(async () => /^\d+$/.test(await monitor.order('pid').catch(() => '')));
  t.not(await monitor.order('pid'), before);
  await until(() => (readStatus(dir)?.counters.connections ?? 0) >= 5);
  t.like(readStatus(dir), { respawns: 1, handlers: 1, threats: 1 });
  t.regex(monitor.output(), /ERROR A handler process ended unexpectedly with SIGKILL/);
  monitor.kill('SIGTERM');
  t.is((await monitor.exit).code, 0);
});

test('the other handlers serve on while one is replaced', async (t) => {
  const dir = tempDir(t);
  const monitor = startMonitor(t, dir, { handlers: 2 });
  await monitor.port;
  await monitor.order('crash').catch(() => '');
  t.regex(await monitor.order('pid'), /^\d+$/);
  await until(() => readStatus(dir)?.handlers === 2);
});

test('handlers that crash together come back on the port they had, all of them', async (t) => {
  const dir = tempDir(t);
  const monitor = startMonitor(t, dir, { proxy_port: 0, handlers: 2 });
  await monitor.port;
  for (let round = 1; round <= 2; round += 1) {
    for (const handler of descendantsOf(monitor.pid)) signalProcess(handler, 'SIGKILL');
    await until(() => {
      const status = readStatus(dir);
      return status !== undefined && status.handlers === 2 && status.respawns >= 2 * round;
    }, 'two new handlers');
    await until(async () => /^\d+$/.test(await monitor.order('pid').catch(() => '')), 'an answer');
  }
  monitor.kill('SIGTERM');
  t.is((await monitor.exit).code, 0);
});

test('handlers that keep crashing end the monitor with 1, for whoever watches it to start it anew', async (t) => {
  const dir = tempDir(t);
  const monitor = startMonitor(t, dir);
  await monitor.port;
  await monitor.order('die young').catch(() => '');
  const exit = await monitor.exit;
  t.is(exit.code, 1);
  t.regex(monitor.output(), /ERROR The handler processes keep crashing: giving up/);
  t.like(readStatus(dir), { state: 'stopped' });
});

test('a handler that dies before it listens is an error of the start', async (t) => {
  const monitor = startMonitor(t, tempDir(t), { crash_on_start: 'always', handlers: 2 });
  t.is((await monitor.exit).code, 2);
  t.regex(monitor.output(), /^bug: Error: A handler process could not be started: it ended with exit code 9\.\n$/);
});

test('what is detected while draining is in the file', async (t) => {
  const monitor = startMonitor(t, tempDir(t));
  await monitor.order('late 200 z');
  monitor.kill('SIGTERM');
  t.is((await monitor.exit).code, 0);
  t.is(monitor.threats().length, 200);
});

test('a handler that never drains is ended after drain_timeout_secs, and nothing it said is lost', async (t) => {
  const monitor = startMonitor(t, tempDir(t), { drain_timeout_secs: 0.3 });
  await monitor.order('stubborn');
  await monitor.order('late 50 z');
  monitor.kill('SIGTERM');
  t.is((await monitor.exit).code, 0);
  t.is(monitor.threats().length, 50);
});

test('handlers know the values of the start and those of a changed file, and so do their successors', async (t) => {
  const file = join(tempDir(t), '.env');
  writeFileSync(file, 'A_KEY=hunter2hunter3');
  const monitor = startMonitor(t, tempDir(t), { known_value_files: [file], known_value_names: ['*_KEY'] });
  t.regex(await monitor.order('known'), /^A_KEY\b/);
  writeFileSync(file, 'B_KEY=correct-horse-4711');
  await until(async () => (await monitor.order('known')).startsWith('B_KEY'), 'a change');
  await monitor.order('crash').catch(() => '');
  await until(async () => (await monitor.order('known').catch(() => '')).startsWith('B_KEY'), 'a new handler');
  t.true((await monitor.order('known')).endsWith('A_KEY'));
  t.false(/hunter2|correct-horse/.test(monitor.output()));
});

test('handlers look for the rules of the start, for changed ones as they come, and so do their successors', async (t) => {
  const dir = tempDir(t);
  const path = join(tempDir(t), 'own.json');
  writeFileSync(path, JSON.stringify(ruleFile()));
  const monitor = startMonitor(t, dir, { rule_files: [path], rule_packs: ['secrets'] });
  t.regex(await monitor.order('rules'), /\bgithub_token .*\bacme_token$|^github_token acme_token$/);
  writeFileSync(path, JSON.stringify([ruleFile({ id: 'renamed_token' })]));
  await until(async () => (await monitor.order('rules')).endsWith(' renamed_token'), 'a change');
  await until(() => /INFO Changed rules were taken over/.test(monitor.output()), 'a line of the log');
  await monitor.order('crash').catch(() => '');
  await until(async () => (await monitor.order('rules').catch(() => '')).endsWith(' renamed_token'), 'a new handler');
});
