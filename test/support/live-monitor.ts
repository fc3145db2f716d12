import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Threat } from '../../src/model/threat.ts';
import { type MonitorStatus, readStatus } from '../../src/report/status-file.ts';
import { type RunningProcess, descendantsOf } from '../../src/service/process-tree.ts';
import { cleanEnv } from './clean-env.ts';
import { type MonitorProcess, type Owner, readThreats, runMonitor } from './monitor.ts';
import { originCa } from './proxy-fixture.ts';
import { type CliOutcome, runClawsec } from './run-clawsec.ts';
import { tempDir } from './temp-dir.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

/** How a monitor is started, beside its options. */
export interface LiveSettings {
  /** Further arguments of `clawsec start`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A shell line to be run first, such as `ulimit -f 16`. */
  readonly before?: string;
  /** The log folder of an earlier monitor; a fresh one otherwise. */
  readonly logDir?: string;
}

/** The whole program, started as a user starts it. */
export interface LiveMonitor extends MonitorProcess {
  readonly logDir: string;
  readonly port: number;
  readonly gatewayPort: number | undefined;
  /** Path of the CA certificate that clients trust. */
  readonly caFile: string;
  readonly configFile: string;
  /** The lines of the threat log. Throws on one that isn't whole. */
  threats(): Threat[];
  status(): MonitorStatus | undefined;
  /** The processes it has started. */
  children(): RunningProcess[];
  /** Runs another command with the same configuration. */
  clawsec(...args: string[]): Promise<CliOutcome>;
  /** Everything it has written where somebody could read it: its folder (the CA aside) and its output. */
  written(): string;
}

/** A start of the whole program that has not said yet that it listens. */
export type Starting = Omit<LiveMonitor, 'port' | 'gatewayPort'>;

/** Runs `clawsec start` on free ports, with the CA of the test origins trusted upstream. */
export function beginLive(
  owner: Owner,
  options: Readonly<Record<string, unknown>> = {},
  settings: LiveSettings = {},
): Starting {
  const root = tempDir(owner);
  const { logDir = join(root, 'log') } = settings;
  const upstreamCaFile = join(root, 'origin-ca.crt');
  const configFile = join(root, 'clawsec.json');
  mkdirSync(root, { recursive: true });
  writeFileSync(upstreamCaFile, originCa.certPem);
  const config = {
    proxy_port: 0,
    gateway_local_port: 0,
    log_dir: logDir,
    upstream_ca_file: upstreamCaFile,
    ca_key_type: 'ec',
    ...options,
  };
  writeFileSync(configFile, JSON.stringify(config));
  const start = [process.execPath, MAIN, 'start', '--config', configFile, ...(settings.args ?? [])];
  const { before } = settings;
  const command = before === undefined ? start : ['sh', '-c', `${before}; exec "$@"`, 'sh', ...start];
  const [program = '', ...args] = command;
  const monitor = runMonitor(owner, [program, ...args], cleanEnv(settings.env));
  return {
    ...monitor,
    logDir,
    configFile,
    caFile: join(logDir, 'ca.crt'),
    threats: () => (existsSync(join(logDir, 'threats.jsonl')) ? readThreats(logDir) : []),
    status: () => readStatus(logDir),
    children: () => descendantsOf(monitor.pid),
    clawsec: (...rest) => runClawsec([...rest, '--config', configFile], cleanEnv()),
    written: () => {
      const files = readdirSync(logDir).filter((name) => !name.startsWith('ca.'));
      return [monitor.output(), ...files.map((name) => readFileSync(join(logDir, name), 'utf8'))].join('\n');
    },
  };
}

/** Starts the whole program and waits until it listens. */
export async function startLive(
  owner: Owner,
  options: Readonly<Record<string, unknown>> = {},
  settings: LiveSettings = {},
): Promise<LiveMonitor> {
  const starting = beginLive(owner, options, settings);
  return { ...starting, ...(await starting.listening) };
}
