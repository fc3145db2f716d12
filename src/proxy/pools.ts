import type { ScanReport, ScanWindow } from '../model/finding.ts';
import { type ForeignCoding, type ForeignPart, type ForeignTask, type ScanPool, ScanRefused } from '../model/ports.ts';
import type { SkipReason } from '../model/skip.ts';
import type { MintWorkerData } from '../wire/mint.ts';
import { type JobRefusal, JobRefused } from './job-queue.ts';
import { UnzstdStreams } from './unzstd-streams.ts';
import { WorkerPool } from './worker-pool.ts';

/** A mint takes under a millisecond; this only keeps a broken worker from holding clients for ever. */
const MINT_TIMEOUT_MS = 10_000;
/** Hosts waiting for their certificate. */
const MINT_QUEUE_MAX = 4096;

/** A task takes some tens of milliseconds at most; damaged input has been seen to hold a decoder for ever. */
const UNZSTD_TIMEOUT_MS = 2000;
/** Tasks waiting for the thread, of at most 64 KB most often; a stream has one at a time. */
const UNZSTD_QUEUE_MAX = 256;

const SKIP_REASON: Record<JobRefusal, SkipReason> = {
  queue_full: 'queue_full',
  timeout: 'scan_timeout',
  failed: 'scan_failed',
  closed: 'stopped',
};

export interface PoolsOptions {
  /** Without it there is no minting: `mint` rejects. */
  readonly mintWorkerData?: MintWorkerData | undefined;
  /** Plain data for the scan threads. */
  readonly scanWorkerData: object;
  readonly scanThreads: number;
  /** Windows waiting at most, beside those being scanned. */
  readonly queueMax: number;
  /** Milliseconds one scan may take, from when a thread that is ready has it, before that is ended and replaced. */
  readonly scanTimeoutMs: number;
  /** Told of a thread that ended by itself, or could not start. */
  readonly onWorkerFault?: (error: unknown) => void;
  /** Other worker files, for tests. */
  readonly workerFiles?: { readonly mint?: URL; readonly scan?: URL; readonly unzstd?: URL };
}

export interface Pools {
  /**
   * Starts the threads now, so that the first job need not wait for them. Resolves when one can scan, or has failed to
   * start.
   */
  start(): Promise<void>;
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
  /** From now on windows are scanned by threads with other data. Those handed over before are finished by the old ones. */
  renewScan(scanWorkerData: object): void;
  /** Undoes Zstandard in a thread of its own, which starts with the first stream: for Node before 22.15. */
  readonly zstd: ForeignCoding;
  /** Resolves when no window waits or is being scanned, after everyone who waited for a report has got it. */
  drain(): Promise<void>;
  /** Ends all threads; what was still to do is refused. */
  destroy(): Promise<void>;
}

/** The worker threads of one handler: one for minting, one for Zstandard if need be, `scanThreads` for scanning. */
export function createPools(options: PoolsOptions): Pools {
  const { mintWorkerData, workerFiles, onWorkerFault = () => {} } = options;
  const newScanning = (workerData: object): WorkerPool<ScanWindow, ScanReport> =>
    new WorkerPool({
      filename: workerFiles?.scan ?? new URL('../../workers/scan.js', import.meta.url),
      workerData,
      threads: options.scanThreads,
      queueMax: options.queueMax,
      timeoutMs: options.scanTimeoutMs,
      onFault: onWorkerFault,
    });
  let scanning = newScanning(options.scanWorkerData);
  /** Those that still have windows to finish. */
  const retiring = new Set<WorkerPool<ScanWindow, ScanReport>>();
  const retire = async (old: WorkerPool<ScanWindow, ScanReport>): Promise<void> => {
    retiring.add(old);
    await old.drain();
    await old.destroy();
    retiring.delete(old);
  };
  const minting =
    mintWorkerData &&
    new WorkerPool<{ host: string }, string>({
      filename: workerFiles?.mint ?? new URL('../../workers/mint.js', import.meta.url),
      workerData: mintWorkerData,
      threads: 1,
      queueMax: MINT_QUEUE_MAX,
      timeoutMs: MINT_TIMEOUT_MS,
      onFault: onWorkerFault,
    });
  const unzstd = new WorkerPool<ForeignTask, ForeignPart | undefined>({
    filename: workerFiles?.unzstd ?? new URL('../../workers/unzstd.js', import.meta.url),
    workerData: undefined,
    // The state of a stream is in its thread.
    threads: 1,
    queueMax: UNZSTD_QUEUE_MAX,
    timeoutMs: UNZSTD_TIMEOUT_MS,
    onFault: onWorkerFault,
  });

  return {
    start() {
      void minting?.start();
      return scanning.start();
    },
    async mint(host) {
      if (minting === undefined) throw new JobRefused('closed');
      try {
        return await minting.submit({ task: { host }, transferList: [] });
      } catch (error) {
        throw error instanceof JobRefused && error.reason === 'failed' ? error.cause : error;
      }
    },
    scan: {
      async scan(window) {
        if (scanning.isFull) throw new ScanRefused('queue_full');
        const bytes = ownBytes(window.bytes);
        try {
          return await scanning.submit({ task: { ...window, bytes }, transferList: [bytes.buffer] });
        } catch (error) {
          if (error instanceof JobRefused) throw new ScanRefused(SKIP_REASON[error.reason], error.cause);
          throw error;
        }
      },
    },
    renewScan(scanWorkerData) {
      const old = scanning;
      scanning = newScanning(scanWorkerData);
      void scanning.start();
      void retire(old);
    },
    zstd: new UnzstdStreams(unzstd),
    async drain() {
      await Promise.all([scanning, ...retiring].map((one) => one.drain()));
      // The last report is still on its way through promises.
      await new Promise(setImmediate);
    },
    async destroy() {
      await Promise.all([minting?.destroy(), unzstd.destroy(), ...[scanning, ...retiring].map((one) => one.destroy())]);
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
