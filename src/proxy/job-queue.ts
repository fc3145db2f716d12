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

/** A job that has been started. */
export interface StartedJob<R> {
  readonly result: Promise<R>;
  /** Has `result` settle soon, in whatever way. */
  readonly stop: () => void;
}

export interface JobQueueOptions<T, R> {
  /** Starts a job at a runner that has none. */
  readonly run: (task: T) => StartedJob<R>;
  /** Jobs at most that wait or run, together. */
  readonly queueMax: number;
  /** Time to run, from its start on; a job is stopped at most a timer's delay later. */
  readonly timeoutMs: number;
}

interface Job<T, R> {
  readonly task: T;
  readonly resolve: (result: R) => void;
  readonly reject: (refusal: JobRefused) => void;
  startedAtMs: number;
  stop: () => void;
}

const ignore = (): void => {};

/**
 * A bounded first-in-first-out queue before a few runners, which come and go, with one timer that watches over all
 * running jobs.
 */
export class JobQueue<T, R> {
  readonly #options: JobQueueOptions<T, R>;
  readonly #waiting: Job<T, R>[] = [];
  /** In order of their start, so the first one is the first to be overdue. */
  readonly #running = new Set<Job<T, R>>();
  #runners = 0;
  #watchdog: NodeJS.Timeout | undefined;
  #whenIdle: (() => void)[] = [];
  #closed = false;

  constructor(options: JobQueueOptions<T, R>) {
    this.#options = options;
  }

  /** True when the next job would have no place. */
  get isFull(): boolean {
    return this.#running.size + this.#waiting.length >= this.#options.queueMax;
  }

  /** One job more may run at a time. */
  addRunner(): void {
    this.#runners += 1;
    this.#startNext();
  }

  /** One job fewer may run at a time; what runs is left to the caller. */
  removeRunner(): void {
    this.#runners -= 1;
  }

  /** Runs a task when its turn comes. Rejects with a JobRefused, never with anything else. */
  submit(task: T): Promise<R> {
    if (this.#closed) return Promise.reject(new JobRefused('closed'));
    if (this.isFull) return Promise.reject(new JobRefused('queue_full'));
    return new Promise<R>((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject, startedAtMs: 0, stop: ignore });
      this.#startNext();
    });
  }

  /** Resolves when nothing runs or waits any more. */
  drain(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Fails all jobs that wait; those to come are taken. */
  refuseWaiting(cause: unknown): void {
    this.#refuse('failed', cause);
  }

  /** Refuses what waits and all that comes; what runs is left to the caller, and is refused if it fails. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#watchdog);
    this.#refuse('closed');
  }

  get #isIdle(): boolean {
    return this.#running.size === 0 && this.#waiting.length === 0;
  }

  #refuse(reason: JobRefusal, cause?: unknown): void {
    for (const job of this.#waiting.splice(0)) job.reject(new JobRefused(reason, cause));
    this.#tellIfIdle();
  }

  #startNext(): void {
    while (this.#running.size < this.#runners) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      this.#start(job);
    }
  }

  #start(job: Job<T, R>): void {
    job.startedAtMs = performance.now();
    this.#running.add(job);
    this.#watch(this.#options.timeoutMs);
    const { result, stop } = this.#options.run(job.task);
    job.stop = stop;
    result.then(
      (value) => {
        job.resolve(value);
        this.#finish(job);
      },
      (error: unknown) => {
        job.reject(new JobRefused(this.#closed ? 'closed' : 'failed', error));
        this.#finish(job);
      },
    );
  }

  #finish(job: Job<T, R>): void {
    this.#running.delete(job);
    this.#startNext();
    this.#tellIfIdle();
  }

  #tellIfIdle(): void {
    if (this.#running.size === 0) this.#watchdog?.unref();
    if (!this.#isIdle) return;
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
