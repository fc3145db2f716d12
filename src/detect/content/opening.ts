import { Buffer } from 'node:buffer';
import type { SkipReason } from '../../model/skip.ts';
import { beginsGzip, beginsZlib, beginsZstd, type Coding, looksLikeText, TEXT_PROBE_BYTES } from './codings.ts';
import { Layer } from './layer.ts';
import type { Content, Stage } from './stage.ts';
import { type Destination, TextStage } from './text-stage.ts';
import { type ByteOrder, byteOrderOf, Utf16Reader } from './utf16.ts';
import { beginsDeflate } from './whole.ts';
import { HAS_ZSTD } from './zlib-decoder.ts';

const NOTHING: Uint8Array = Buffer.alloc(0);

/** Codings undone one inside the other; what is wrapped deeper passes as it is. */
const MAX_DEPTH = 4;

/** What is known of bytes before they are seen. */
export interface Outset {
  readonly content: Content;
  readonly destination: Destination;
  /** Codings still to be undone, the one applied last at the end. */
  readonly declared: readonly (Coding | 'unknown')[];
  /** Codings undone already. */
  readonly path: readonly string[];
  /** False for what was tried as coded, and was not. */
  readonly mayBeCoded: boolean;
  /** What the head says of UTF-16. */
  readonly byteOrder: ByteOrder | undefined;
  /** There is room again after the stage was full. */
  readonly onRoom: () => void;
}

type Choice =
  | { readonly kind: 'wait' }
  | { readonly kind: 'coded'; readonly coding: Coding; readonly declared: Outset['declared'] }
  | { readonly kind: 'text'; readonly byteOrder: ByteOrder | undefined; readonly skipped?: SkipReason };

/**
 * Decides by the first bytes, with an eye to what was declared, what they are: another coding, UTF-16, or the text
 * itself. Magic is believed more than a declaration. It holds at most three bytes, and those only as long as they may
 * be magic; 64 of what looks like text and is said to be deflate: text often decodes for some bytes.
 */
export class Opening implements Stage {
  readonly #outset: Outset;
  #held: Uint8Array = NOTHING;
  #next: Stage | undefined;
  #isClosed = false;

  constructor(outset: Outset) {
    this.#outset = outset;
  }

  get isFull(): boolean {
    return this.#next?.isFull === true;
  }

  get keepsBytes(): boolean {
    return this.#held.length > 0 || this.#next?.keepsBytes === true;
  }

  write(bytes: Uint8Array): void {
    if (this.#next !== undefined) this.#next.write(bytes);
    else if (bytes.length > 0 && !this.#isClosed) this.#decide(bytes, false);
  }

  end(): void {
    if (this.#isClosed) return;
    if (this.#next === undefined) this.#decide(NOTHING, true);
    this.#next?.end();
  }

  close(): void {
    this.#isClosed = true;
    this.#next?.close();
  }

  #decide(bytes: Uint8Array, isEnd: boolean): void {
    const start = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const choice = choose(start, this.#outset, isEnd);
    if (choice.kind === 'wait') {
      this.#held = start;
      return;
    }
    this.#held = NOTHING;
    this.#next = this.#stageFor(choice);
    this.#next.write(start);
  }

  #stageFor(choice: Exclude<Choice, { kind: 'wait' }>): Stage {
    const outset = this.#outset;
    if (choice.kind === 'text') {
      if (choice.skipped !== undefined) outset.content.skip(choice.skipped);
      const utf16 = choice.byteOrder && new Utf16Reader(choice.byteOrder);
      return new TextStage(outset.destination, outset.path, utf16);
    }
    const { coding, declared } = choice;
    const layer: Layer = new Layer(coding, {
      content: outset.content,
      onRoom: outset.onRoom,
      openNext: (isDecoded) => {
        const path = isDecoded ? [...outset.path, coding] : outset.path;
        return new Opening({ ...outset, declared, path, mayBeCoded: isDecoded, onRoom: () => layer.goOn() });
      },
    });
    return layer;
  }
}

function choose(start: Uint8Array, outset: Outset, isEnd: boolean): Choice {
  const found = outset.mayBeCoded ? chooseCoding(start, outset, isEnd) : undefined;
  if (found?.kind === 'wait') return found;
  if (found?.kind === 'coded') {
    if (outset.path.length >= MAX_DEPTH) return { kind: 'text', byteOrder: undefined, skipped: 'decode_bomb' };
    const isForeign = found.coding === 'zstd' && !HAS_ZSTD && outset.content.decoding.zstd === undefined;
    return isForeign ? { kind: 'text', byteOrder: undefined, skipped: 'content_encoding' } : found;
  }
  const mark = byteOrderOf(start);
  const isShort = mark === undefined || (outset.byteOrder !== undefined && start.length < PROBE_BYTES);
  if (isShort && !isEnd) return { kind: 'wait' };
  const isMarked = mark !== undefined && mark !== 'none';
  const byteOrder = isMarked ? mark : isAscii(start) ? undefined : outset.byteOrder;
  return found?.kind === 'text' ? { ...found, byteOrder } : { kind: 'text', byteOrder };
}

/** `undefined` for what is not coded. */
function chooseCoding(start: Uint8Array, { declared }: Outset, isEnd: boolean): Choice | undefined {
  const isGzip = beginsGzip(start);
  const isZstd = beginsZstd(start);
  if (!isEnd && (isGzip === undefined || isZstd === undefined)) return { kind: 'wait' };
  if (isGzip === true || isZstd === true) {
    const coding = isGzip === true ? 'gzip' : 'zstd';
    const at = declared.lastIndexOf(coding);
    return { kind: 'coded', coding, declared: at === -1 ? declared : declared.slice(0, at) };
  }
  if (start.length === 0) return undefined;
  // What is known by its magic, and does not have it, was not applied.
  const at = declared.findLastIndex((coding) => coding !== 'gzip' && coding !== 'zstd');
  const coding = declared[at];
  if (coding === 'unknown') return { kind: 'text', byteOrder: undefined, skipped: 'content_encoding' };
  if (coding !== 'br' && coding !== 'deflate') return undefined;
  if (coding === 'deflate' && !isEnd && (start.length < 2 || mayBeText(start))) return { kind: 'wait' };
  if (coding === 'deflate' && !beginsZlib(start) && looksLikeText(start) && !beginsDeflate(start, isEnd))
    return undefined;
  return { kind: 'coded', coding, declared: declared.slice(0, at) };
}

/** Whether more bytes are needed to tell text from deflate without a header. */
function mayBeText(start: Uint8Array): boolean {
  return start.length < TEXT_PROBE_BYTES && !beginsZlib(start) && looksLikeText(start);
}

/** So many bytes tell whether what is named UTF-16 is ASCII all the same: UTF-16 of Latin letters has zeros there. */
const PROBE_BYTES = 4;

function isAscii(bytes: Uint8Array): boolean {
  return bytes.subarray(0, PROBE_BYTES).every((byte) => byte >= 0x09 && byte < 0x7f);
}
