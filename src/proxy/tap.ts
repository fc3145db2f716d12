import type { Direction, Flow, Part } from '../model/flow.ts';
import type { TextStream } from '../model/ports.ts';
import type { SkipReason } from '../model/skip.ts';
import { FrameReader } from '../wire/websocket/frame-reader.ts';
import type { ProxyContext } from './context.ts';

/** Codings that leave a body as it is. */
const PLAIN_CODINGS = new Set(['', 'identity']);

/** Shows one direction of an HTTP conversation to the inspector, message by message. */
export class MessageTap {
  readonly #context: ProxyContext;
  readonly #direction: Direction;
  readonly #kind: 'request' | 'response';
  #flow: Flow;
  #body: TextStream | undefined;
  #isCoded = false;

  constructor(context: ProxyContext, flow: Flow, direction: Direction) {
    this.#context = context;
    this.#flow = flow;
    this.#direction = direction;
    this.#kind = direction === 'outbound' ? 'request' : 'response';
  }

  /** A head; `contentEncoding` speaks of the body that follows it. */
  head(raw: Buffer, contentEncoding: string, flow: Flow = this.#flow): void {
    this.#flow = flow;
    this.#isCoded = !PLAIN_CODINGS.has(contentEncoding);
    this.#context.inspector.inspect(flow, this.#direction, `${this.#kind}.head`, raw);
  }

  /** A piece of the body, without chunk framing. */
  body(payload: Buffer): void {
    if (this.#isCoded) {
      this.#isCoded = false;
      this.#body = CODED;
      this.#context.inspector.skip('content_encoding');
    }
    this.#body ??= this.#open(`${this.#kind}.body`);
    this.#body.write(payload);
  }

  /** The trailer section of a chunked body. */
  trailers(raw: Buffer): void {
    this.#context.inspector.inspect(this.#flow, this.#direction, `${this.#kind}.trailer`, raw);
  }

  /** The message is complete, or broken off. */
  end(): void {
    this.#body?.end();
    this.#body = undefined;
  }

  #open(part: Part): TextStream {
    return this.#context.inspector.open(this.#flow, this.#direction, part);
  }
}

/** A body nobody reads (yet): it has been counted as skipped. */
const CODED: TextStream = { write: () => undefined, end: () => undefined };

/** Shows one direction of an upgraded connection to the inspector. */
export interface UpgradedTap {
  feed(chunk: Buffer): void;
  end(): void;
}

/** One direction of a WebSocket: each message is a text of its own, however it is cut into frames. */
export function webSocketTap(context: ProxyContext, flow: Flow, direction: Direction): UpgradedTap {
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

/** Counts an upgrade to something we do not read, once for both directions. */
export function unreadTap(context: ProxyContext, reason: SkipReason): UpgradedTap {
  context.inspector.skip(reason);
  return { feed: () => undefined, end: () => undefined };
}
