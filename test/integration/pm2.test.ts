import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { readStatus } from '../../src/report/status-file.ts';
import { readPidFile } from '../../src/service/pid-file.ts';
import { findProcess, isStillRunning, signalProcess } from '../../src/service/process-tree.ts';
import { cleanEnv } from '../support/clean-env.ts';
import { freePort, until } from '../support/monitor.ts';
import { runClawsec } from '../support/run-clawsec.ts';
import { tempDir } from '../support/temp-dir.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What pm2 says of one program, as far as it is of interest here. */
interface Pm2Program {
  readonly pid: number;
  readonly pm2_env: { readonly status: string; readonly restart_time: number; readonly exit_code?: number };
}

test('pm2 starts it, restarts it after a crash, and lets it stay stopped after `clawsec stop`', async (t) => {
  t.timeout(120_000);
  const root = tempDir(t);
  const logDir = join(root, 'log');
  const env = cleanEnv({
    PM2_HOME: join(root, 'pm2'),
    CLAWSEC_LOG_DIR: logDir,
    CLAWSEC_PROXY_PORT: String(await freePort()),
    CLAWSEC_GATEWAY_LOCAL_PORT: '0',
    CLAWSEC_CA_KEY_TYPE: 'ec',
  });
  const pm2 = (...args: string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const program = join(ROOT, 'node_modules', '.bin', 'pm2');
      execFile(program, args, { env, cwd: ROOT }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`pm2 ${args.join(' ')}: ${stdout}${stderr}`));
      });
    });
  // pm2 listens to its own daemon through a socket in PM2_HOME: nobody else's is touched.
  t.teardown(() => pm2('kill'));
  const describe = async (): Promise<Pm2Program> => {
    const [program] = JSON.parse(
      (await pm2('jlist')).split('\n').findLast((line) => line.startsWith('[')) ?? '[]',
    ) as Pm2Program[];
    if (program === undefined) throw new Error('pm2 knows no program');
    return program;
  };

  // With wait_ready this returns when the monitor has said that it listens.
  await pm2('start', 'ecosystem.config.js');
  const first = await describe();
  t.is(first.pm2_env.status, 'online');
  t.like(readPidFile(logDir), { kind: 'running', pid: first.pid });
  t.is(readStatus(logDir)?.pid, first.pid);

  const main = findProcess(first.pid);
  t.true(main !== undefined && signalProcess(main, 'SIGKILL'));
  await until(() => {
    const status = readStatus(logDir);
    return status !== undefined && status.pid !== first.pid && status.state === 'running';
  }, 'another monitor');
  const second = await describe();
  t.is(second.pm2_env.status, 'online');
  t.is(second.pm2_env.restart_time, 1);
  t.like(readPidFile(logDir), { kind: 'running', pid: second.pid });

  await pm2('restart', 'clawsec');
  const third = await describe();
  t.is(third.pm2_env.status, 'online');
  t.not(third.pid, second.pid);
  await until(() => readStatus(logDir)?.pid === third.pid, 'a restarted monitor');

  t.like(await runClawsec(['stop'], env), { code: 0, stdout: `clawsec stopped (PID ${third.pid}).\n` });
  await until(async () => (await describe()).pm2_env.status === 'stopped', 'stopped');
  t.is((await describe()).pm2_env.restart_time, 2);
  t.deepEqual(readPidFile(logDir), { kind: 'absent' });

  await pm2('start', 'clawsec');
  const fourth = await describe();
  const running = findProcess(fourth.pid);
  t.is(fourth.pm2_env.status, 'online');
  await pm2('stop', 'clawsec');
  t.false(running === undefined || isStillRunning(running));
  t.deepEqual(readPidFile(logDir), { kind: 'absent' });
  t.is(readStatus(logDir)?.state, 'stopped');
});
