import { Buffer } from 'node:buffer';
import type { SkipReason } from '../../model/skip.ts';
import type { DecoderOwner } from './decoder.ts';
import type { Decoding } from './decoding.ts';
import { ZlibDecoder } from './zlib-decoder.ts';

/** Takes the messages of one direction, in their order. */
export interface InflatedMessages {
  /** The next bytes of a message. They may be kept: nobody changes them afterwards. */
  write(bytes: Uint8Array, isInflated: boolean): void;
  endMessage(isInflated: boolean): void;
  /** Exactly once: no more messages come. */
  end(): void;
  /** A message was not read to its end: `ws_compressed` (damaged), `decode_bomb`, `decode_backlog`. */
  skip(reason: SkipReason): void;
}

/** Cut off each message by its sender (RFC 7692 §7.2.1). */
const TAIL = Buffer.from([0x00, 0x00, 0xff, 0xff]);

/** Pieces of a message are joined up to this size before they are inflated. */
const JOIN_BYTES = 16 * 1024;

/** Pieces and ends of messages that may wait, however small. */
const MAX_WAITING_ITEMS = 16 * 1024;

/** Deflate streams of one message: each needs an inflater of its own, some 50 µs. */
const MAX_STREAMS_PER_MESSAGE = 16;

/**
 * Less than other content gets, since an inflater stays as long as its WebSocket, and messages are small.
 */
const CHUNK_BYTES = 16 * 1024;

/** What waits; `gap`: something is missing here, and with it the context of what follows. */
type Item =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly isCompressed: boolean }
  | { readonly kind: 'end'; readonly isCompressed: boolean }
  | { readonly kind: 'gap' };

/**
 * Inflates the messages of one direction of a WebSocket that are compressed by permessage-deflate (RFC 7692), in the
 * threads of libuv; those that are not compressed pass as they are, at once if no compressed one waits before them.
 *
 * What was negotiated need not be known: a window of 32 KB reads smaller ones, and a context that is kept reads messages
 * that don't refer to it. The inflater is made with the first compressed message.
 *
 * A damaged message is broken off (`ws_compressed`), and so is one that grows beyond the limits of `decoding`
 * (`decode_bomb`); the next one starts with an empty context, as after a message that ends its deflate stream. A message
 * for which there is no room is not read from there on (`decode_backlog`), nor what refers to it.
 */
export class MessageInflater {
  readonly #sink: InflatedMessages;
  readonly #decoding: Decoding;
  readonly #waiting: Item[] = [];
  #waitingBytes = 0;
  #inflater: ZlibDecoder | undefined;
  /** Bytes with the inflater. */
  #fedBytes = 0;
  #isBusy = false;
  /** What is with the inflater is the last of its message. */
  #isLastPiece = false;
  #isScheduled = false;
  /** A compressed message has begun to be read. */
  #isInMessage = false;
  /** The rest of it is passed over. */
  #isReadingOver = false;
  #messageCoded = 0;
  #messageInflated = 0;
  #messageStreams = 0;
  /** Some of the message that is being written was taken in. */
  #isTakingIn = false;
  /** The rest of it is not. */
  #isRefusing = false;
  #hasEnded = false;
  #isDone = false;

  constructor(sink: InflatedMessages, decoding: Decoding) {
    this.#sink = sink;
    this.#decoding = decoding;
  }

