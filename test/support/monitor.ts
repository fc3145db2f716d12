import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import type { ExecutionContext } from 'ava';
import type { Threat } from '../../src/model/threat.ts';
import { descendantsOf, signalProcess } from '../../src/service/process-tree.ts';

const SCRIPT = fileURLToPath(new URL('./run-supervisor.js', import.meta.url));

/** Whom something belongs to: a test, or what a file's tests share. */
export type Owner = Pick<ExecutionContext, 'teardown'>;

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A monitor in a process of its own. */
export interface MonitorProcess {
  readonly pid: number;
  readonly exit: Promise<ProcessEnd>;
  /** Settles with the addresses it says it listens on; rejects with what it said when it ended instead. */
  readonly listening: Promise<{ readonly port: number; readonly gatewayPort: number | undefined }>;
  /** Everything on stdout and stderr so far. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
}

/** Runs a program that says it listens as the monitor does; it and what it started are ended with its owner. */
export function runMonitor(
  owner: Owner,
  command: readonly [program: string, ...args: string[]],
  env: Readonly<Record<string, string>>,
): MonitorProcess {
  const [program, ...args] = command;
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = child.pid ?? 0;
  let said = '';
  const exit = new Promise<ProcessEnd>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const listening = new Promise<{ port: number; gatewayPort: number | undefined }>((resolve, reject) => {
    const hear = (bytes: Buffer): void => {
      said += bytes.toString();
      const found = /listening on \S+:(\d+), MITM \w+(?:, gateway \S+:(\d+))?.*\n/.exec(said);
      if (found)
        resolve({ port: Number(found[1]), gatewayPort: found[2] === undefined ? undefined : Number(found[2]) });
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void exit.then(() => reject(new Error(`it ended: ${said}`)));
  });
  listening.catch(() => {});
  owner.teardown(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      for (const one of descendantsOf(pid)) signalProcess(one, 'SIGKILL');
      child.kill('SIGKILL');
    }
    await exit;
  });
  return { pid, exit, listening, output: () => said, kill: (signal) => void child.kill(signal) };
}

/** A supervisor in a process of its own, with fake handlers. */
export interface FakeMonitor extends MonitorProcess {
  readonly logDir: string;
  /** The port it listens on. */
  readonly port: Promise<number>;
  /** Gives an order to one of its handlers and settles with the answer. */
  order(line: string): Promise<string>;
  threats(): Threat[];
}

/** Starts one; it and its handlers are ended with the test. */
export function startMonitor(
  t: ExecutionContext,
  logDir: string,
  options: Readonly<Record<string, unknown>> = {},
  env: Readonly<Record<string, string>> = {},
): FakeMonitor {
  const all = {
    proxy_host: '127.0.0.1',
    proxy_port: 0,
    gateway_target_host: '127.0.0.1',
    gateway_target_port: 2,
    log_dir: logDir,
    log_level: 'INFO',
    enable_mitm: true,
    dedup_window_secs: 60,
    handlers: 1,
    drain_timeout_secs: 3,
    ca_key_type: 'ec',
    expected_credentials: 'log',
    known_providers: [],
    allow: [],
    rule_packs: [],
    rule_files: [],
    known_value_files: [],
    known_value_environment: false,
    known_value_names: [],
    ...options,
  };
  const command = [process.execPath, SCRIPT, JSON.stringify(all)] as const;
  const monitor = runMonitor(t, [...command], { PATH: process.env['PATH'] ?? '', ...env });
  const port = monitor.listening.then((at) => at.port);
  port.catch(() => {});
  return {
    ...monitor,
    logDir,
    port,
    order: async (line) => ask(await port, line),
    threats: () => readThreats(logDir),
  };
}

function ask(port: number, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(`${line}\n`));
    socket.on('data', (bytes) => {
      answer += bytes.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer.trim()));
  });
}

/** Every line of the threat log; throws on a line that is not whole. */
export function readThreats(logDir: string): Threat[] {
  const text = readFileSync(join(logDir, 'threats.jsonl'), 'utf8');
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line is torn');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Threat);
}

/** Below the ports that systems hand out by themselves, so that no other test is given one in the meantime. */
const CHOSEN_PORTS = { from: 20_000, count: 10_000 };

/** A port that nobody listens on, for a monitor that must come back on the same one. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = CHOSEN_PORTS.from + randomInt(CHOSEN_PORTS.count);
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

/** Long enough for a machine that does ten other things. */
const PATIENCE_MS = 30_000;

/** Waits until something is so; fails the test after half a minute. */
export async function until(isSo: () => boolean | Promise<boolean>, what = 'it'): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`${what} never became so`);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}
