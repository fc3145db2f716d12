import type { Decoding } from '../detect/content/decoding.ts';
import type { TextStream } from '../model/ports.ts';
import type { SkipReason } from '../model/skip.ts';

/** Files that wait for their turn; one more is not read. */
export const MAX_WAITING_FILES = 1024;

/** Begins to read a file; `onEnd` is to be called once, when it is read to its end. */
export type OpenFile = (onEnd: () => void) => TextStream;

interface WaitingFile {
  readonly open: OpenFile;
  readonly pieces: Uint8Array[];
  bytes: number;
  hasEnded: boolean;
  /** Once it is its turn. */
  stream: TextStream | undefined;
  isRead: boolean;
}

/**
 * Files of one archive, read one after the other however fast they come: a decoder takes memory, and setting it up
 * takes time. What waits counts as backlog of `decoding`; a file for which there is no room is read as far as there was.
 */
export class FileQueue {
  readonly #decoding: Decoding;
  readonly #skip: (reason: SkipReason) => void;
  readonly #files: WaitingFile[] = [];
  #waitingBytes = 0;
  #isAdvancing = false;

  constructor(decoding: Decoding, skip: (reason: SkipReason) => void) {
    this.#decoding = decoding;
    this.#skip = skip;
  }

  /** Appends a file, which is written to what is returned. */
  open(open: OpenFile): TextStream {
    if (this.#files.length > MAX_WAITING_FILES) {
      this.#skip('decode_backlog');
      return { write: () => undefined, end: () => undefined };
    }
    const file: WaitingFile = { open, pieces: [], bytes: 0, hasEnded: false, stream: undefined, isRead: false };
    this.#files.push(file);
    this.#advance();
    return { write: (bytes) => this.#write(file, bytes), end: () => this.#end(file) };
  }

  #write(file: WaitingFile, bytes: Uint8Array): void {
    if (file.stream !== undefined) file.stream.write(bytes);
    else if (!file.hasEnded) {
      if (this.#decoding.takeIn(bytes.length, this.#waitingBytes)) {
        file.pieces.push(bytes);
        file.bytes += bytes.length;
        this.#waitingBytes += bytes.length;
        return;
      }
      this.#skip('decode_backlog');
      this.#end(file);
    }
  }

  #end(file: WaitingFile): void {
    if (file.hasEnded) return;
    file.hasEnded = true;
    if (file.stream !== undefined) file.stream.end();
    else this.#decoding.startFinishing();
  }

  /** Takes one file after the other that is read at once, without a call inside a call for each. */
  #advance(): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    for (let file = this.#files[0]; file !== undefined && file.stream === undefined; file = this.#files[0]) {
      this.#begin(file);
      if (file.isRead) this.#files.shift();
    }
    this.#isAdvancing = false;
  }

  #begin(file: WaitingFile): void {
    const stream = file.open(() => {
      file.isRead = true;
      if (this.#isAdvancing) return;
      this.#files.shift();
      this.#advance();
    });
    file.stream = stream;
    this.#decoding.giveBack(file.bytes);
    this.#waitingBytes -= file.bytes;
    for (const piece of file.pieces.splice(0)) stream.write(piece);
    if (!file.hasEnded) return;
    stream.end();
    this.#decoding.finish();
  }
}
