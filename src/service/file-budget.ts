import type { DecodingLimits } from '../detect/content/decoding.ts';

/** What all files in one body may grow to together: as much as one compressed content. */
export class FileBudget {
  readonly #limits: DecodingLimits;
  #codedBytes = 0;
  #decodedBytes = 0;
  #isSpent = false;

  constructor(limits: DecodingLimits) {
    this.#limits = limits;
  }

  /** It has been too much, once and for all: nothing more is to be opened. */
  get isSpent(): boolean {
    return this.#isSpent;
  }

  /** So many more bytes of the body have come. */
  earn(bytes: number): void {
    this.#codedBytes += bytes;
  }

  /** So many bytes have come out of a file. */
  spend(bytes: number): void {
    this.#decodedBytes += bytes;
    const { maxBytes, maxRatio, ratioFromBytes } = this.#limits;
    const decoded = this.#decodedBytes;
    this.#isSpent ||= decoded > maxBytes || (decoded > ratioFromBytes && decoded > maxRatio * this.#codedBytes);
  }
}
