import { renameSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import { AppendFile } from './append-file.ts';
import type { WriteBytes } from './append-file.ts';
import { errnoOf } from '../model/errno.ts';

/** Old log files kept beside the current one. */
const BACKUPS = 3;

/** The part of `node:fs` that `fs.createWriteStream` asks for. */
interface StreamFs {
  open(path: string, flags: unknown, mode: unknown, done: (error: null, fd: number) => void): void;
  write(
    fd: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: unknown,
    done: (error: null, written: number) => void,
  ): void;
  close(fd: number, done: (error: null) => void): void;
}

/**
 * The files behind the rotating log: `clawsec.log` is always the current one, `clawsec.1.log` the one before it, up to
 * three. A disk that refuses costs lines (counted) and nothing else: the next line is tried afresh.
 */
export class LogFile {
  readonly #dir: string;
  readonly #name: string;
  readonly #file: AppendFile;
  #lost = 0;
  /** Streams opened so far, and which of them start a new file with their first bytes. */
  #streams = 0;
  readonly #rotating = new Set<number>();

  constructor(dir: string, name: string, write?: WriteBytes) {
    this.#dir = dir;
    this.#name = name;
    this.#file = new AppendFile(join(dir, name), write);
  }

  /** Writes the disk refused. */
  get lost(): number {
    return this.#lost;
  }

  /**
   * What a rotating stream should write through: every name but the current one that it opens means "rotate now". Never
   * reports an error, because a stream that met one is dead for good.
   */
  streamFs(): StreamFs {
    return {
      open: (path, _flags, _mode, done) => {
        // No descriptor but the number of the stream: which descriptor is ours may change under it. Rotation waits for
        // its first bytes, because the stream before it may still be handing over its last ones.
        this.#streams += 1;
        if (basename(path) !== this.#name) this.#rotating.add(this.#streams);
        process.nextTick(done, null, this.#streams);
      },
      write: (stream, bytes, offset, length, _position, done) => {
        if (this.#rotating.delete(stream)) this.#rotate();
        this.#write(bytes.subarray(offset, offset + length));
        // At once, so that a stream that ends has handed over everything before the next one writes.
        done(null, length);
      },
      close: (_fd, done) => process.nextTick(done, null),
    };
  }

  /** Closes the current file. */
  close(): void {
    this.#file.close();
  }

  #write(bytes: Uint8Array): void {
    try {
      for (let sent = 0; sent < bytes.length; ) {
        const taken = this.#file.append(bytes.subarray(sent), sent === 0);
        if (taken === 0) throw new Error('the system took no byte');
        sent += taken;
      }
    } catch {
      this.#lost += 1;
    }
  }

  #rotate(): void {
    this.#file.close();
    for (let age = BACKUPS; age >= 1; age -= 1) {
      try {
        renameSync(this.#pathOf(age - 1), this.#pathOf(age));
      } catch (error) {
        // A gap in the row is normal; anything else keeps the current file growing, which beats losing lines.
        if (errnoOf(error) !== 'ENOENT') return;
      }
    }
  }

  #pathOf(age: number): string {
    const { name, ext } = parse(this.#name);
    return join(this.#dir, age === 0 ? this.#name : `${name}.${age}${ext}`);
  }
}
