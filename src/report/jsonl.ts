import { AppendFile } from './append-file.ts';
import type { WriteBytes } from './append-file.ts';
import { errnoOf, faultOf } from '../model/errno.ts';
import type { Log } from '../model/ports.ts';
import type { Threat } from '../model/threat.ts';
import { UserError } from '../model/errors.ts';

/** Name of the threat log in `log_dir`. */
export const THREATS_FILE = 'threats.jsonl';

/** Most bytes kept in memory while the file can't be written. A line is about 500 bytes: some 16,000 threats. */
const MAX_QUEUED_BYTES = 8 * 1024 * 1024;
const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 10_000;

/** What the threat log needs beside its path. */
export interface ThreatLogSettings {
  readonly path: string;
  readonly log: Log;
  /** Default 8 MiB. A line that would go beyond is dropped and counted. */
  readonly maxQueuedBytes?: number;
  /** Called when the file, perhaps with its folder, was moved or deleted, before the next line. Must not throw. */
  readonly onFileGone?: () => void;
  /** Called when lines that waited were tried again. Must not throw. */
  readonly onRetried?: () => void;
  readonly write?: WriteBytes;
}

/**
 * `threats.jsonl`: one line per threat, one write per line. While the disk refuses (full, failing), lines wait in
 * memory and are tried again with back-off, in order; a line half written goes on where it stopped.
 */
export class ThreatLog {
  readonly #file: AppendFile;
  readonly #log: Log;
  readonly #maxQueuedBytes: number;
  readonly #onFileGone: () => void;
  readonly #onRetried: () => void;
  readonly #queue: Buffer[] = [];
  #queuedBytes = 0;
  /** Bytes of the first queued line that are in the file already, and in which opening of it. */
  #sent = 0;
  #sentIn = 0;
  #dropped = 0;
  #retryMs = 0;
  #retry: NodeJS.Timeout | undefined;

  /**
   * Opens the file. Throws `UserError('log_dir_unsafe')` if a link or no regular file stands there, `log_dir_unusable`
   * if it can't be opened for another reason than a disk that is full now.
   */
  constructor(settings: ThreatLogSettings) {
    this.#file = new AppendFile(settings.path, settings.write);
    this.#log = settings.log;
    this.#maxQueuedBytes = settings.maxQueuedBytes ?? MAX_QUEUED_BYTES;
    this.#onFileGone = settings.onFileGone ?? (() => {});
    this.#onRetried = settings.onRetried ?? (() => {});
    try {
      this.#file.open();
    } catch (error) {
      if (error instanceof UserError) throw error;
      if (errnoOf(error) !== 'ENOSPC') {
        throw new UserError('log_dir_unusable', `${settings.path} can't be written: ${faultOf(error)}`);
      }
    }
  }

  /** Lines that wait for the disk. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Lines given up, because the queue was full or the disk still refused at the end. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds a line: it is in the file when this returns, unless the disk refuses. Never throws. */
  append(threat: Threat): void {
    const line = Buffer.from(`${JSON.stringify(threat)}\n`);
    if (this.#queuedBytes + line.length > this.#maxQueuedBytes) {
      this.#dropped += 1;
      return;
    }
    this.#queue.push(line);
    this.#queuedBytes += line.length;
    if (this.#retry === undefined) this.flush();
  }

  /** Writes what waits, as far as the disk takes it. Returns whether nothing waits any more. */
  flush(): boolean {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    const waited = this.#queue.length;
    try {
      this.#writeQueue();
    } catch (error) {
      this.#refused(error, this.#queue.length < waited);
      return false;
    }
    if (this.#retryMs > 0) this.#log('INFO', 'The threat log can be written again', { dropped: this.#dropped });
    this.#retryMs = 0;
    return true;
  }

  /** Flushes and closes. Lines the disk still refuses are dropped, counted and logged. */
  close(): void {
    this.flush();
    clearTimeout(this.#retry);
    if (this.#queue.length > 0) {
      this.#dropped += this.#queue.length;
      this.#log('ERROR', 'Threat lines were lost: the disk refused them until the end', { lost: this.#queue.length });
      this.#queue.length = 0;
      this.#queuedBytes = 0;
    }
    this.#file.close();
  }

  #writeQueue(): void {
    for (let line = this.#queue[0]; line !== undefined; line = this.#queue[0]) {
      const { generation } = this.#file;
      this.#file.open();
      if (generation > 0 && generation !== this.#file.generation) this.#onFileGone();
      if (this.#sentIn !== this.#file.generation) this.#sent = 0;
      const taken = this.#file.append(line.subarray(this.#sent), this.#sent === 0);
      this.#sentIn = this.#file.generation;
      this.#sent += taken;
      if (this.#sent === line.length) {
        this.#queue.shift();
        this.#queuedBytes -= line.length;
        this.#sent = 0;
      } else if (taken === 0) {
        throw new Error('the system took no byte');
      }
    }
  }

  #refused(error: unknown, hasMoved: boolean): void {
    if (errnoOf(error) === 'ENOENT') this.#onFileGone();
    if (this.#retryMs === 0) {
      this.#log('ERROR', `The threat log can't be written: ${faultOf(error)}; lines are kept and tried again`, {
        path: this.#file.path,
      });
    }
    const doubled = hasMoved ? 0 : this.#retryMs * 2;
    this.#retryMs = Math.min(Math.max(doubled, RETRY_MIN_MS), RETRY_MAX_MS);
    this.#retry = setTimeout(() => {
      this.flush();
      this.#onRetried();
    }, this.#retryMs);
    this.#retry.unref();
  }
}
