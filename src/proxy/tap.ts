import type { Direction, Flow } from '../model/flow.ts';
import type { TextStream } from '../model/ports.ts';
import type { MessageHead } from '../wire/http1/message-head.ts';
import { FrameReader } from '../wire/websocket/frame-reader.ts';
import type { ProxyContext } from './context.ts';

/** Codings that leave a body as it is. */
const PLAIN_CODINGS = new Set(['', 'identity']);

/** Shows one direction of an HTTP conversation to the inspector, message by message. */
export class MessageTap {
  readonly #context: ProxyContext;
  readonly #direction: Direction;
  readonly #kind: 'request' | 'response';
  #flow: Flow | undefined;
  #body: TextStream | undefined;
  #framing: TextStream | undefined;
  #isCoded = false;

  constructor(context: ProxyContext, direction: Direction) {
    this.#context = context;
    this.#direction = direction;
    this.#kind = direction === 'outbound' ? 'request' : 'response';
  }

  /** A head, as it goes on: `raw`. */
  head(flow: Flow, raw: Buffer, head: MessageHead): void {
    this.#flow = flow;
    this.#isCoded = !PLAIN_CODINGS.has(head.contentEncoding) || head.transferCoding !== '';
    this.#context.inspector.inspect(flow, this.#direction, `${this.#kind}.head`, raw);
  }

  /** A piece of the body, without chunk framing. */
  body(payload: Buffer): void {
    if (this.#isCoded) {
      this.#isCoded = false;
      this.#body = UNREAD;
      this.#context.inspector.skip('content_encoding');
    }
    if (!this.#flow) return;
    this.#body ??= this.#context.inspector.open(this.#flow, this.#direction, `${this.#kind}.body`);
    this.#body.write(payload);
  }

  /** What stands between the pieces of a body: whoever reads chunk extensions finds there what he was sent. */
  framing(bytes: Buffer): void {
    if (bytes.length === 0 || !this.#flow) return;
    this.#framing ??= this.#context.inspector.open(this.#flow, this.#direction, `${this.#kind}.trailer`);
    this.#framing.write(bytes);
  }

  /** Bytes that no framing explains, read like a body. */
  rawBody(flow: Flow, bytes: Buffer): void {
    this.#flow = flow;
    this.body(bytes);
  }

  /** The trailer section of a chunked body. */
  trailers(raw: Buffer): void {
    if (this.#flow) this.#context.inspector.inspect(this.#flow, this.#direction, `${this.#kind}.trailer`, raw);
  }

  /** The message is complete, or broken off. */
  end(): void {
    this.#body?.end();
    this.#body = undefined;
    this.#framing?.end();
    this.#framing = undefined;
  }
}

/** Stands for a body nobody reads: it has been counted as skipped. */
const UNREAD: TextStream = { write: () => undefined, end: () => undefined };

/** Shows one direction of an upgraded connection to the inspector. */
export interface UpgradedTap {
  feed(chunk: Buffer): void;
  end(): void;
}

/** The taps of both directions of an upgraded connection. */
export interface UpgradedTaps {
  readonly outbound: UpgradedTap;
  readonly inbound: UpgradedTap;
}

/** Reads what a connection has been upgraded to; what we cannot read is counted once. */
export function upgradedTaps(context: ProxyContext, flow: Flow, protocol: string | undefined): UpgradedTaps {
  if (protocol === 'websocket') {
    return { outbound: webSocketTap(context, flow, 'outbound'), inbound: webSocketTap(context, flow, 'inbound') };
  }
  context.inspector.skip(protocol === 'h2c' ? 'http2_framing' : 'unknown_upgrade');
  const unread: UpgradedTap = { feed: () => undefined, end: () => undefined };
  return { outbound: unread, inbound: unread };
}

/** One direction of a WebSocket: each message is a text of its own, however it is cut into frames. */
function webSocketTap(context: ProxyContext, flow: Flow, direction: Direction): UpgradedTap {
  const { inspector } = context;
  let message: TextStream | undefined;
  let isBroken = false;
  const end = (): void => {
    message?.end();
    message = undefined;
  };
  const reader = new FrameReader(direction === 'outbound' ? 'client' : 'server', {
    payload(bytes) {
      message ??= inspector.open(flow, direction, 'ws.message');
      message.write(bytes);
    },
    control(bytes) {
      inspector.inspect(flow, direction, 'ws.message', bytes);
    },
    messageEnd: end,
    compressedMessage() {
      inspector.skip('ws_compressed');
    },
    close: end,
    broken() {
      isBroken = true;
      end();
      inspector.skip('ws_framing');
    },
  });
  return {
    feed(chunk) {
      if (!isBroken) reader.feed(chunk);
    },
    end,
  };
}
