import type { Stage } from './stage.ts';
import type { Utf16Reader } from './utf16.ts';

/** Where decoded content ends up. */
export interface Destination {
  /** Called once, before the first write and before the end. */
  begin(path: readonly string[]): void;
  write(bytes: Uint8Array): void;
  end(): void;
  /** As `Stage.keepsBytes`; without it, they are kept. */
  readonly keepsBytes?: boolean;
}

/** The last stage: hands on the text, from UTF-16 if a reader for it is given, and says before by which path it came. */
export class TextStage implements Stage {
  readonly isFull = false;
  readonly #destination: Destination;
  readonly #path: readonly string[];
  readonly #utf16: Utf16Reader | undefined;
  #hasBegun = false;
  #isClosed = false;

  constructor(destination: Destination, path: readonly string[], utf16: Utf16Reader | undefined) {
    this.#destination = destination;
    this.#path = utf16 === undefined ? path : [...path, 'utf-16'];
    this.#utf16 = utf16;
  }

  get keepsBytes(): boolean {
    return this.#destination.keepsBytes !== false;
  }

  write(bytes: Uint8Array): void {
    const text = this.#utf16 === undefined ? bytes : this.#utf16.read(bytes);
    if (this.#isClosed || text.length === 0) return;
    this.#begin();
    this.#destination.write(text);
  }

  end(): void {
    if (this.#isClosed) return;
    const left = this.#utf16?.end();
    this.#begin();
    if (left !== undefined && left.length > 0) this.#destination.write(left);
    this.#isClosed = true;
    this.#destination.end();
  }

  close(): void {
    this.#isClosed = true;
  }

  #begin(): void {
    if (!this.#hasBegun) this.#destination.begin(this.#path);
    this.#hasBegun = true;
  }
}
