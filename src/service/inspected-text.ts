import type { TextScanner } from '../detect/scanner.ts';
import type { Finding, ScanWindow } from '../model/finding.ts';
import type { Direction, Flow } from '../model/flow.ts';
import type { TextStream } from '../model/ports.ts';

/** Findings of a text that was flushed are remembered, so many: what could not be decided is looked at once more. */
const MAX_REMEMBERED = 64;

/** All of a compressed text stands at one offset. */
const UNPACKED = /\b(?:gzip|zlib|zstd)\b/;

/** Whose window it is. */
export interface ScanOrigin {
  readonly flow: Flow;
  readonly direction: Direction;
  /** The finding as it is to be reported: where in the message it stands. Nothing when it has been reported before. */
  place(finding: Finding): Finding | undefined;
}

/** What a text needs from those it belongs to. */
export interface TextOwner {
  submit(window: ScanWindow, origin: ScanOrigin): void;
  /** The text waits for bytes: it is to be flushed when none come for a while. */
  startWaiting(text: InspectedText): void;
  stopWaiting(text: InspectedText): void;
}

/** Says where in the whole message a finding of one of its texts stands; nothing when it is found elsewhere, too. */
export type Placing = (finding: Finding) => Finding | undefined;

const asItIs: Placing = (finding) => finding;

/** A text that comes in pieces, on its way into windows. */
export class InspectedText implements TextStream, ScanOrigin {
  readonly flow: Flow;
  readonly direction: Direction;
  /** For the owner: bytes have come since it looked last. */
  hasMoved = false;
  /** Windows of it have been handed over: where their findings stand may be looked up in the text. */
  hasWindows = false;
  readonly #scanner: TextScanner;
  readonly #owner: TextOwner;
  readonly #placing: Placing;
  #isWaiting = false;
  #hasEnded = false;
  /** Rule and offset of each finding since the first flush. */
  #remembered: Set<string> | undefined;

  constructor(flow: Flow, direction: Direction, scanner: TextScanner, owner: TextOwner, placing: Placing = asItIs) {
    this.flow = flow;
    this.direction = direction;
    this.#scanner = scanner;
    this.#owner = owner;
    this.#placing = placing;
  }

  write(bytes: Uint8Array): void {
    if (this.#hasEnded) return;
    this.#scanner.write(bytes);
    this.hasMoved = true;
    this.#submitAll();
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#scanner.end();
    this.#submitAll();
  }

  /** Has what waits judged as it is; the text may go on. */
  flush(): void {
    this.#remembered ??= new Set();
    this.#scanner.flush();
    this.#submitAll();
  }

  place(finding: Finding): Finding | undefined {
    return this.#isNew(finding) ? this.#placing(finding) : undefined;
  }

  #isNew({ rule, offset, path, fingerprint }: Finding): boolean {
    const known = this.#remembered;
    if (known === undefined) return true;
    const key = `${rule} ${offset} ${UNPACKED.test(path) ? fingerprint : ''}`;
    if (known.has(key)) return false;
    for (const oldest of known) {
      if (known.size < MAX_REMEMBERED) break;
      known.delete(oldest);
    }
    known.add(key);
    return true;
  }

  #submitAll(): void {
    for (let window = this.#scanner.take(); window !== undefined; window = this.#scanner.take()) {
      this.hasWindows = true;
      this.#owner.submit(window, this);
    }
    const isWaiting = this.#scanner.hasPending;
    if (isWaiting === this.#isWaiting) return;
    this.#isWaiting = isWaiting;
    if (isWaiting) this.#owner.startWaiting(this);
    else this.#owner.stopWaiting(this);
  }
}