  /** The next bytes of a message. They must not be changed afterwards. */
  write(bytes: Uint8Array, isCompressed: boolean): void {
    if (this.#hasEnded || bytes.length === 0 || this.#isRefusing) return;
    const waitingBytes = this.#waitingBytes + this.#fedBytes;
    if (!isCompressed && this.#isIdle) this.#sink.write(bytes, false);
    else if (this.#isFull || !this.#decoding.takeIn(bytes.length, waitingBytes)) {
      this.#isRefusing = true;
      this.#refuse();
      return;
    } else {
      this.#waitingBytes += bytes.length;
      this.#push({ kind: 'bytes', bytes, isCompressed });
    }
    this.#isTakingIn = true;
  }

  /** The message is complete. */
  endMessage(isCompressed: boolean): void {
    if (this.#hasEnded) return;
    const isBegun = this.#isTakingIn;
    const isRefused = this.#isRefusing;
    this.#isTakingIn = false;
    this.#isRefusing = false;
    if (!isCompressed && this.#isIdle) this.#sink.endMessage(false);
    else if (isBegun || !(isRefused || this.#isFull)) this.#push({ kind: 'end', isCompressed });
    else if (!isRefused) this.#refuse();
  }

  /** Nothing more comes. What waits is still read. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#decoding.startFinishing();
    this.#advance();
  }

  get #isIdle(): boolean {
    return this.#waiting.length === 0 && !this.#isBusy;
  }

  get #isFull(): boolean {
    return this.#waiting.length >= MAX_WAITING_ITEMS;
  }

  #refuse(): void {
    if (this.#waiting.at(-1)?.kind !== 'gap') this.#push({ kind: 'gap' });
    this.#sink.skip('decode_backlog');
  }

  #push(item: Item): void {
    this.#waiting.push(item);
    // Most often the rest of the message, or its end, comes within this turn: one trip to the inflater for all of it.
    if (this.#isBusy || this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#advance();
    });
  }

  #advance(): void {
    while (!this.#isBusy) {
      const item = this.#waiting[0];
      if (item === undefined) {
        if (this.#hasEnded) this.#finish();
        return;
      }
      if (this.#isToBeInflated(item)) this.#feed();
      else {
        this.#waiting.shift();
        this.#pass(item);
      }
    }
  }

  /** A message without any bytes is empty: its sender's deflate had nothing to flush, and so nothing to cut off. */
  #isToBeInflated(item: Item): boolean {
    if (item.kind === 'gap' || !item.isCompressed || this.#isReadingOver) return false;
    return item.kind === 'bytes' || this.#messageCoded > 0;
  }

  /** Passes on what is not compressed, and over what is not to be read. */
  #pass(item: Item): void {
    switch (item.kind) {
      case 'bytes':
        this.#waitingBytes -= item.bytes.length;
        this.#decoding.giveBack(item.bytes.length);
        if (!item.isCompressed) this.#sink.write(item.bytes, false);
        break;
      case 'end':
        if (!this.#isReadingOver) this.#sink.endMessage(item.isCompressed);
        this.#beginMessage();
        break;
      case 'gap':
        this.#inflater?.close();
        this.#inflater = undefined;
        if (!this.#isInMessage) break;
        this.#isInMessage = false;
        this.#isReadingOver = true;
        this.#sink.endMessage(true);
    }
  }

  #feed(): void {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    let count = 0;
    this.#isLastPiece = false;
    for (const item of this.#waiting) {
      const length = item.kind === 'bytes' ? item.bytes.length : 0;
      if (item.kind === 'gap' || (count > 0 && bytes + length > JOIN_BYTES)) break;
      count += 1;
      bytes += length;
      this.#isLastPiece = item.kind === 'end';
      pieces.push(item.kind === 'end' ? TAIL : item.bytes);
      if (this.#isLastPiece) break;
    }
    this.#waiting.splice(0, count);
    this.#waitingBytes -= bytes;
    this.#fedBytes = bytes;
    this.#messageCoded += bytes;
    this.#isInMessage = true;
    this.#isBusy = true;
    this.#inflater ??= this.#openInflater();
    this.#inflater.feed(pieces.length === 1 ? (pieces[0] ?? TAIL) : Buffer.concat(pieces));
  }

  #openInflater(): ZlibDecoder {
    this.#messageStreams += 1;
    return new ZlibDecoder('deflate-raw', this.#owner, CHUNK_BYTES);
  }

  readonly #owner: DecoderOwner = {
    output: (bytes) => {
      this.#messageInflated += bytes.length;
      if (this.#isBomb()) this.#breakOff('decode_bomb');
      else this.#sink.write(bytes, true);
    },
    idle: () => this.#pieceIsRead(),
    finished: (rest) => {
      this.#inflater = undefined;
      this.#goOnBehindFinalBlock(rest);
    },
    failed: () => {
      this.#inflater = undefined;
      this.#breakOff('ws_compressed');
    },
  };

  #pieceIsRead(): void {
    this.#settle();
    if (this.#isLastPiece) {
      this.#sink.endMessage(true);
      this.#beginMessage();
    }
    this.#advance();
  }

  /** A final block ends the deflate stream, but not the message (RFC 7692 §7.2.3.4): a new stream may follow. */
  #goOnBehindFinalBlock(rest: Uint8Array): void {
    const payload = this.#isLastPiece ? rest.subarray(0, -TAIL.length) : rest;
    const isPadding = payload.length === 1 && payload[0] === 0;
    if (payload.length === 0 || isPadding) this.#pieceIsRead();
    else if (this.#messageStreams >= MAX_STREAMS_PER_MESSAGE) this.#breakOff('ws_compressed');
    else {
      this.#inflater = this.#openInflater();
      this.#inflater.feed(rest);
    }
  }

  #isBomb(): boolean {
    const { maxBytes, maxRatio, ratioFromBytes } = this.#decoding.limits;
    const bytes = this.#messageInflated;
    return bytes > maxBytes || (bytes > ratioFromBytes && bytes > maxRatio * this.#messageCoded);
  }

  #breakOff(reason: SkipReason): void {
    this.#inflater?.close();
    this.#inflater = undefined;
    this.#settle();
    this.#sink.skip(reason);
    this.#sink.endMessage(true);
    const isOver = this.#isLastPiece;
    this.#beginMessage();
    this.#isReadingOver = !isOver;
    this.#advance();
  }

  #beginMessage(): void {
    this.#isInMessage = false;
    this.#isReadingOver = false;
    this.#messageCoded = 0;
    this.#messageInflated = 0;
    this.#messageStreams = 0;
  }

  #settle(): void {
    this.#isBusy = false;
    this.#decoding.giveBack(this.#fedBytes);
    this.#fedBytes = 0;
  }

  #finish(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#inflater?.close();
    this.#inflater = undefined;
    this.#sink.end();
    this.#decoding.finish();
  }
}
