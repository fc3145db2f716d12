import { withRoom } from './copy-bytes.ts';
import type { Http2Limits } from './http2-limits.ts';
import type { Side } from './sink.ts';

/** What a client sends before its first frame (RFC 9113 section 3.4). */
const CLIENT_PREFACE: Buffer = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

const HEADER_BYTES = 9;
/** The longest run of fixed fields at the beginning of a payload: of GOAWAY. */
const MAX_PREFIX_BYTES = 8;

const DATA = 0x0;
const HEADERS = 0x1;
const RST_STREAM = 0x3;
const SETTINGS = 0x4;
const PUSH_PROMISE = 0x5;
const PING = 0x6;
const GOAWAY = 0x7;
const WINDOW_UPDATE = 0x8;
const CONTINUATION = 0x9;

const ACK = 0x1;
const END_STREAM = 0x1;
const END_HEADERS = 0x4;
const PADDED = 0x8;
const PRIORITY = 0x20;

const NOTHING = Buffer.alloc(0);

/** What one direction of a connection says, frame by frame. Ranges are of a buffer that is only lent. */
export interface FrameSink {
  /** The next bytes of a body, never none. */
  data(stream: number, bytes: Buffer, from: number, to: number): void;
  /** A DATA frame had END_STREAM. */
  dataEnd(stream: number): void;
  /** A whole field block of HEADERS and its CONTINUATION frames. */
  headers(stream: number, endsStream: boolean, bytes: Buffer, from: number, to: number): void;
  /** A whole field block of PUSH_PROMISE: the request of the stream `promised`. */
  promise(promised: number, bytes: Buffer, from: number, to: number): void;
  /** RST_STREAM. */
  reset(stream: number): void;
  /** GOAWAY: streams of the other side above this one are not served. */
  goAway(lastStream: number): void;
  /** The frames break RFC 9113: nothing is read from here on. `detail` quotes nothing of them. */
  broken(detail: string): void;
}

type State = 'preface' | 'header' | 'prefix' | 'body' | 'padding' | 'stopped';

/**
 * Reads the frames of one direction (RFC 9113 sections 4 and 6) from its first byte on, the client's preface included.
 * Fed chunks are never changed or kept, and the same bytes give the same reports however they are cut. Bodies are
 * handed on as they come; held is a field block at most, and only when it comes in pieces.
 */
export class FrameReader {
  readonly #from: Side;
  readonly #sink: FrameSink;
  readonly #limits: Http2Limits;

  #state: State;
  /** What came of the preface, the header or the prefix that is being read. */
  #have = 0;
  readonly #held = Buffer.alloc(HEADER_BYTES);
  #isFirst = true;

  #type = DATA;
  #flags = 0;
  #stream = 0;
  #prefixBytes = 0;
  /** Bytes of the payload that are left: of its body, without the padding. */
  #left = 0;
  #padding = 0;

  /** The stream whose field block is not complete; 0 when none is open. */
  #blockStream = 0;
  #blockEndsStream = false;
  /** The promised stream of a PUSH_PROMISE; 0 for HEADERS. */
  #blockPromised = 0;
  #continuations = 0;
  #block: Buffer = NOTHING;
  #blockBytes = 0;

  constructor(from: Side, sink: FrameSink, limits: Http2Limits) {
    this.#from = from;
    this.#sink = sink;
    this.#limits = limits;
    this.#state = from === 'client' ? 'preface' : 'header';
  }

