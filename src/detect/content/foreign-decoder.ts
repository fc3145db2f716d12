import type { SkipReason } from '../../model/skip.ts';
import { type ForeignCoding, type ForeignPart, type ForeignStream, ScanRefused } from '../../model/ports.ts';
import type { Decoder, DecoderOwner } from './decoder.ts';

const NOTHING = new Uint8Array();

/** A coding that node:zlib lacks, undone somewhere else. */
export class ForeignDecoder implements Decoder {
  readonly #stream: ForeignStream;
  #owner: DecoderOwner | undefined;
  #part: ForeignPart | undefined;
  #isComplete = false;
  #isPaused = false;

  constructor(coding: ForeignCoding, owner: DecoderOwner) {
    this.#stream = coding.open();
    this.#owner = owner;
  }

  feed(bytes: Uint8Array): void {
    this.#ask(bytes);
  }

  end(): void {
    queueMicrotask(() =>
      this.#finish((owner) => (this.#isComplete ? owner.finished(NOTHING) : owner.failed('content_broken'))),
    );
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#goOn();
  }

  close(): void {
    this.#owner = undefined;
    this.#part = undefined;
    this.#stream.close();
  }

  #ask(bytes: Uint8Array): void {
    this.#stream.decode(bytes).then(
      (part) => {
        if (this.#owner === undefined) return;
        this.#part = part;
        for (const bytes of part.output) this.#owner?.output(bytes);
        this.#goOn();
      },
      (error: unknown) => {
        const reason: SkipReason = error instanceof ScanRefused ? error.reason : 'scan_failed';
        this.#finish((owner) => owner.failed(reason));
      },
    );
  }

  #goOn(): void {
    const part = this.#part;
    if (part === undefined || this.#isPaused) return;
    this.#part = undefined;
    switch (part.state) {
      case 'more':
        this.#ask(NOTHING);
        break;
      case 'broken':
        this.#finish((owner) => owner.failed('content_broken'));
        break;
      case 'partial':
      case 'complete':
        this.#isComplete = part.state === 'complete';
        if (part.unread.length === 0) this.#owner?.idle();
        else this.#finish((owner) => owner.finished(part.unread));
    }
  }

  #finish(tell: (owner: DecoderOwner) => void): void {
    const owner = this.#owner;
    this.close();
    if (owner !== undefined) tell(owner);
  }
}
