import { Buffer } from 'node:buffer';
import type { SkipReason } from '../../model/skip.ts';
import { type Coding, looksLikeText } from './codings.ts';
import type { Decoder } from './decoder.ts';
import { ForeignDecoder } from './foreign-decoder.ts';
import { type Framing, framingOf, type Header } from './framing.ts';
import { PieceQueue } from './piece-queue.ts';
import { Replay } from './replay.ts';
import type { Content, Stage } from './stage.ts';
import { MAX_WHOLE_CODED_BYTES } from './whole.ts';
import { HAS_ZSTD, ZlibDecoder } from './zlib-decoder.ts';

/** Of what waits behind another layer; that one waits then. */
const FULL_BYTES = 256 * 1024;

/** Coded bytes kept from the start of a stream, in case they turn out to be damaged or not coded at all. */
const KEPT_BYTES = 64 * 1024;
/** Small pieces may hold more memory than their own. */
const KEPT_PIECES = 256;

/** Members a gzip stream may have, and one more for each KB: setting up a decoder costs some 50 µs. */
const FREE_MEMBERS = 64;
const BYTES_PER_MEMBER = 1024;

/** What a layer is put between. */
export interface LayerPlace {
  readonly content: Content;
  /** Opens what stands behind this layer: the content decoded, or as it is if it was not coded so. */
  readonly openNext: (isDecoded: boolean) => Stage;
  /** There is room again in a layer that was full. */
  readonly onRoom: () => void;
}

type State = 'header' | 'body' | 'trailer' | 'behind' | 'passing' | 'done';

/** Undoes one coding of a content. */
export class Layer implements Stage {
  readonly #coding: Coding;
  readonly #place: LayerPlace;
  readonly #queue = new PieceQueue();
  #framing: Framing | undefined;
  #state: State = 'header';
  #next: Stage | undefined;
  #decoder: Decoder | undefined;
  #replay: Replay | undefined;
  /** A piece is with the decoder, or its end is. */
  #isBusy = false;
  #pieceBytes = 0;
  #hasStarted = false;
  #hasEnded = false;
  #isCut = false;
  #wasFull = false;
  #trailerLeft = 0;
  #members = 0;
  #codedBytes = 0;
  #decodedBytes = 0;
  #memberBytes = 0;
  /** The member from its start on; `undefined` when that has become too much. */
  #kept: Uint8Array[] | undefined = [];
  #keptBytes = 0;
  /** So many pieces of that are the header: of the first member it is kept, too. */
  #headerPieces = 0;
  #header: Header | undefined;

  constructor(coding: Coding, place: LayerPlace) {
    this.#coding = coding;
    this.#place = place;
  }

  get isFull(): boolean {
    return this.#queue.bytes >= FULL_BYTES || this.#next?.isFull === true;
  }

  get keepsBytes(): boolean {
    return this.#state !== 'done' || this.#next?.keepsBytes === true;
  }

