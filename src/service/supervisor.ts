import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { KNOWN_VALUE } from '../detect/known/known-value.ts';
import type { RuleFile } from '../detect/rules/rule-file.ts';
import { withoutProof } from '../detect/rules/rule-set.ts';
import { Dedup } from '../detect/dedup.ts';
import { RULES } from '../detect/rules/index.ts';
import { strayProviders } from '../detect/verdict/expected.ts';
import { Judge } from '../detect/verdict/judge.ts';
import { HandlerGroup, stackOf } from './handler-group.ts';
import type { GroupStart } from './handler-group.ts';
import { formatLine, openLog } from '../report/log.ts';
import type { LogOutput } from '../report/log.ts';
import { StatusBoard } from './status-board.ts';
import { KnownWatch } from './watch-known-values.ts';
import { RuleWatch } from './watch-rules.ts';
import { ThreatDesk } from './threat-desk.ts';
import { THREATS_FILE, ThreatLog } from '../report/jsonl.ts';
import { UserError } from '../model/errors.ts';
import type { LogLevel } from '../model/ports.ts';
import { nearestWord } from '../../config/nearest.ts';
import type { Options } from '../../config/options.ts';
import { loadOrCreateFingerprintKey } from './fingerprint-key.ts';
import { claimPidFile } from './pid-file.ts';
import { describePortHolder } from './port-holder.ts';
import { failureError } from './ipc.ts';
import { join } from 'node:path';
import { listenForStop } from './stop-signals.ts';
import { guardLogDir } from './log-dir-guard.ts';
import { prepareLogDir } from './log-dir.ts';

/** pm2 is told (stop_exit_codes in ecosystem.config.js) that this end was meant; every other one is a crash to it. */
const PM2_STOP_EXIT_CODE = 64;
/** 128 + SIGINT: ended before everything in flight was. */
const HURRIED_EXIT_CODE = 130;
/**
 * For exchanges in flight and all scans; the latter also when no exchange is waited for. A full queue is scanned in less
 * time, and `clawsec stop` kills after 5 seconds. `drain_timeout_secs` can't be more.
 */
const DRAIN_MS = 4000;
/** Different (pattern, dest, direction, secret) remembered; each is some 300 bytes. */
const MAX_DEDUP_ENTRIES = 20_000;

/** What the monitor is started with. */
export interface SupervisorSettings {
  readonly options: Options;
  /** Sentences for the log, such as unknown configuration keys. */
  readonly warnings: readonly string[];
  readonly version: string;
  /** Compiled script of the handler processes; default `handler.js` beside this file. */
  readonly handlerFile?: string;
}

/**
 * Runs the monitor in this process until it is asked to stop, and returns the exit code: 0 after a deliberate stop (64
 * under pm2, which `pm_id` in the environment tells), 130 when the stop was hurried by a second signal, 1 when a monitor
 * runs already or the handlers keep crashing.
 * Throws a `UserError` when it can't start (log folder, CA, ports); nothing is left running or claimed then.
 */
export async function startSupervisor(settings: SupervisorSettings): Promise<number> {
  const logDir = prepareLogDir(settings.options.log_dir);
  const claim = claimPidFile(logDir);
  if (claim.kind === 'running') {
    process.stderr.write(`clawsec is already running (pid ${claim.pid}). Stop it with \`clawsec stop\`.\n`);
    return 1;
  }
  const signals = listenForStop();
  const output = openLog({
    logDir,
    level: settings.options.log_level,
    console: (line) => void process.stdout.write(line),
  });
  const onBug = (error: unknown): void => output.log('ERROR', 'Bug in the supervisor', { stack: stackOf(error) });
  const ignore = (): void => {};
  // A reader that went away (`clawsec start | head`) is no reason to end.
  process.stdout.on('error', ignore);
  // Traffic flows through the handlers and does not need us for it: a bug here is told, and ends nothing.
  process.on('uncaughtException', onBug);
  try {
    return await supervise(settings, logDir, output, signals);
  } finally {
    await output.close();
    claim.release();
    // The signals stay ours: one more of them must not replace the exit code that the caller is about to end with.
    process.off('uncaughtException', onBug);
    process.stdout.off('error', ignore);
  }
}

/** Told once the monitor listens: a start that fails says why it failed, in one line. */
type News = readonly [level: LogLevel, line: string];

