import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { ScanReport, ScanWindow } from '../model/finding.ts';
import { type ForeignCoding, type ForeignPart, type ForeignTask, type ScanPool, ScanRefused } from '../model/ports.ts';
import type { SkipReason } from '../model/skip.ts';
import type { MintWorkerData } from '../wire/mint.ts';
import { JobQueue, type JobRefusal, JobRefused } from './job-queue.ts';
import { UnzstdStreams } from './unzstd-streams.ts';

/** A mint takes under a millisecond; this only keeps a broken worker from holding clients for ever. */
const MINT_TIMEOUT_MS = 10_000;
/** Hosts waiting for their certificate. */
const MINT_QUEUE_MAX = 4096;

/** A task takes some tens of milliseconds at most; damaged input has been seen to hold a decoder for ever. */
const UNZSTD_TIMEOUT_MS = 2000;
/** Tasks waiting for the thread, of at most 64 KB most often; a stream has one at a time. */
const UNZSTD_QUEUE_MAX = 256;

/** Heaps that suit 64 KB windows; with V8's own measure a worker takes 1 MB more and lets garbage pile up. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 4 };

const SKIP_REASON: Record<JobRefusal, SkipReason> = {
  queue_full: 'queue_full',
  timeout: 'scan_timeout',
  failed: 'scan_failed',
  closed: 'scan_failed',
};

export interface PoolsOptions {
  /** Without it there is no minting: `mint` rejects. */
  readonly mintWorkerData?: MintWorkerData | undefined;
  readonly scanWorkerData: {
    readonly maskSecrets: boolean;
    readonly maxFindings: number;
    readonly fingerprintKey: string;
  };
  readonly scanThreads: number;
  /** Windows waiting at most, beside those being scanned. */
  readonly queueMax: number;
  /** Milliseconds one scan may take before its worker is ended and replaced. */
  readonly scanTimeoutMs: number;
  /** Told of a worker that died with nothing to do, or could not start. */
  readonly onWorkerFault?: (error: unknown) => void;
  /** Other worker files, for tests. */
  readonly workerFiles?: { readonly mint?: URL; readonly scan?: URL; readonly unzstd?: URL };
}

export interface Pools {
  /** Starts the threads now, so that the first job need not wait some 50 ms for them. */
  start(): void;
  /**
   * Signs the certificate of a host, PEM. Rejects with the worker's error (a RangeError for a host that no certificate
   * can carry) or a JobRefused.
   */
  mint(host: string): Promise<string>;
  /**
   * Scans windows. A window that owns its whole ArrayBuffer is moved to the worker and is empty afterwards; any other
   * is copied.
   */
  readonly scan: ScanPool;
  /** Undoes Zstandard in a thread of its own, which starts with the first stream: for Node before 22.15. */
  readonly zstd: ForeignCoding;
  /** Resolves when no window waits or is being scanned, after everyone who waited for a report has got it. */
  drain(): Promise<void>;
  /** Ends all threads; what was still to do is refused. */
  destroy(): Promise<void>;
}

interface PoolSpec {
  readonly filename: URL;
  readonly workerData: unknown;
  readonly threads: number;
  readonly queueMax: number;
  readonly timeoutMs: number;
  readonly onWorkerFault: (error: unknown) => void;
}

/** Threads behind a queue. They start with the first job, or when told to. */
class WorkerPool<T, R> {
  readonly queue: JobQueue<{ task: T; transferList: ArrayBuffer[] }, R>;
  readonly #spec: PoolSpec;
  #piscina: Piscina<T, R> | undefined;

  constructor(spec: PoolSpec) {
    this.#spec = spec;
    this.queue = new JobQueue({
      run: ({ task, transferList }, signal) => this.start().run(task, { transferList, signal }),
      concurrency: spec.threads,
      queueMax: spec.queueMax,
      timeoutMs: spec.timeoutMs,
    });
  }

  start(): Piscina<T, R> {
    this.#piscina ??= new Piscina<T, R>({
      filename: fileURLToPath(this.#spec.filename),
      workerData: this.#spec.workerData,
      minThreads: this.#spec.threads,
      maxThreads: this.#spec.threads,
      recordTiming: false,
      // Idle workers sleep in Atomics.wait: no CPU, and a job reaches them sooner than by an event.
      atomics: 'sync',
      // Nothing of the process's environment or flags is a worker's business.
      env: {},
      execArgv: [],
      resourceLimits: RESOURCE_LIMITS,
    }).on('error', this.#spec.onWorkerFault);
    return this.#piscina;
  }

  async destroy(): Promise<void> {
    this.queue.close();
    await this.#piscina?.destroy();
  }
}

/** The worker threads of one handler: one for minting, one for Zstandard if need be, `scanThreads` for scanning. */
export function createPools(options: PoolsOptions): Pools {
  const { mintWorkerData, workerFiles, onWorkerFault = () => {} } = options;
  const scanning = new WorkerPool<ScanWindow, ScanReport>({
    filename: workerFiles?.scan ?? new URL('../../workers/scan.js', import.meta.url),
    workerData: options.scanWorkerData,
    threads: options.scanThreads,
    queueMax: options.queueMax,
    timeoutMs: options.scanTimeoutMs,
    onWorkerFault,
  });
  const minting =
    mintWorkerData &&
    new WorkerPool<{ host: string }, string>({
      filename: workerFiles?.mint ?? new URL('../../workers/mint.js', import.meta.url),
      workerData: mintWorkerData,
      threads: 1,
      queueMax: MINT_QUEUE_MAX,
      timeoutMs: MINT_TIMEOUT_MS,
      onWorkerFault,
    });
  const unzstd = new WorkerPool<ForeignTask, ForeignPart | undefined>({
    filename: workerFiles?.unzstd ?? new URL('../../workers/unzstd.js', import.meta.url),
    workerData: undefined,
    // The state of a stream is in its thread.
    threads: 1,
    queueMax: UNZSTD_QUEUE_MAX,
    timeoutMs: UNZSTD_TIMEOUT_MS,
    onWorkerFault,
  });

  return {
    start() {
      minting?.start();
      scanning.start();
    },
    async mint(host) {
      if (minting === undefined) throw new JobRefused('closed');
      try {
        return await minting.queue.submit({ task: { host }, transferList: [] });
      } catch (error) {
        throw error instanceof JobRefused && error.reason === 'failed' ? error.cause : error;
      }
    },
    scan: {
      async scan(window) {
        if (scanning.queue.isFull) throw new ScanRefused('queue_full');
        const bytes = ownBytes(window.bytes);
        try {
          return await scanning.queue.submit({ task: { ...window, bytes }, transferList: [bytes.buffer] });
        } catch (error) {
          throw new ScanRefused(error instanceof JobRefused ? SKIP_REASON[error.reason] : 'scan_failed');
        }
      },
    },
    zstd: new UnzstdStreams(unzstd.queue),
    async drain() {
      await scanning.queue.drain();
      // The last report is still on its way through promises.
      await new Promise(setImmediate);
    },
    async destroy() {
      await Promise.all([minting?.destroy(), scanning.destroy(), unzstd.destroy()]);
    },
  };
}

/**
 * Bytes that can be transferred. A Buffer from Node's pool shares its memory with strangers, and cloning a part
 * clones all the memory behind it; so whatever is not the whole is copied first.
 */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const isWhole = buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength;
  return isWhole ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}