  write(bytes: Uint8Array): void {
    if (this.#hasEnded || bytes.length === 0) return;
    if (!this.#place.content.decoding.takeIn(bytes.length, this.#queue.bytes + this.#pieceBytes)) {
      this.#place.content.skip('decode_backlog');
      this.#isCut = true;
      this.#hasEnded = true;
    } else this.#queue.push(bytes);
    this.#wasFull ||= this.isFull;
    if (this.#hasStarted) {
      this.#advance();
      return;
    }
    // The end may come within this turn, and then the content is whole.
    this.#hasStarted = true;
    queueMicrotask(() => this.#advance());
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.#decoder === undefined && this.#state === 'header' && this.#decodeWhole()) return;
    this.#advance();
  }

  close(): void {
    this.#finishState();
    this.#next?.close();
  }

  #decodeWhole(): boolean {
    if (this.#members > 0 || this.#queue.bytes > MAX_WHOLE_CODED_BYTES) return false;
    const coded = this.#queue.takeAll();
    const { decoding } = this.#place.content;
    const whole = decoding.whole.decode(this.#coding, coded);
    if (whole === undefined) {
      this.#queue.unshift(coded);
      return false;
    }
    decoding.giveBack(coded.length);
    this.#deliver(whole);
    this.#finish();
    if (this.#next?.keepsBytes !== true) decoding.whole.letGo(whole);
    return true;
  }

  #advance(): void {
    while (!this.#isBusy && this.#replay === undefined) {
      switch (this.#state) {
        case 'header':
          if (!this.#readHeader()) return;
          break;
        case 'body':
          if (this.#next?.isFull === true) return;
          this.#feed();
          return;
        case 'trailer':
          if (!this.#skipTrailer()) return;
          break;
        case 'behind':
          if (!this.#readBehind()) return;
          break;
        case 'passing':
          if (!this.#passOn()) return;
          break;
        case 'done':
          return;
      }
    }
  }

  /** These return false when there is no more to do for now. */
  #readHeader(): boolean {
    if (this.#queue.bytes > 0) {
      const bytes = this.#queue.take();
      this.#framing ??= framingOf(this.#coding, bytes);
      this.#header ??= this.#framing.openHeader();
      const length = this.#header.read(bytes);
      this.#take(length);
      this.#queue.unshift(bytes.subarray(length));
      if (this.#members === 0) this.#keep(bytes.subarray(0, length));
    }
    if (this.#framing !== undefined && this.#header?.isComplete === true) return this.#beginMember(this.#framing);
    if (this.#queue.bytes > 0) return true;
    if (!this.#hasEnded) return false;
    this.#break('content_broken');
    return true;
  }

  #beginMember({ inner }: Framing): boolean {
    const { content } = this.#place;
    this.#members += 1;
    if (this.#members > FREE_MEMBERS + this.#codedBytes / BYTES_PER_MEMBER) {
      content.stop('decode_bomb');
      return false;
    }
    this.#header = undefined;
    this.#memberBytes = 0;
    if (this.#members > 1) {
      this.#kept = [];
      this.#keptBytes = 0;
    }
    this.#headerPieces = this.#kept?.length ?? 0;
    const zstd = inner === 'zstd' && !HAS_ZSTD ? content.decoding.zstd : undefined;
    this.#decoder = zstd === undefined ? new ZlibDecoder(inner, this.#owner) : new ForeignDecoder(zstd, this.#owner);
    this.#state = 'body';
    return true;
  }

  #feed(): void {
    if (this.#queue.bytes === 0) {
      if (!this.#hasEnded) return;
      this.#isBusy = true;
      this.#decoder?.end();
      return;
    }
    const piece = this.#queue.take();
    this.#isBusy = true;
    this.#pieceBytes = piece.length;
    this.#keep(piece);
    this.#decoder?.feed(piece);
    this.#tellRoom();
  }

  #keep(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#keptBytes += piece.length;
    this.#kept?.push(piece);
    if (this.#keptBytes > KEPT_BYTES || (this.#kept?.length ?? 0) > KEPT_PIECES) this.#kept = undefined;
  }

  readonly #owner = {
    output: (bytes: Uint8Array): void => {
      this.#memberBytes += bytes.length;
      this.#deliver(bytes);
      if (this.#next?.isFull === true) this.#decoder?.pause();
    },
    idle: (): void => {
      this.#isBusy = false;
      this.#takePiece(this.#pieceBytes);
      this.#advance();
    },
    finished: (rest: Uint8Array): void => {
      this.#isBusy = false;
      this.#decoder = undefined;
      this.#takePiece(this.#pieceBytes - rest.length);
      this.#queue.unshift(rest);
      this.#trailerLeft = this.#framing?.trailerBytes ?? 0;
      this.#state = 'trailer';
      this.#advance();
    },
    failed: (reason: SkipReason): void => {
      this.#isBusy = false;
      this.#decoder = undefined;
      this.#recover(reason);
    },
  };

  #skipTrailer(): boolean {
    while (this.#trailerLeft > 0 && this.#queue.bytes > 0) {
      const bytes = this.#queue.take();
      const length = Math.min(bytes.length, this.#trailerLeft);
      this.#trailerLeft -= length;
      this.#take(length);
      this.#queue.unshift(bytes.subarray(length));
    }
    if (this.#trailerLeft === 0) this.#state = 'behind';
    else if (this.#hasEnded) this.#break('content_broken');
    else return false;
    return true;
  }

  /** Behind the end: zeros that fill up, another member, or something that does not belong there and is read as it is. */
  #readBehind(): boolean {
    const bytes = this.#queue.takeAll();
    const rest = bytes.subarray(zerosBefore(bytes));
    this.#take(bytes.length - rest.length);
    if (rest.length === 0) {
      if (this.#hasEnded) this.#finish();
      return false;
    }
    this.#queue.unshift(rest);
    const isMember = this.#framing?.beginsAgain(rest);
    if (isMember === undefined && !this.#hasEnded) return false;
    if (isMember === true) this.#state = 'header';
    else {
      this.#state = 'passing';
      this.#place.content.skip('content_broken');
    }
    return true;
  }

  #passOn(): boolean {
    if (this.#queue.bytes > 0) {
      if (this.#next?.isFull === true) return false;
      const bytes = this.#queue.take();
      this.#take(bytes.length);
      this.#open(true).write(bytes);
      this.#tellRoom();
      return true;
    }
    if (this.#hasEnded) this.#finish();
    return false;
  }

  /** What was fed last does not decode, or the end is missing. */
  #recover(reason: SkipReason): void {
    const kept = this.#kept;
    const coded = kept && Buffer.concat(kept.slice(this.#headerPieces));
    const failedBytes = this.#pieceBytes;
    const framing = this.#framing;
    if (coded === undefined || framing === undefined) {
      this.#break(reason);
      return;
    }
    if (this.#next === undefined && !framing.hasMagic && looksLikeText(coded)) {
      this.#pass();
      return;
    }
    if (failedBytes === 0 || (framing.inner === 'zstd' && !HAS_ZSTD)) {
      this.#break(reason);
      return;
    }
    this.#replay = new Replay({
      inner: framing.inner,
      coded,
      soundBytes: coded.length - failedBytes,
      deliveredBytes: this.#memberBytes,
      deliver: (bytes) => this.#deliver(bytes),
      done: () => {
        this.#replay = undefined;
        this.#break(reason);
      },
    });
  }

  /** Ends the reading where nothing can be read any more; what was never decoded at all is read as it is. */
  #break(reason: SkipReason): void {
    if (this.#state === 'done') return;
    if (!this.#isCut) this.#place.content.skip(reason);
    if (this.#next === undefined && this.#kept !== undefined) this.#pass();
    else this.#finish();
  }

  /** Reads the content as it is: it was not coded so. */
  #pass(): void {
    const next = this.#open(false);
    for (const piece of this.#kept ?? []) next.write(piece);
    this.#takePiece(this.#pieceBytes);
    this.#state = 'passing';
    this.#advance();
  }

  #open(isDecoded: boolean): Stage {
    this.#next ??= this.#place.openNext(isDecoded);
    return this.#next;
  }

  #deliver(bytes: Uint8Array): void {
    this.#decodedBytes += bytes.length;
    if (this.#place.content.isBomb(this.#decodedBytes)) this.#place.content.stop('decode_bomb');
    else this.#open(true).write(bytes);
  }

  /** Room behind this layer: what was held goes on. */
  goOn(): void {
    this.#decoder?.resume();
    this.#advance();
    this.#tellRoom();
  }

  #tellRoom(): void {
    if (this.isFull) this.#wasFull = true;
    else if (this.#wasFull) {
      this.#wasFull = false;
      this.#place.onRoom();
    }
  }

  #takePiece(bytes: number): void {
    this.#pieceBytes = 0;
    this.#take(bytes);
  }

  /** So many bytes of the queue are dealt with. */
  #take(bytes: number): void {
    this.#codedBytes += bytes;
    this.#place.content.decoding.giveBack(bytes);
  }

  #finish(): void {
    const next = this.#open(this.#members > 0 || this.#decodedBytes > 0);
    this.#finishState();
    next.end();
  }

  #finishState(): void {
    if (this.#state === 'done') return;
    this.#state = 'done';
    this.#hasEnded = true;
    this.#decoder?.close();
    this.#decoder = undefined;
    this.#replay?.close();
    this.#place.content.decoding.giveBack(this.#pieceBytes + this.#queue.takeAll().length);
    this.#pieceBytes = 0;
    this.#kept = undefined;
  }
}

const ZEROS = Buffer.alloc(64 * 1024);

/** How many zeros stand at the start; whole pages of them cost next to nothing. */
function zerosBefore(bytes: Uint8Array): number {
  let at = 0;
  while (at + ZEROS.length <= bytes.length && ZEROS.equals(bytes.subarray(at, at + ZEROS.length))) at += ZEROS.length;
  const other = bytes.subarray(at, at + ZEROS.length).findIndex((byte) => byte !== 0);
  return other === -1 ? Math.min(bytes.length, at + ZEROS.length) : at + other;
}
