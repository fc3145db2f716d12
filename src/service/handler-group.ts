import cluster from 'node:cluster';
import { addUp, newCounters } from '../model/counters.ts';
import type { Counters } from '../model/counters.ts';
import type { Detection } from '../model/finding.ts';
import type { KnownTable } from '../detect/known/known-table.ts';
import type { RuleFile } from '../detect/rules/rule-file.ts';
import { HandlerProcess } from './handler-process.ts';
import type { HandlerEnd } from './handler-process.ts';
import { isKnownNode } from '../model/known-node.ts';
import type { Log } from '../model/ports.ts';
import type { FromHandler, ToHandler } from './ipc.ts';
import type { Options } from '../../config/options.ts';

type StartMessage = Extract<ToHandler, { type: 'start' }>;
type Listening = Extract<FromHandler, { type: 'listening' }>;
type Failed = Extract<FromHandler, { type: 'failed' }>;

/** A handler that says neither `listening` nor `failed` for so long is broken. */
const START_TIMEOUT_MS = 60_000;
/** What a handler has to say after its time to drain is over must be here by then. */
const LAST_WORDS_MS = 500;
const RESPAWN_MIN_MS = 100;
const RESPAWN_MAX_MS = 1000;
/** So many crashes within the window, and whoever started us had better start us anew. */
const GIVE_UP_CRASHES = 8;
const GIVE_UP_WINDOW_MS = 60_000;
/**
 * A handler's heap is small, and what it reads counts as external memory: with V8's own limit the whole heap is marked
 * after every 20 MB of traffic, a sixth of all CPU where bodies are large. Below this many MB it is not.
 */
const HEAP_FLAGS = ['--initial-old-space-size=64'] as const;

/** What a group of handlers needs, and whom it tells. */
export interface HandlerGroupSettings {
  /** Compiled script of a handler. */
  readonly file: string;
  readonly count: number;
  readonly log: Log;
  readonly onDetections: (detections: readonly Detection[]) => void;
  /** Counters or the number of handlers changed. */
  readonly onChange: () => void;
}

/** How starting all handlers went. */
export type GroupStart =
  | { readonly kind: 'listening'; readonly all: readonly Listening[] }
  | { readonly kind: 'failed'; readonly failed: Failed }
  | { readonly kind: 'broken'; readonly cause: string };

interface Member {
  readonly process: HandlerProcess;
  /** Called with the answer to `start`. */
  answered: (answer: Listening | Failed) => void;
  drained: () => void;
}

/** The handler processes: forked together, started together, replaced when one crashes, drained together. */
export class HandlerGroup {
  readonly #settings: HandlerGroupSettings;
  readonly #members = new Set<Member>();
  /** What handlers that are gone had counted. */
  #retired: Counters = newCounters();
  #start: StartMessage | undefined;
  /** What came before `start`, or after it, in place of what that said. */
  #newer: Pick<StartMessage, 'known'> & Partial<Pick<StartMessage, 'rules'>> = {};
  /** Where the clients look for us. */
  #home: Listening | undefined;
  #serving = false;
  #ending = false;
  #respawns = 0;
  #crashes: number[] = [];
  #respawnTimers = new Set<NodeJS.Timeout>();
  #giveUp: () => void = () => {};
  /** Settles when handlers crash faster than it makes sense to replace them. */
  readonly gaveUp: Promise<void>;

  constructor(settings: HandlerGroupSettings) {
    this.#settings = settings;
    this.gaveUp = new Promise((resolve) => {
      this.#giveUp = resolve;
    });
  }

  /** Handlers alive. */
  get size(): number {
    return this.#members.size;
  }

  /** How often a crashed handler was replaced. */
  get respawns(): number {
    return this.#respawns;
  }

