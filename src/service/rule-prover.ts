import { Worker } from 'node:worker_threads';
import type { RuleFault } from '../detect/rules/read-rule-file.ts';
import type { RuleFile } from '../detect/rules/rule-file.ts';

/** A proof takes some 20 ms, on a slow pattern up to a few seconds; what takes longer never ends. */
const PROOF_TIMEOUT_MS = 5000;

const WORKER = new URL('../../workers/prove.js', import.meta.url);

/** Proves rules in a thread of its own, so that a pattern that runs away can be ended. */
export class RuleProver {
  readonly #timeoutMs: number;
  #thread: Thread | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(timeoutMs = PROOF_TIMEOUT_MS) {
    this.#timeoutMs = timeoutMs;
  }

  /** The faults of a rule; none when it is proven. One after the other. Never rejects. See `proveRule`. */
  prove(file: RuleFile, maxWindowMs?: number): Promise<readonly RuleFault[]> {
    const proof = this.#last.then(() => this.#proveNow({ file, maxWindowMs }));
    this.#last = proof;
    return proof;
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.worker.terminate();
  }

  async #proveNow(task: object): Promise<readonly RuleFault[]> {
    const { worker, ready } = (this.#thread ??= startThread());
    worker.ref();
    const failure = await ready;
    worker.unref();
    if (failure !== undefined) {
      await this.close();
      return [failure];
    }
    const seconds = this.#timeoutMs / 1000;
    const runsAway = { key: 'pattern', reason: `its pattern runs away: a hostile text takes more than ${seconds} s` };
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<readonly RuleFault[] | RuleFault>((resolve) => {
      worker.once('message', resolve);
      worker.once('error', (error) => resolve({ reason: `its proof failed: ${String(error)}` }));
      timer = setTimeout(() => resolve(runsAway), this.#timeoutMs);
    });
    worker.postMessage(task, []);
    const answer = await answered;
    clearTimeout(timer);
    worker.removeAllListeners('message').removeAllListeners('error').on('error', ignore);
    if (!('reason' in answer)) return answer;
    // It is dead or busy for ever: the next rule gets a thread of its own.
    await this.close();
    return [answer];
  }
}

const ignore = (): void => {};

/** A thread, and when it has loaded what it needs: a busy machine takes its time, which is no rule's fault. */
interface Thread {
  readonly worker: Worker;
  /** Why it could not be loaded; nothing when it is. */
  readonly ready: Promise<RuleFault | undefined>;
}

function startThread(): Thread {
  // Nothing of the process's environment or flags is a worker's business.
  const worker = new Worker(WORKER, { env: {}, execArgv: [] });
  const ready = new Promise<RuleFault | undefined>((resolve) => {
    worker.once('message', () => resolve(undefined));
    worker.once('error', (error) => resolve({ reason: `its proof failed: ${String(error)}` }));
    worker.once('exit', (code) => resolve({ reason: `its proof failed: the thread ended with code ${code}` }));
  });
  worker.on('error', ignore);
  worker.unref();
  return { worker, ready };
}