async function supervise(
  settings: SupervisorSettings,
  logDir: string,
  output: LogOutput,
  signals: ReturnType<typeof listenForStop>,
): Promise<number> {
  const { options, version } = settings;
  const { log } = output;
  const guard = guardLogDir(logDir, log);
  const threats = new ThreatLog({
    path: join(logDir, THREATS_FILE),
    log,
    onFileGone: guard,
    onRetried: () => board.touch(),
  });
  const judge = new Judge({
    allow: options.allow,
    knownProviders: options.known_providers,
    expectedCredentials: options.expected_credentials,
    ruleIds: RULES.map(({ id }) => id),
    suggest: nearestWord,
  });
  const dedup = new Dedup(options.dedup_window_secs * 1000, MAX_DEDUP_ENTRIES);
  const known = new KnownWatch({
    options,
    env: process.env,
    log,
    onKnown: (table) => handlers.useKnown(table),
  });
  const desk = new ThreatDesk(
    dedup,
    threats,
    log,
    judge,
    options.mask_secrets ? (text) => known.hide(text) : undefined,
  );
  const handlers = new HandlerGroup({
    file: settings.handlerFile ?? fileURLToPath(new URL('./handler.js', import.meta.url)),
    count: options.handlers,
    log,
    onDetections: (detections) => desk.receive(detections),
    onChange: () => {
      if (listening.length > 0) board.touch();
    },
  });
  const rules = new RuleWatch({
    packs: options.rule_packs,
    paths: options.rule_files,
    log,
    onRules: (files) => {
      handlers.useRules(files.map(withoutProof));
      judge.useRules(idsOf(files));
      for (const line of inertEntries(judge, options, files, known)) log('WARNING', line);
    },
  });
  const news = settings.warnings.map((line): News => ['WARNING', line]);
  const startedAt = new Date().toISOString();
  let state: 'running' | 'draining' | 'stopped' = 'running';
  let listening: readonly string[] = [];
  let gateway: string | undefined;
  const board = new StatusBoard({
    logDir,
    log,
    guard,
    current: () => ({
      state,
      pid: process.pid,
      version,
      startedAt,
      updatedAt: new Date().toISOString(),
      listening,
      ...(gateway === undefined ? {} : { gateway }),
      mitm: options.enable_mitm,
      handlers: handlers.size,
      respawns: handlers.respawns,
      threats: desk.threats,
      suppressed: desk.suppressed,
      verdicts: desk.verdictsAt(Date.now()),
      waiting: threats.waiting,
      dropped: threats.dropped,
      counters: handlers.counters,
    }),
  });

  try {
    handlers.fork();
    const started = await Promise.race([
      startHandlers({ handlers, ruleWatch: rules, knownWatch: known, judge, options, logDir, news }),
      signals.stop,
    ]);
    if (typeof started === 'string') return exitCodeOf('stop');
    ({ listening, gateway } = addressesOf(started, options));
    announce(settings, { listening, gateway, ownRules: rules.outcome }, log);
    board.touch();
    for (const [level, line] of news) log(level, line);
    process.send?.('ready', undefined, undefined, () => {});
    // Not awaited: winston takes its time, and traffic is being served already.
    void output.openFile();

    const ending = await Promise.race([signals.stop, handlers.gaveUp]);
    if (ending === undefined) {
      log('ERROR', 'The handler processes keep crashing: giving up');
      return 1;
    }
    log('INFO', `${ending}: finishing what is in flight`, { upToSecs: options.drain_timeout_secs });
    state = 'draining';
    board.writeNow();
    let hurried = false;
    const hurry = signals.hurry.then(() => {
      hurried = true;
    });
    await handlers.drain(DRAIN_MS, hurry);
    return exitCodeOf(hurried ? 'hurried' : 'stop');
  } finally {
    rules.close();
    known.close();
    await handlers.end();
    threats.close();
    if (listening.length > 0) {
      state = 'stopped';
      board.close();
      log('INFO', 'Stopped', { threats: desk.threats, suppressed: desk.suppressed });
    }
  }
}

interface HandlersStart {
  readonly handlers: HandlerGroup;
  readonly ruleWatch: RuleWatch;
  readonly knownWatch: KnownWatch;
  readonly judge: Judge;
  readonly options: Options;
  readonly logDir: string;
  readonly news: News[];
}

