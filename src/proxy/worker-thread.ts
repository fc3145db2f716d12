import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';

/** Heaps that suit 64 KB windows; with V8's own measure a worker takes 1 MB more and lets garbage pile up. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 };

/** What a thread runs, and who is told of it. */
export interface WorkerThreadSettings {
  readonly filename: URL;
  readonly workerData: unknown;
  /** Its file is loaded: from now on a task finds it at work. Called again when it was replaced. */
  readonly onReady: () => void;
  /** It ended by itself, ready or not. `isReplaced`: another one loads in its place; without it this is the end. */
  readonly onGone: (cause: unknown, isReplaced: boolean) => void;
}

/**
 * One thread, and what comes in its place when it ends. A pool of Piscina's for each, since one for all of them hands tasks
 * to threads that are still loading, and does not tell which are ready.
 */
export class WorkerThread<T, R> {
  readonly #settings: WorkerThreadSettings;
  readonly #piscina: Piscina<T, R>;
  #isLoading = false;
  #isOver = false;

  constructor(settings: WorkerThreadSettings) {
    this.#settings = settings;
    this.#piscina = new Piscina<T, R>({
      filename: fileURLToPath(settings.filename),
      workerData: settings.workerData,
      minThreads: 1,
      maxThreads: 1,
      recordTiming: false,
      // Idle workers sleep in Atomics.wait: no CPU, and a job reaches them sooner than by an event.
      atomics: 'sync',
      // Nothing of the process's environment or flags is a worker's business.
      env: {},
      execArgv: [],
      resourceLimits: RESOURCE_LIMITS,
      // What it would tell of a thread, the thread tells.
    }).on('error', () => {});
    this.#watch();
  }

  /** Runs a task. Rejects with what the worker throws, or because the thread ended. To be called when it is ready. */
  run(task: T, transferList: ArrayBuffer[]): Promise<R> {
    return this.#piscina.run(task, { transferList });
  }

  /**
   * Ends it, whatever it does; a task that it has is rejected. One that is still loading ends when it is loaded, and is not
   * waited for: Node 20 aborts the whole process when a thread is terminated while it instantiates modules (`FATAL ERROR:
   * v8::Module::IsGraphAsync`).
   */
  async end(): Promise<void> {
    this.#isOver = true;
    if (!this.#isLoading) await this.#piscina.destroy();
  }

  /** Follows the thread there is now. False when there is none. */
  #watch(): boolean {
    const [thread] = this.#piscina.threads;
    this.#isLoading = thread !== undefined;
    if (thread === undefined) return false;
    // While it loads, somebody may wait for it.
    thread.ref();
    // Piscina's own first message, which a thread sends when it has loaded its file.
    thread.once('message', () => {
      this.#isLoading = false;
      thread.unref();
      if (this.#isOver) void this.end();
      else this.#settings.onReady();
    });
    let isGone = false;
    const gone = (cause: unknown): void => {
      if (isGone) return;
      isGone = true;
      const isReplaced = this.#watch();
      if (!this.#isOver) this.#settings.onGone(cause, isReplaced);
    };
    // Piscina listens first: by now it has put another thread in place of this one, or given up.
    thread.once('error', gone);
    thread.once('exit', (code) => gone(new Error(`the thread ended with code ${code}`)));
    return true;
  }
}
