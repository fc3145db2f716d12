import { Buffer } from 'node:buffer';
import { Base64Stream } from './base64-stream.ts';

/** A flag byte and four bytes of length stand before each message (gRPC over HTTP/2, "Length-Prefixed-Message"). */
const PREFIX_BYTES = 5;

/** The longest message that is believed, in bytes. Receivers refuse more than 4 MB unless told otherwise. */
export const MAX_MESSAGE_BYTES = 1024 * 1024 * 1024;

const COMPRESSED = 0x01;
/** The frame holds trailers (gRPC-Web, "Message framing"). */
const TRAILERS = 0x80;
/** The envelope ends the stream and says how (Connect protocol, "Streaming-Response"). */
const END_STREAM = 0x02;

const ALLOWED_FLAGS: Readonly<Record<GrpcFraming, number>> = {
  grpc: COMPRESSED,
  'grpc-web': COMPRESSED | TRAILERS,
  'grpc-web-text': COMPRESSED | TRAILERS,
  connect: COMPRESSED | END_STREAM,
};

/** How gRPC messages are framed; `grpc-web-text` is all base64. `connect`: the envelopes of the Connect protocol. */
export type GrpcFraming = 'grpc' | 'grpc-web' | 'grpc-web-text' | 'connect';

/** One message, in the pieces it comes in; how it is cut means nothing. */
export interface GrpcMessage {
  /** The next bytes, never empty: a part of a written piece, unless that was base64. */
  write(bytes: Uint8Array): void;
  /** The message is complete, or was broken off with its body. */
  end(): void;
}

/** Who is told of the messages of a body, one after the other. */
export interface GrpcSink {
  /**
   * A message begins that is not empty. `isCompressed`: in the coding that the header `grpc-encoding` names. In gRPC-Web
   * the trailers come as a message of their own, lines like those of an HTTP/1 head.
   */
  open(isCompressed: boolean): GrpcMessage;
  /**
   * The framing is not gRPC's: takes all there is from the first byte that should be a frame's, which stands at `offset`
   * (where the body is base64: in what that stands for). Called once, when no message is open.
   */
  openBroken(offset: number): GrpcMessage;
}

/**
 * Takes the messages out of a gRPC body. Never gathers one, and holds five bytes and what base64 leaves over. The same
 * bytes give the same messages however they are cut.
 */
export class GrpcReader {
  readonly #allowedFlags: number;
  readonly #base64: Base64Stream | undefined;
  readonly #sink: GrpcSink;
  readonly #prefix = Buffer.alloc(PREFIX_BYTES);
  #prefixHave = 0;
  #payloadLeft = 0;
  #message: GrpcMessage | undefined;
  #broken: GrpcMessage | undefined;
  #offset = 0;

  constructor(framing: GrpcFraming, sink: GrpcSink) {
    this.#allowedFlags = ALLOWED_FLAGS[framing];
    this.#base64 = framing === 'grpc-web-text' ? new Base64Stream() : undefined;
    this.#sink = sink;
  }

  /** The next bytes of the body. They must not be changed afterwards. */
  write(bytes: Uint8Array): void {
    const base64 = this.#base64;
    if (base64 === undefined || base64.isBroken) {
      this.#read(bytes);
      return;
    }
    this.#read(base64.decode(bytes));
    if (!base64.isBroken) return;
    this.#break();
    this.#read(bytes.subarray(base64.brokenAt));
  }

  /** The body is complete, or was broken off. */
  end(): void {
    this.#endMessage();
    this.#broken?.end();
  }

  #read(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && this.#broken === undefined) {
      if (this.#payloadLeft > 0) at = this.#readPayload(bytes, at);
      else {
        this.#prefix[this.#prefixHave] = bytes[at] ?? 0;
        this.#prefixHave += 1;
        at += 1;
        if (this.#prefixHave === PREFIX_BYTES) this.#beginFrame(this.#offset + at);
      }
    }
    this.#offset += bytes.length;
    if (at < bytes.length) this.#broken?.write(bytes.subarray(at));
  }

  /** `offset`: that of the byte behind the prefix. */
  #beginFrame(offset: number): void {
    const flags = this.#prefix[0] ?? 0;
    const length = this.#prefix.readUInt32BE(1);
    if ((flags & ~this.#allowedFlags) !== 0 || length > MAX_MESSAGE_BYTES) {
      this.#break(offset);
      return;
    }
    this.#prefixHave = 0;
    this.#payloadLeft = length;
    if (length > 0) this.#message = this.#sink.open((flags & COMPRESSED) !== 0);
  }

  #readPayload(bytes: Uint8Array, at: number): number {
    const end = Math.min(at + this.#payloadLeft, bytes.length);
    this.#message?.write(bytes.subarray(at, end));
    this.#payloadLeft -= end - at;
    if (this.#payloadLeft === 0) this.#endMessage();
    return end;
  }

  #endMessage(): void {
    this.#message?.end();
    this.#message = undefined;
  }

  /** `offset`: that of the byte behind what has been read. */
  #break(offset = this.#offset): void {
    if (this.#broken !== undefined) return;
    this.#endMessage();
    const held = Uint8Array.from(this.#prefix.subarray(0, this.#prefixHave));
    this.#broken = this.#sink.openBroken(offset - held.length);
    if (held.length > 0) this.#broken.write(held);
  }
}