  /** The sum over all handlers, also those that are gone. */
  get counters(): Counters {
    return addUp([this.#retired, ...[...this.#members].map((member) => member.process.counters)]);
  }

  /** Forks all of them, so that they load while the caller prepares what `start` tells them. */
  fork(): void {
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    const execArgv = isKnownNode() ? [...process.execArgv, ...HEAP_FLAGS] : process.execArgv;
    cluster.setupPrimary({ exec: this.#settings.file, args: [], execArgv });
    for (let n = 0; n < this.#settings.count; n += 1) this.#add();
  }

  /** Starts all of them; settles with the first failure, or when every one listens. Never rejects. */
  async start(message: StartMessage): Promise<GroupStart> {
    this.#start = { ...message, ...this.#newer };
    if (this.#members.size < this.#settings.count) return { kind: 'broken', cause: 'it ended at once' };
    const answers = [...this.#members].map((member) => this.#startOne(member, message));
    const firstFailure = new Promise<GroupStart>((resolve) => {
      for (const answer of answers) void answer.then((one) => (one.kind === 'listening' ? undefined : resolve(one)));
    });
    const everyone = Promise.all(answers).then(
      (all): GroupStart =>
        all.find((one) => one.kind !== 'listening') ?? {
          kind: 'listening',
          all: all.flatMap((one) => (one.kind === 'listening' ? one.all : [])),
        },
    );
    const outcome = await Promise.race([firstFailure, everyone]);
    if (outcome.kind === 'listening') this.#home = outcome.all[0];
    this.#serving = outcome.kind === 'listening' && !this.#ending;
    return outcome;
  }

  /** Has all handlers look for other rules, also those that are started later. */
  useRules(rules: readonly RuleFile[]): void {
    this.#renew({ type: 'rules', rules });
  }

  /** Has all handlers look for other known values, also those that are started later. */
  useKnown(known: KnownTable): void {
    this.#renew({ type: 'known', known });
  }

  #renew(message: Extract<ToHandler, { type: 'rules' | 'known' }>): void {
    const { type: _type, ...change } = message;
    this.#newer = { ...this.#newer, ...change };
    if (this.#start !== undefined) this.#start = { ...this.#start, ...change };
    for (const member of this.#members) member.process.send(message);
  }

  /**
   * Lets all handlers finish what is in flight, for `withinMs` or until `hurry` settles, then ends them. When this
   * settles every message they had sent has been received; one that did not finish is logged.
   */
  async drain(withinMs: number, hurry: Promise<unknown>): Promise<void> {
    this.#ending = true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withinMs + LAST_WORDS_MS);
    }).then(() => this.#settings.log('WARNING', 'Not every handler finished in time: what it had not told is lost'));
    await Promise.all(
      [...this.#members].map(async (member) => {
        const drained = new Promise<void>((resolve) => {
          member.drained = resolve;
        });
        member.process.send({ type: 'drain', withinMs });
        await Promise.race([drained, member.process.ended, late, hurry]);
      }),
    );
    clearTimeout(timer);
    await this.end();
  }

  /** Ends all handlers at once and waits until they are gone. */
  async end(): Promise<void> {
    this.#ending = true;
    for (const timer of this.#respawnTimers) clearTimeout(timer);
    await Promise.all(
      [...this.#members].map((member) => {
        member.process.kill();
        return member.process.ended;
      }),
    );
  }

  #add(): Member {
    const { log, onChange } = this.#settings;
    const member: Member = {
      process: new HandlerProcess(
        (message) => this.#receive(member, message),
        (error) => log('ERROR', 'A message of a handler could not be handled', { stack: stackOf(error) }),
      ),
      answered: () => {},
      drained: () => {},
    };
    this.#members.add(member);
    void member.process.ended.then((end) => {
      this.#members.delete(member);
      this.#retired = { ...addUp([this.#retired, member.process.counters]), open: 0 };
      // Until all listen, the caller learns of it from the outcome of `start`.
      if (this.#serving && !this.#ending) this.#crashed(end);
      onChange();
    });
    return member;
  }

  #receive(member: Member, message: FromHandler): void {
    const { log, onDetections, onChange } = this.#settings;
    switch (message.type) {
      case 'ready':
        break;
      case 'listening':
      case 'failed':
        member.answered(message);
        break;
      case 'detections':
        onDetections(message.detections);
        onChange();
        break;
      case 'counters':
        onChange();
        break;
      case 'drained':
        member.drained();
        break;
      case 'log':
        log(message.level, message.message, message.fields);
        break;
    }
  }

  async #startOne(member: Member, message: ToHandler): Promise<GroupStart> {
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<GroupStart>((resolve) => {
      member.answered = (one) =>
        resolve(one.type === 'listening' ? { kind: 'listening', all: [one] } : { kind: 'failed', failed: one });
      timer = setTimeout(() => resolve({ kind: 'broken', cause: 'it did not answer' }), START_TIMEOUT_MS);
    });
    member.process.send(message);
    const ended = member.process.ended.then(
      (end): GroupStart => ({ kind: 'broken', cause: `it ended with ${describeEnd(end)}` }),
    );
    const outcome = await Promise.race([answer, ended]);
    clearTimeout(timer);
    return outcome;
  }

  /** The last of the old handlers may have died while this one was loading, and the shared port with it. */
  #checkHome(outcome: GroupStart): GroupStart {
    const isAway =
      outcome.kind === 'listening' &&
      outcome.all.some(({ proxy, gateway }) => proxy !== this.#home?.proxy || gateway !== this.#home.gateway);
    return isAway ? { kind: 'broken', cause: 'it listens on another port' } : outcome;
  }

  #crashed(end: HandlerEnd): void {
    // Handlers share a port that was left to the system for as long as one of them lives.
    if (this.#members.size === 0) this.#start = atHome(this.#start, this.#home);
    const now = performance.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < GIVE_UP_WINDOW_MS), now];
    const crashes = this.#crashes.length;
    this.#settings.log('ERROR', `A handler process ended unexpectedly with ${describeEnd(end)}`, { crashes });
    if (crashes >= GIVE_UP_CRASHES) {
      this.#giveUp();
      return;
    }
    const delayMs = crashes === 1 ? 0 : Math.min(RESPAWN_MIN_MS * 2 ** (crashes - 2), RESPAWN_MAX_MS);
    const timer = setTimeout(() => {
      this.#respawnTimers.delete(timer);
      void this.#respawn();
    }, delayMs);
    this.#respawnTimers.add(timer);
  }

  async #respawn(): Promise<void> {
    const message = this.#start;
    if (this.#ending || message === undefined) return;
    this.#respawns += 1;
    const member = this.#add();
    const outcome = this.#checkHome(await this.#startOne(member, message));
    if (outcome.kind === 'listening') {
      this.#settings.log('INFO', 'A handler process was started again', { pid: member.process.pid });
    } else if (!this.#ending) {
      const cause = outcome.kind === 'failed' ? outcome.failed.message : outcome.cause;
      this.#settings.log('ERROR', `A handler process could not be started again: ${cause}`);
      // Its end counts as a crash, which brings the next try, later.
      member.process.kill();
    }
    this.#settings.onChange();
  }
}

/** The message that has a handler listen where the first ones did, also when the ports were left to the system. */
function atHome(message: StartMessage | undefined, home: Listening | undefined): StartMessage | undefined {
  if (message === undefined || home === undefined) return message;
  const options: Options = {
    ...message.options,
    proxy_port: portOf(home.proxy),
    ...(home.gateway !== undefined && { gateway_local_port: portOf(home.gateway) }),
  };
  return { ...message, options };
}

function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}

function describeEnd(end: HandlerEnd): string {
  return end.signal === null ? `exit code ${end.code}` : end.signal;
}

/** The stack of an error, or what else was thrown. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