async function startHandlers({
  handlers,
  ruleWatch,
  knownWatch,
  judge,
  options,
  logDir,
  news,
}: HandlersStart): Promise<GroupStart> {
  // Loaded while the handlers boot.
  const { loadOrCreateAuthority } = await import('../proxy/ca-files.ts');
  const [loaded, files] = await Promise.all([
    loadOrCreateAuthority(logDir, { keyType: options.ca_key_type, now: new Date() }),
    ruleWatch.start(),
  ]);
  news.push(...loaded.warnings.map((line): News => ['WARNING', line]));
  if (loaded.created) news.push(['INFO', `Made a new CA, which clients must trust: ${join(logDir, 'ca.crt')}`]);
  const { certPem, keyPem } = loaded.authority;
  const ticketKeys = randomBytes(48).toString('base64');
  const fingerprintKey = loadOrCreateFingerprintKey(logDir);
  judge.useRules(idsOf(files));
  const { known, warnings } = knownWatch.start(fingerprintKey);
  news.push(...warnings.map((line): News => ['WARNING', line]));
  const inert = ruleWatch.isProving ? [] : inertEntries(judge, options, files, knownWatch);
  news.push(...inert.map((line): News => ['WARNING', line]));
  const rules = files.map(withoutProof);
  const authority = { certPem, keyPem };
  return handlers.start({
    type: 'start',
    options,
    rules,
    authority,
    ticketKeys,
    fingerprintKey,
    ...(known !== undefined && { known }),
  });
}

function idsOf(files: readonly RuleFile[]): readonly string[] {
  return [...RULES, ...files].map(({ id }) => id).concat(KNOWN_VALUE);
}

/** A line for each entry of the allow list that can silence nothing, and of the known providers that expects nothing. */
function inertEntries(
  judge: Judge,
  { known_providers: providers }: Options,
  files: readonly RuleFile[],
  { names }: KnownWatch,
): readonly string[] {
  const stray = strayProviders(providers, { ruleIds: idsOf(files), values: names, suggest: nearestWord });
  return [
    ...judge
      .allowUses(Date.now())
      .flatMap(({ entry, problem }) =>
        problem === undefined ? [] : [`allow: "${entry}" silences nothing: ${problem}`],
      ),
    ...stray.map((line) => `known_providers: ${line}`),
  ];
}

function addressesOf(
  started: GroupStart,
  options: Options,
): { listening: readonly string[]; gateway: string | undefined } {
  if (started.kind === 'listening') {
    return {
      listening: [...new Set(started.all.map((one) => one.proxy))],
      gateway: started.all.find((one) => one.gateway !== undefined)?.gateway,
    };
  }
  if (started.kind === 'broken') throw new Error(`A handler process could not be started: ${started.cause}.`);
  const error = failureError(started.failed);
  if (error.code !== 'port_busy') throw error;
  const port = started.failed.port ?? options.proxy_port;
  const key = port === options.gateway_local_port ? 'gateway_local_port' : 'proxy_port';
  throw new UserError(
    'port_busy',
    `Port ${port} is taken by ${describePortHolder(port)}.`,
    `Stop that program, or choose another ${key}.`,
  );
}

/** What there is to say of a start. */
interface Announcement extends ReturnType<typeof addressesOf> {
  /** What became of the user's rules; '' of none. */
  readonly ownRules: string;
}

function announce(
  { options, version }: SupervisorSettings,
  { listening, gateway, ownRules }: Announcement,
  log: LogOutput['log'],
): void {
  const target = `${options.gateway_target_host}:${options.gateway_target_port}`;
  const relay = gateway === undefined ? '' : `, gateway ${gateway} -> ${target}`;
  const mitm = `MITM ${options.enable_mitm ? 'ON' : 'OFF'}`;
  const rules = ownRules === '' ? '' : `, ${ownRules}`;
  const line = `clawsec ${version} listening on ${listening.join(', ')}, ${mitm}${relay}${rules}`;
  const fields = { pid: process.pid, log_dir: options.log_dir };
  // Who starts it in a terminal is told in any case.
  if (options.log_level === 'WARNING' || options.log_level === 'ERROR') {
    process.stdout.write(`${formatLine(new Date(), 'INFO', line, fields)}\n`);
  }
  log('INFO', line, fields);
}

function exitCodeOf(ending: 'stop' | 'hurried'): number {
  if (process.env['pm_id'] !== undefined) return PM2_STOP_EXIT_CODE;
  return ending === 'stop' ? 0 : HURRIED_EXIT_CODE;
}
