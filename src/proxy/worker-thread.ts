import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';

/** Heaps that suit 64 KB windows; with V8's own measure a worker takes 1 MB more and lets garbage pile up. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 };

/** What a thread runs, and who is told of it. */
export interface WorkerThreadSettings {
  readonly filename: URL;
  readonly workerData: unknown;
  /** Its file is loaded: from now on a task finds it at work. */
  readonly onReady: () => void;
  /** It ended by itself, ready or not. Called once, never after `end`. */
  readonly onGone: (cause: unknown) => void;
}

/**
 * One thread, from its start to its end. A pool of Piscina's for each, since one for all of them hands tasks to threads
 * that are still loading, and replaces those that end without telling whether they had ever been ready.
 */
export class WorkerThread<T, R> {
  readonly #piscina: Piscina<T, R>;
  #isOver = false;

  constructor({ filename, workerData, onReady, onGone }: WorkerThreadSettings) {
    const gone = (cause: unknown): void => {
      if (this.#isOver) return;
      void this.end();
      onGone(cause);
    };
    this.#piscina = new Piscina<T, R>({
      filename: fileURLToPath(filename),
      workerData,
      minThreads: 1,
      maxThreads: 1,
      recordTiming: false,
      // Idle workers sleep in Atomics.wait: no CPU, and a job reaches them sooner than by an event.
      atomics: 'sync',
      // Nothing of the process's environment or flags is a worker's business.
      env: {},
      execArgv: [],
      resourceLimits: RESOURCE_LIMITS,
    }).on('error', gone);
    const [thread] = this.#piscina.threads;
    // While it starts, somebody may wait for it.
    thread?.ref();
    // Piscina's own first message, which a thread sends when it has loaded its file.
    thread?.once('message', () => {
      thread.unref();
      if (!this.#isOver) onReady();
    });
    thread?.once('error', gone);
    thread?.once('exit', (code) => gone(new Error(`the thread ended with code ${code}`)));
  }

  /** Runs a task. Rejects with what the worker throws, or because the thread ended. To be called when it is ready. */
  run(task: T, transferList: ArrayBuffer[]): Promise<R> {
    return this.#piscina.run(task, { transferList });
  }

  /** Ends it, whatever it does; a task that it has is rejected. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#piscina.destroy();
  }
}
