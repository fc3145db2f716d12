import { unmask } from './unmask.ts';

/** Control frames carry at most this much payload (RFC 6455 §5.5). */
const MAX_CONTROL_PAYLOAD_BYTES = 125;

/** Two bytes, then at most eight of length and four of masking key (RFC 6455 §5.2). */
const MAX_HEADER_BYTES = 14;

/** The largest length a number holds exactly; its upper half. */
const MAX_LENGTH_UPPER_HALF = 2 ** 21 - 1;

const FIN = 0x80;
const RSV1 = 0x40;
const RSV2_RSV3 = 0x30;
const OPCODE = 0x0f;
const MASKED = 0x80;
const LENGTH = 0x7f;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

const CONTINUATION = 0x0;
const BINARY = 0x2;
const CLOSE = 0x8;
const PONG = 0xa;

/** What one direction of a WebSocket carried, in the order it was carried. */
export interface FrameSink {
  /**
   * The next bytes of a text or binary message, unmasked, never empty; how a message is cut into pieces means nothing.
   * What a client sent is a copy of its own; what a server sent is a part of the fed chunk. `isCompressed`: by
   * permessage-deflate (RFC 7692 §6), a whole message or nothing of it.
   */
  payload(bytes: Buffer, isCompressed: boolean): void;
  /** A message is complete with all its fragments. Called for empty messages too. */
  messageEnd(isCompressed: boolean): void;
  /**
   * The whole payload of a Ping, Pong or Close frame: 1 to 125 bytes, unmasked, a copy of its own. A Close payload
   * begins with its two bytes of status code. It is a text of its own and may come in the midst of a message.
   */
  control(payload: Buffer): void;
  /** The frames break RFC 6455: nothing is read or reported from here on. `detail` quotes no payload. */
  broken(detail: string): void;
}

type State = 'header' | 'payload' | 'control payload' | 'broken';
type Message = 'none' | 'plain' | 'compressed';

/**
 * Reads one direction of a WebSocket (RFC 6455 §5) from its first byte after the handshake and tells the sink what
 * it carries. It only watches: fed chunks are never changed or kept, and the same bytes give the same report however
 * they are cut into chunks. It holds at most one frame header and one control payload, whatever the peer sends.
 *
 * Where the RFC is broken, `broken` is called once and the reader stops, with one exception: a length in more bytes
 * than it needs is read, since receivers in use read it too (ws among them) and its meaning is plain.
 */
export class FrameReader {
  readonly #from: 'client' | 'server';
  readonly #sink: FrameSink;
  /** RSV bits that no agreed extension gives a meaning. */
  readonly #reserved: number;

  #state: State = 'header';
  #message: Message = 'none';
  #closed = false;

  readonly #header = Buffer.alloc(MAX_HEADER_BYTES);
  #headerHave = 0;
  #headerNeed = 2;

  #opcode = CONTINUATION;
  #isFinal = true;
  readonly #key = Buffer.alloc(4);
  #payloadHave = 0;
  #payloadLeft = 0;
  readonly #control = Buffer.alloc(MAX_CONTROL_PAYLOAD_BYTES);

  /** `hasDeflate`: both sides have agreed on permessage-deflate; without, RSV1 breaks the RFC as RSV2 and RSV3 do. */
  constructor(from: 'client' | 'server', sink: FrameSink, hasDeflate = false) {
    this.#from = from;
    this.#sink = sink;
    this.#reserved = hasDeflate ? RSV2_RSV3 : RSV1 | RSV2_RSV3;
  }

