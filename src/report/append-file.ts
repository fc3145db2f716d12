import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from '../model/errno.ts';
import { UserError } from '../model/errors.ts';

/** Writes `bytes` to `fd` and returns how many were taken, as `fs.writeSync` does. Replaceable, to rehearse a full disk. */
export type WriteBytes = (fd: number, bytes: Uint8Array) => number;

const NEWLINE = 0x0a;
const OWNER_ONLY = 0o600;

/**
 * A text file that only grows: opened with O_APPEND and O_NOFOLLOW, readable by its owner only. When somebody moves or
 * deletes it, the next write goes to a new file of the same name. A torn last line (somebody was killed, the disk was
 * full) is closed with a newline before anything is added.
 */
export class AppendFile {
  readonly path: string;
  readonly #write: WriteBytes;
  #fd: number | undefined;
  #torn = false;
  #opened = 0;

  constructor(path: string, write: WriteBytes = writeSync) {
    this.path = path;
    this.#write = write;
  }

  /** Rises whenever another file is opened: a line begun in an earlier one must be started again. */
  get generation(): number {
    return this.#opened;
  }

  /**
   * Opens the file if it is not open, or no longer the one at `path`. Throws the system's error when it can't, and a
   * `UserError` when something else than a regular file stands there.
   */
  open(): void {
    if (this.#fd !== undefined && this.#isCurrent(this.#fd)) return;
    this.close();
    this.#checkFolder();
    const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
    let fd: number;
    try {
      // Readable too, to see whether the last line is torn; not blocking, should a pipe have been planted here.
      fd = openSync(this.path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | constants.O_NONBLOCK, OWNER_ONLY);
    } catch (error) {
      if (errnoOf(error) === 'ELOOP') throw new UserError('log_dir_unsafe', `${this.path} is a symbolic link.`);
      throw error;
    }
    try {
      const stats = fstatSync(fd);
      if (!stats.isFile()) throw new UserError('log_dir_unsafe', `${this.path} is not a regular file.`);
      if ((stats.mode & 0o077) !== 0) fchmodSync(fd, OWNER_ONLY);
      this.#torn = endsTorn(fd, stats);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    this.#fd = fd;
    this.#opened += 1;
  }

  /**
   * Appends what it can of `bytes` in one write and returns how many bytes were taken (less than all on a disk that is
   * filling up). Throws the system's error when nothing could be written.
   * @param startsLine Whether `bytes` begin a line; a torn line before them is then closed first.
   */
  append(bytes: Uint8Array, startsLine: boolean): number {
    this.open();
    const fd = this.#fd;
    if (fd === undefined) return 0;
    if (startsLine && this.#torn) {
      if (this.#write(fd, Uint8Array.of(NEWLINE)) === 0) return 0;
      this.#torn = false;
    }
    const taken = this.#write(fd, bytes);
    if (taken > 0) this.#torn = bytes[taken - 1] !== NEWLINE;
    return taken;
  }

  /** Closes it; the next `append` opens it again. */
  close(): void {
    if (this.#fd === undefined) return;
    closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** The folder may have been deleted, and another one planted in its place, since the start. */
  #checkFolder(): void {
    const folder = dirname(this.path);
    const stats = lstatSync(folder);
    if (!stats.isDirectory() || stats.uid !== process.geteuid?.()) {
      throw new UserError('log_dir_unsafe', `${folder} is a link, no folder, or belongs to another user.`);
    }
  }

  #isCurrent(fd: number): boolean {
    try {
      const there = statSync(this.path);
      const ours = fstatSync(fd);
      return there.ino === ours.ino && there.dev === ours.dev;
    } catch {
      return false;
    }
  }
}

function endsTorn(fd: number, stats: Stats): boolean {
  if (stats.size === 0) return false;
  const last = new Uint8Array(1);
  return readSync(fd, last, 0, 1, stats.size - 1) === 1 && last[0] !== NEWLINE;
}