  /** The next bytes of this direction, of any number. Never throws of its own accord. */
  feed(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      switch (this.#state) {
        case 'preface':
          at = this.#readPreface(chunk, at);
          break;
        case 'header':
          at = this.#readHeader(chunk, at);
          break;
        case 'prefix':
          at = this.#readPrefix(chunk, at);
          break;
        case 'body':
          at = this.#readBody(chunk, at);
          break;
        case 'padding':
          at = this.#skipPadding(chunk, at);
          break;
        case 'stopped':
          return;
      }
    }
  }

  /** Reads and reports nothing from here on, and lets go of what it holds. */
  stop(): void {
    this.#state = 'stopped';
    this.#block = NOTHING;
  }

  #readPreface(chunk: Buffer, at: number): number {
    const end = Math.min(at + CLIENT_PREFACE.length - this.#have, chunk.length);
    const have = this.#have + end - at;
    if (chunk.compare(CLIENT_PREFACE, this.#have, have, at, end) !== 0) this.#break('no preface of HTTP/2');
    else if (have < CLIENT_PREFACE.length) this.#have = have;
    else this.#nextFrame();
    return end;
  }

  #readHeader(chunk: Buffer, at: number): number {
    if (this.#have === 0 && chunk.length - at >= HEADER_BYTES) {
      this.#beginFrame(chunk, at);
      return at + HEADER_BYTES;
    }
    const end = this.#hold(chunk, at, HEADER_BYTES);
    if (this.#have === HEADER_BYTES) this.#beginFrame(this.#held, 0);
    return end;
  }

  /** Copies into `#held` what is missing of `need` bytes; returns the offset behind what it took. */
  #hold(chunk: Buffer, at: number, need: number): number {
    const end = Math.min(at + need - this.#have, chunk.length);
    for (let i = at; i < end; i += 1) {
      this.#held[this.#have] = chunk[i] as number;
      this.#have += 1;
    }
    return end;
  }

  #beginFrame(bytes: Buffer, at: number): void {
    this.#have = 0;
    this.#left = bytes.readUIntBE(at, 3);
    this.#type = bytes[at + 3] as number;
    this.#flags = bytes[at + 4] as number;
    this.#stream = bytes.readUInt32BE(at + 5) & 0x7fffffff;
    this.#padding = 0;
    const fault = this.#faultOf();
    if (fault !== '') {
      this.#break(fault);
      return;
    }
    this.#isFirst = false;
    this.#prefixBytes = this.#prefixLength();
    if (this.#left < this.#prefixBytes) {
      this.#break('frame too short');
      return;
    }
    this.#left -= this.#prefixBytes;
    if (this.#prefixBytes > 0) this.#state = 'prefix';
    else this.#beginBody();
  }

  /** What forbids the frame that this header announces, '' when nothing does. */
  #faultOf(): string {
    if (this.#isFirst && (this.#type !== SETTINGS || (this.#flags & ACK) !== 0)) return 'first frame is not SETTINGS';
    if (this.#blockStream !== 0 && (this.#type !== CONTINUATION || this.#stream !== this.#blockStream)) {
      return 'field block interrupted';
    }
    switch (this.#type) {
      case DATA:
      case HEADERS:
        return this.#stream === 0 ? 'message on stream 0' : '';
      case PUSH_PROMISE:
        if (this.#from === 'client') return 'promise of a client';
        return this.#stream === 0 ? 'promise on stream 0' : '';
      case CONTINUATION:
        if (this.#blockStream === 0) return 'continuation of nothing';
        this.#continuations += 1;
        return this.#continuations > this.#limits.maxContinuations ? 'field block in too many frames' : '';
      case RST_STREAM:
        if (this.#stream === 0) return 'reset of stream 0';
        return this.#left === 4 ? '' : 'frame of a wrong length';
      case SETTINGS:
        if (this.#stream !== 0) return 'settings of a stream';
        return this.#left % 6 === 0 ? '' : 'frame of a wrong length';
      case PING:
        return this.#left === 8 ? '' : 'frame of a wrong length';
      case WINDOW_UPDATE:
        return this.#left === 4 ? '' : 'frame of a wrong length';
      default:
        return '';
    }
  }

  #prefixLength(): number {
    const padLength = (this.#flags & PADDED) === 0 ? 0 : 1;
    switch (this.#type) {
      case DATA:
        return padLength;
      case HEADERS:
        return padLength + ((this.#flags & PRIORITY) === 0 ? 0 : 5);
      case PUSH_PROMISE:
        return padLength + 4;
      case GOAWAY:
        return MAX_PREFIX_BYTES;
      default:
        return 0;
    }
  }

  #readPrefix(chunk: Buffer, at: number): number {
    if (this.#have === 0 && chunk.length - at >= this.#prefixBytes) {
      this.#usePrefix(chunk, at);
      return at + this.#prefixBytes;
    }
    const end = this.#hold(chunk, at, this.#prefixBytes);
    if (this.#have === this.#prefixBytes) this.#usePrefix(this.#held, 0);
    return end;
  }

  #usePrefix(bytes: Buffer, at: number): void {
    this.#have = 0;
    if (this.#type === GOAWAY) {
      this.#beginBody();
      this.#sink.goAway(bytes.readUInt32BE(at) & 0x7fffffff);
      return;
    }
    const isPadded = (this.#flags & PADDED) !== 0;
    if (isPadded) this.#padding = bytes[at] as number;
    if (this.#padding > this.#left) {
      this.#break('padding longer than its frame');
      return;
    }
    this.#left -= this.#padding;
    if (this.#type === PUSH_PROMISE) {
      this.#blockPromised = bytes.readUInt32BE(isPadded ? at + 1 : at) & 0x7fffffff;
      if (this.#blockPromised === 0) {
        this.#break('promise of stream 0');
        return;
      }
    }
    this.#beginBody();
  }

  #beginBody(): void {
    const { maxBlockBytes } = this.#limits;
    switch (this.#type) {
      case HEADERS:
      case PUSH_PROMISE:
        this.#blockStream = this.#stream;
        this.#blockEndsStream = this.#type === HEADERS && (this.#flags & END_STREAM) !== 0;
        if (this.#type === HEADERS) this.#blockPromised = 0;
        this.#continuations = 0;
        if (this.#left > maxBlockBytes) this.#break('field block too large');
        break;
      case CONTINUATION:
        if (this.#blockBytes + this.#left > maxBlockBytes) this.#break('field block too large');
        break;
      default:
        break;
    }
    if (this.#state === 'stopped') return;
    if (this.#left > 0) this.#state = 'body';
    else this.#endBody(this.#block, 0, this.#blockBytes);
  }

  #readBody(chunk: Buffer, at: number): number {
    const end = Math.min(at + this.#left, chunk.length);
    this.#left -= end - at;
    switch (this.#type) {
      case DATA:
        this.#sink.data(this.#stream, chunk, at, end);
        break;
      case HEADERS:
      case PUSH_PROMISE:
      case CONTINUATION:
        // A block that lies in one piece is read where it lies.
        if (this.#left === 0 && this.#blockBytes === 0 && (this.#flags & END_HEADERS) !== 0) {
          this.#endBody(chunk, at, end);
          return end;
        }
        this.#block = withRoom(this.#block, this.#blockBytes + end - at, this.#blockBytes);
        chunk.copy(this.#block, this.#blockBytes, at, end);
        this.#blockBytes += end - at;
        break;
      default:
        break;
    }
    if (this.#left === 0 && this.#state === 'body') this.#endBody(this.#block, 0, this.#blockBytes);
    return end;
  }

  /** The body is complete; what is left is padding. The block, if this ends one, is `bytes` from `from` to `to`. */
  #endBody(bytes: Buffer, from: number, to: number): void {
    if (this.#padding > 0) this.#state = 'padding';
    else this.#nextFrame();
    switch (this.#type) {
      case DATA:
        if ((this.#flags & END_STREAM) !== 0) this.#sink.dataEnd(this.#stream);
        break;
      case HEADERS:
      case PUSH_PROMISE:
      case CONTINUATION:
        if ((this.#flags & END_HEADERS) !== 0) this.#endBlock(bytes, from, to);
        break;
      case RST_STREAM:
        this.#sink.reset(this.#stream);
        break;
      default:
        break;
    }
  }

  #endBlock(bytes: Buffer, from: number, to: number): void {
    const stream = this.#blockStream;
    this.#blockStream = 0;
    this.#block = NOTHING;
    this.#blockBytes = 0;
    if (this.#blockPromised === 0) this.#sink.headers(stream, this.#blockEndsStream, bytes, from, to);
    else this.#sink.promise(this.#blockPromised, bytes, from, to);
  }

  #skipPadding(chunk: Buffer, at: number): number {
    const end = Math.min(at + this.#padding, chunk.length);
    this.#padding -= end - at;
    if (this.#padding === 0) this.#nextFrame();
    return end;
  }

  #nextFrame(): void {
    this.#state = 'header';
    this.#have = 0;
  }

  #break(detail: string): void {
    this.stop();
    this.#sink.broken(detail);
  }
}