  /** The next bytes of this direction, of any number. Never throws of its own accord. */
  feed(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      switch (this.#state) {
        case 'header':
          at = this.#readHeader(chunk, at);
          break;
        case 'payload':
          at = this.#readPayload(chunk, at);
          break;
        case 'control payload':
          at = this.#readControlPayload(chunk, at);
          break;
        case 'broken':
          return;
      }
    }
  }

  #readHeader(chunk: Buffer, at: number): number {
    const end = Math.min(at + this.#headerNeed - this.#headerHave, chunk.length);
    for (let i = at; i < end; i += 1) {
      this.#header[this.#headerHave] = chunk[i] ?? 0;
      this.#headerHave += 1;
    }
    if (this.#headerHave < this.#headerNeed) return end;

    const first = this.#header[0] ?? 0;
    const second = this.#header[1] ?? 0;
    const length = second & LENGTH;
    if (this.#headerHave === 2) {
      const fault = this.#faultOf(first, second);
      if (fault !== undefined) {
        this.#break(fault);
        return end;
      }
      this.#headerNeed += lengthBytes(length) + (this.#from === 'client' ? 4 : 0);
      if (this.#headerNeed > 2) return end;
    }
    this.#beginFrame(first, length);
    return end;
  }

  /** What forbids a frame that begins with these two bytes here, if anything. */
  #faultOf(first: number, second: number): string | undefined {
    const opcode = first & OPCODE;
    if ((first & this.#reserved) !== 0) return 'reserved bit set';
    if (((second & MASKED) !== 0) !== (this.#from === 'client')) {
      return this.#from === 'client' ? 'unmasked frame from a client' : 'masked frame from a server';
    }
    if (opcode >= CLOSE) {
      if (opcode > PONG) return 'reserved opcode';
      if ((first & RSV1) !== 0) return 'compressed control frame';
      if ((first & FIN) === 0) return 'fragmented control frame';
      if ((second & LENGTH) > MAX_CONTROL_PAYLOAD_BYTES) return 'control frame too long';
      return opcode === CLOSE && (second & LENGTH) === 1 ? 'half a status code in a Close frame' : undefined;
    }
    if (opcode > BINARY) return 'reserved opcode';
    if (this.#closed) return 'data after a Close frame';
    if (opcode === CONTINUATION) {
      if (this.#message === 'none') return 'continuation of nothing';
      return (first & RSV1) === 0 ? undefined : 'reserved bit set in a continuation';
    }
    return this.#message === 'none' ? undefined : 'message inside another message';
  }

  #beginFrame(first: number, shortLength: number): void {
    const length = this.#payloadLength(shortLength);
    if (length === undefined) {
      this.#break('payload length out of range');
      return;
    }
    if (this.#from === 'client') this.#header.copy(this.#key, 0, this.#headerNeed - 4, this.#headerNeed);
    this.#headerHave = 0;
    this.#headerNeed = 2;

    this.#opcode = first & OPCODE;
    this.#isFinal = (first & FIN) !== 0;
    this.#payloadHave = 0;
    this.#payloadLeft = length;
    if (this.#opcode !== CONTINUATION && this.#opcode <= BINARY) {
      this.#message = (first & RSV1) === 0 ? 'plain' : 'compressed';
    }
    if (length === 0) this.#endFrame();
    else this.#state = this.#opcode >= CLOSE ? 'control payload' : 'payload';
  }

  #payloadLength(shortLength: number): number | undefined {
    if (shortLength < LENGTH_16) return shortLength;
    if (shortLength === LENGTH_16) return this.#header.readUInt16BE(2);
    const upper = this.#header.readUInt32BE(2);
    return upper > MAX_LENGTH_UPPER_HALF ? undefined : upper * 2 ** 32 + this.#header.readUInt32BE(6);
  }

  #readPayload(chunk: Buffer, at: number): number {
    const end = Math.min(at + this.#payloadLeft, chunk.length);
    const piece = chunk.subarray(at, end);
    const clear = this.#from === 'client' ? unmask(piece, this.#key, this.#payloadHave) : piece;
    this.#sink.payload(clear, this.#message === 'compressed');
    this.#advance(end - at);
    return end;
  }

  #readControlPayload(chunk: Buffer, at: number): number {
    const end = Math.min(at + this.#payloadLeft, chunk.length);
    chunk.copy(this.#control, this.#payloadHave, at, end);
    this.#advance(end - at);
    return end;
  }

  #advance(bytes: number): void {
    this.#payloadHave += bytes;
    this.#payloadLeft -= bytes;
    if (this.#payloadLeft === 0) this.#endFrame();
  }

  #endFrame(): void {
    this.#state = 'header';
    if (this.#opcode >= CLOSE) {
      if (this.#payloadHave > 0) {
        const payload = this.#control.subarray(0, this.#payloadHave);
        this.#sink.control(this.#from === 'client' ? unmask(payload, this.#key, 0) : Buffer.from(payload));
      }
      if (this.#opcode === CLOSE) this.#closed = true;
    } else if (this.#isFinal) {
      const isCompressed = this.#message === 'compressed';
      this.#message = 'none';
      this.#sink.messageEnd(isCompressed);
    }
  }

  #break(detail: string): void {
    this.#state = 'broken';
    this.#sink.broken(detail);
  }
}

function lengthBytes(shortLength: number): number {
  if (shortLength < LENGTH_16) return 0;
  return shortLength === LENGTH_64 ? 8 : 2;
}
