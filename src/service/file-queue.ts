import type { Decoding } from '../detect/content/decoding.ts';
import { MAX_WHOLE_CODED_BYTES } from '../detect/content/whole.ts';
import type { TextStream } from '../model/ports.ts';
import type { SkipReason } from '../model/skip.ts';

/** Files that wait for their turn, of some 300 bytes beside their content; one more is not read. */
export const MAX_WAITING_FILES = 8192;

/** Files that are begun in one turn of the event loop: a small one is decoded at once, which takes some 20 µs. */
export const FILES_PER_TURN = 32;

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
 * takes time. A small file is read when all of it is there, for then it needs none. What waits counts as backlog of `decoding`; a file for which there is no room is read as far as there was.
 */
export class FileQueue {
  readonly #decoding: Decoding;
  readonly #skip: (reason: SkipReason) => void;
  readonly #files: WaitingFile[] = [];
  #waitingBytes = 0;
  #isAdvancing = false;
  #begunInTurn = 0;

  constructor(decoding: Decoding, skip: (reason: SkipReason) => void) {
    this.#decoding = decoding;
    this.#skip = skip;
  }

  /** Appends a file, which is written to what is returned. */
  open(open: OpenFile): TextStream {
    if (this.#files.length >= MAX_WAITING_FILES) {
      this.#skip('decode_backlog');
      return { write: () => undefined, end: () => undefined };
    }
    const file: WaitingFile = { open, pieces: [], bytes: 0, hasEnded: false, stream: undefined, isRead: false };
    this.#files.push(file);
    return { write: (bytes) => this.#write(file, bytes), end: () => this.#end(file) };
  }

  #write(file: WaitingFile, bytes: Uint8Array): void {
    if (file.stream !== undefined) file.stream.write(bytes);
    else if (!file.hasEnded) {
      if (this.#decoding.takeIn(bytes.length, this.#waitingBytes)) {
        file.pieces.push(bytes);
        file.bytes += bytes.length;
        this.#waitingBytes += bytes.length;
        if (file.bytes > MAX_WHOLE_CODED_BYTES) this.#advance();
        return;
      }
      this.#skip('decode_backlog');
      this.#end(file);
    }
  }

  #end(file: WaitingFile): void {
    if (file.hasEnded) return;
    file.hasEnded = true;
    if (file.stream !== undefined) {
      file.stream.end();
      return;
    }
    this.#decoding.startFinishing();
    this.#advance();
  }

  /** Takes one file after the other that is read at once, without a call inside a call for each. */
  #advance(): void {
    if (this.#isAdvancing) return;
    this.#isAdvancing = true;
    for (let file = this.#files[0]; file !== undefined && this.#mayBegin(file); file = this.#files[0]) {
      this.#begin(file);
      if (file.isRead) this.#files.shift();
    }
    this.#isAdvancing = false;
  }

  #mayBegin(file: WaitingFile): boolean {
    const isReady = file.stream === undefined && (file.hasEnded || file.bytes > MAX_WHOLE_CODED_BYTES);
    if (!isReady || this.#begunInTurn === FILES_PER_TURN) return false;
    if (this.#begunInTurn === 0) {
      setImmediate(() => {
        this.#begunInTurn = 0;
        this.#advance();
      });
    }
    this.#begunInTurn += 1;
    return true;
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
