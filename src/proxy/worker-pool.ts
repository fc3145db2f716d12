import { JobQueue } from './job-queue.ts';
import { WorkerThread } from './worker-thread.ts';

/** Time until a thread is started again that ended twice before it was ready. */
const RESTART_MS = 1000;

/** What a pool is made of. */
export interface WorkerPoolSettings {
  readonly filename: URL;
  /** Plain data for each thread. */
  readonly workerData: unknown;
  readonly threads: number;
  /** Jobs waiting at most, beside one for each thread. */
  readonly queueMax: number;
  /** Milliseconds a job may take from when a thread that is ready has got it; then the thread is ended and replaced. */
  readonly timeoutMs: number;
  /** Told of a thread that ended by itself. */
  readonly onFault: (error: unknown) => void;
}

/** A task and what is moved to the thread with it. */
export interface WorkerJob<T> {
  readonly task: T;
  readonly transferList: ArrayBuffer[];
}

/**
 * Threads behind a queue. They start with the first job, or when told to, and are replaced when they end. Jobs wait for a
 * thread that is still loading, however long it takes; when none could start, those that wait fail.
 */
export class WorkerPool<T, R> {
  readonly #settings: WorkerPoolSettings;
  readonly #queue: JobQueue<WorkerJob<T>, R>;
  readonly #threads = new Set<WorkerThread<T, R>>();
  /** Ready, with nothing to do; the last one to have worked comes first. */
  readonly #idle: WorkerThread<T, R>[] = [];
  readonly #busy = new Set<WorkerThread<T, R>>();
  readonly #whenTried: (() => void)[] = [];
  #restart: NodeJS.Timeout | undefined;
  #isTried = false;
  #isClosed = false;

  constructor(settings: WorkerPoolSettings) {
    this.#settings = settings;
    const { threads, queueMax, timeoutMs } = settings;
    this.#queue = new JobQueue({ run: (job) => this.#run(job), queueMax: threads + queueMax, timeoutMs });
  }

  /** True when the next job would have no place. */
  get isFull(): boolean {
    return this.#queue.isFull;
  }

  /** Starts the threads. Resolves when the first one is ready or has failed to start. */
  start(): Promise<void> {
    if (!this.#isClosed && this.#restart === undefined) {
      while (this.#threads.size < this.#settings.threads) this.#add();
    }
    if (this.#isTried || this.#isClosed) return Promise.resolve();
    return new Promise((resolve) => this.#whenTried.push(resolve));
  }

  /** Runs a job when its turn comes. Rejects with a JobRefused, never with anything else. */
  submit(job: WorkerJob<T>): Promise<R> {
    if (this.#threads.size < this.#settings.threads) void this.start();
    return this.#queue.submit(job);
  }

  /** Resolves when no job runs or waits any more. */
  drain(): Promise<void> {
    return this.#queue.drain();
  }

  /** Ends all threads, those that load as soon as they are; what was still to do is refused as `closed`. */
  async destroy(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#restart);
    this.#queue.close();
    this.#tried();
    await Promise.all([...this.#threads].map((thread) => thread.end()));
  }

  #add(): void {
    let isReady = false;
    const thread = new WorkerThread<T, R>({
      filename: this.#settings.filename,
      workerData: this.#settings.workerData,
      onReady: () => {
        isReady = true;
        this.#idle.push(thread);
        this.#queue.addRunner();
        this.#tried();
      },
      onGone: (cause, isReplaced) => {
        if (isReady) this.#takeAway(thread);
        isReady = false;
        this.#settings.onFault(cause);
        if (!isReplaced) this.#giveUp(thread, cause);
      },
    });
    this.#threads.add(thread);
  }

  #run({ task, transferList }: WorkerJob<T>): { result: Promise<R>; stop: () => void } {
    const thread = this.#idle.pop();
    if (thread === undefined) throw new Error('a job was started without a thread');
    this.#busy.add(thread);
    const free = (): void => {
      if (this.#busy.delete(thread)) this.#idle.push(thread);
    };
    const result = thread.run(task, transferList);
    result.then(free, free);
    const stop = (): void => {
      if (!this.#busy.has(thread)) return;
      this.#takeAway(thread);
      this.#threads.delete(thread);
      void thread.end();
      void this.start();
    };
    return { result, stop };
  }

  /** A thread that was ready is so no more. */
  #takeAway(thread: WorkerThread<T, R>): void {
    this.#busy.delete(thread);
    const at = this.#idle.indexOf(thread);
    if (at !== -1) this.#idle.splice(at, 1);
    this.#queue.removeRunner();
  }

  #giveUp(thread: WorkerThread<T, R>, cause: unknown): void {
    this.#threads.delete(thread);
    this.#tried();
    if (this.#isClosed) return;
    if (this.#threads.size === 0) this.#queue.refuseWaiting(cause);
    this.#restart ??= setTimeout(() => {
      this.#restart = undefined;
      void this.start();
    }, RESTART_MS);
  }

  #tried(): void {
    this.#isTried = true;
    for (const resolve of this.#whenTried.splice(0)) resolve();
  }
}
