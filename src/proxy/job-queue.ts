/** Why a job brought no result. */
export type JobRefusal = 'queue_full' | 'timeout' | 'failed' | 'closed';

/** A job that brought no result; `cause` is the worker's own error when it failed. */
export class JobRefused extends Error {
  override readonly name = 'JobRefused';
  readonly reason: JobRefusal;
  constructor(reason: JobRefusal, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

/**
 * Tells a runner to stop one job. It has as much of an AbortSignal as a single listener needs: a real one costs more
 * than a small job.
 */
export interface StopSignal {
  addEventListener(name: 'abort', listener: () => void): void;
  removeEventListener(name: 'abort', listener: () => void): void;
}

export interface JobQueueOptions<T, R> {
  /** Starts a job; on `stop` it must settle soon, in whatever way. */
  readonly run: (task: T, stop: StopSignal) => Promise<R>;
  /** Jobs running at a time. */
  readonly concurrency: number;
  /** Jobs waiting at most, beside those that run. */
  readonly queueMax: number;
  /** Time to run, from its start on; a job is stopped at most a timer's delay later. */
  readonly timeoutMs: number;
}

class Job<T, R> implements StopSignal {
  readonly task: T;
  readonly resolve: (result: R) => void;
  readonly reject: (refusal: JobRefused) => void;
  startedAtMs = 0;
  #stop: (() => void) | undefined;

  constructor(task: T, resolve: (result: R) => void, reject: (refusal: JobRefused) => void) {
    this.task = task;
    this.resolve = resolve;
    this.reject = reject;
  }

  addEventListener(_name: 'abort', listener: () => void): void {
    this.#stop = listener;
  }

  removeEventListener(): void {
    this.#stop = undefined;
  }

  stop(): void {
    this.#stop?.();
  }
}

/** A bounded first-in-first-out queue before a few runners, with one timer that watches over all running jobs. */
export class JobQueue<T, R> {
  readonly #options: JobQueueOptions<T, R>;
  readonly #waiting: Job<T, R>[] = [];
  /** In order of their start, so the first one is the first to be overdue. */
  readonly #running = new Set<Job<T, R>>();
  #watchdog: NodeJS.Timeout | undefined;
  #whenIdle: (() => void)[] = [];
  #closed = false;

  constructor(options: JobQueueOptions<T, R>) {
    this.#options = options;
  }

  /** True when the next job would have no place. */
  get isFull(): boolean {
    return this.#running.size >= this.#options.concurrency && this.#waiting.length >= this.#options.queueMax;
  }

  /** Runs a task when its turn comes. Rejects with a JobRefused, never with anything else. */
  submit(task: T): Promise<R> {
    if (this.#closed) return Promise.reject(new JobRefused('closed'));
    if (this.isFull) return Promise.reject(new JobRefused('queue_full'));
    return new Promise<R>((resolve, reject) => {
      const job = new Job(task, resolve, reject);
      if (this.#running.size < this.#options.concurrency) this.#start(job);
      else this.#waiting.push(job);
    });
  }

  /** Resolves when nothing runs or waits any more. */
  drain(): Promise<void> {
    if (this.#running.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Refuses what waits and all that comes; what runs is left to the caller. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#watchdog);
    for (const job of this.#waiting.splice(0)) job.reject(new JobRefused('closed'));
  }

  #start(job: Job<T, R>): void {
    job.startedAtMs = performance.now();
    this.#running.add(job);
    this.#watch(this.#options.timeoutMs);
    this.#options.run(job.task, job).then(
      (result) => {
        job.resolve(result);
        this.#finish(job);
      },
      (error: unknown) => {
        job.reject(new JobRefused('failed', error));
        this.#finish(job);
      },
    );
  }

  #finish(job: Job<T, R>): void {
    this.#running.delete(job);
    const next = this.#waiting.shift();
    if (next !== undefined) this.#start(next);
    if (this.#running.size > 0) return;
    this.#watchdog?.unref();
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /**
   * The timer is set once for many jobs: it looks at the oldest, then sleeps until that one would be overdue. It keeps
   * the process alive only while jobs run.
   */
  #watch(delayMs: number): void {
    if (this.#closed) return;
    this.#watchdog ??= setTimeout(() => {
      this.#watchdog = undefined;
      const now = performance.now();
      for (const job of this.#running) {
        const leftMs = job.startedAtMs + this.#options.timeoutMs - now;
        if (leftMs > 0) {
          this.#watch(Math.ceil(leftMs));
          break;
        }
        job.reject(new JobRefused('timeout'));
        job.stop();
      }
    }, delayMs);
    this.#watchdog.ref();
  }
}
