import {
  type ForeignCoding,
  type ForeignPart,
  type ForeignStream,
  type ForeignTask,
  ScanRefused,
} from '../model/ports.ts';
import type { SkipReason } from '../model/skip.ts';
import { type JobRefusal, JobRefused } from './job-queue.ts';
import type { WorkerJob } from './worker-pool.ts';

/** Streams at once; each may take a window of 8 MiB in the thread. */
const MAX_STREAMS = 64;

const SKIP_REASON: Record<JobRefusal, SkipReason> = {
  queue_full: 'decode_backlog',
  timeout: 'scan_timeout',
  failed: 'scan_failed',
  closed: 'stopped',
};

/** Where its tasks are run, one after the other. */
export interface UnzstdThread {
  submit(job: WorkerJob<ForeignTask>): Promise<ForeignPart | undefined>;
}

/** The Zstandard streams of one thread, which keeps their state by number. */
export class UnzstdStreams implements ForeignCoding {
  readonly #thread: UnzstdThread;
  readonly #open = new Set<number>();
  #closed: number[] = [];
  #opened = 0;

  constructor(thread: UnzstdThread) {
    this.#thread = thread;
  }

  open(): ForeignStream {
    this.#opened += 1;
    const stream = this.#opened;
    return {
      decode: (bytes) => this.#decode(stream, bytes),
      close: () => this.#close(stream),
    };
  }

  async #decode(stream: number, bytes: Uint8Array): Promise<ForeignPart> {
    const isFirst = !this.#open.has(stream);
    if (isFirst && this.#open.size >= MAX_STREAMS) throw new ScanRefused('decode_backlog');
    this.#open.add(stream);
    const own = new Uint8Array(bytes);
    const part = await this.#tell({ closed: [], decode: { stream, isFirst, bytes: own } }, [own.buffer]);
    if (part === undefined) throw new ScanRefused('scan_failed');
    return part;
  }

  #close(stream: number): void {
    if (!this.#open.delete(stream)) return;
    this.#closed.push(stream);
    // Should there be no room, the next task says it.
    this.#tell({ closed: [] }, []).catch(() => undefined);
  }

  async #tell(task: ForeignTask, transferList: ArrayBuffer[]): Promise<ForeignPart | undefined> {
    const closed = this.#closed;
    this.#closed = [];
    try {
      return await this.#thread.submit({ task: { ...task, closed }, transferList });
    } catch (error) {
      const refusal = error instanceof JobRefused ? error.reason : 'failed';
      if (refusal === 'queue_full') this.#closed.push(...closed);
      throw new ScanRefused(SKIP_REASON[refusal]);
    }
  }
}
