import type { Direction, Flow } from '../model/flow.ts';
import type { TextStream } from '../model/ports.ts';
import { Http2Reader } from '../wire/http2/http2-reader.ts';
import type { Http2Head, Http2Sink, Side } from '../wire/http2/sink.ts';
import { namesDeflate } from '../wire/websocket/extensions.ts';
import type { ProxyContext } from './context.ts';
import type { PipeTap, PipeTaps } from './pipe.ts';
import { describeBody } from './tap.ts';
import { webSocketTap } from './websocket-tap.ts';

const DIRECTION = { client: 'outbound', server: 'inbound' } as const satisfies Record<Side, Direction>;
const KIND = { client: 'request', server: 'response' } as const satisfies Record<Side, string>;

/**
 * Shows an HTTP/2 connection to the inspector, each stream as a flow of its own. Where the frames break the RFC it is
 * counted, and from that chunk on all bytes, frame headers included, are read as one raw text per direction.
 * `upgradedStream`: stream 1 was asked for in HTTP/1 (RFC 7540 section 3.2).
 */
export function http2Taps(context: ProxyContext, flow: Flow, options: { upgradedStream?: boolean } = {}): PipeTaps {
  const streams = new StreamTaps(context, flow);
  const reader = new Http2Reader(streams, options);
  const tapOf = (from: Side): PipeTap => {
    let raw: TextStream | undefined;
    let hasEnded = false;
    return {
      feed(chunk) {
        if (!streams.isBroken) reader.feed(from, chunk);
        if (!streams.isBroken) return;
        raw ??= context.inspector.open(flow, DIRECTION[from], `${KIND[from]}.body`);
        raw.write(chunk);
      },
      end() {
        if (hasEnded) return;
        hasEnded = true;
        reader.end(from);
        streams.endAll(from);
        raw?.end();
      },
    };
  };
  return {
    outbound: tapOf('client'),
    inbound: tapOf('server'),
    isIdle: () => streams.isBroken || reader.openStreams <= streams.tunnels,
  };
}

/** All streams of one connection that are open and read: as many as the reader admits. */
class StreamTaps implements Http2Sink {
  isBroken = false;
  readonly #context: ProxyContext;
  readonly #flow: Flow;
  readonly #taps = new Map<number, StreamTap>();

  constructor(context: ProxyContext, flow: Flow) {
    this.#context = context;
    // A stream is a connection of its own: requests and answers meet there.
    const { connection: _, ...own } = flow;
    this.#flow = own;
  }

  /** Open streams that have become tunnels: nothing says where an exchange in one ends. */
  get tunnels(): number {
    let tunnels = 0;
    for (const tap of this.#taps.values()) if (tap.isTunnel) tunnels += 1;
    return tunnels;
  }

  /** Nothing more comes from one side. */
  endAll(from: Side): void {
    for (const tap of this.#taps.values()) tap.end(from);
  }

  request(stream: number, head: Http2Head): void {
    // A server promises streams with even numbers, a client opens odd ones (RFC 9113 section 5.1.1).
    const from = stream % 2 === 0 ? 'server' : 'client';
    const isPlainConnect = head.method === 'CONNECT' && head.protocol === '';
    if (from === 'client' && !isPlainConnect) this.#context.counters.requests += 1;
    this.#tapOf(stream).request(from, head);
  }

  response(stream: number, head: Http2Head): void {
    this.#tapOf(stream).response(head);
  }

  data(stream: number, from: Side, payload: Buffer): void {
    this.#tapOf(stream).data(from, payload);
  }

  trailers(stream: number, from: Side, text: Buffer): void {
    this.#tapOf(stream).trailers(from, text);
  }

  end(stream: number, from: Side): void {
    this.#taps.get(stream)?.end(from);
  }

  close(stream: number): void {
    const tap = this.#taps.get(stream);
    this.#taps.delete(stream);
    tap?.end('client');
    tap?.end('server');
  }

  unread(): void {
    this.#context.inspector.skip('http2_streams');
  }

  broken(detail: string): void {
    this.isBroken = true;
    for (const stream of this.#taps.keys()) this.close(stream);
    this.#context.inspector.skip('http2_framing');
    this.#context.log('DEBUG', `HTTP/2 framing: ${detail}`, { dest: this.#flow.dest });
  }

  #tapOf(stream: number): StreamTap {
    let tap = this.#taps.get(stream);
    if (!tap) {
      tap = new StreamTap(this.#context, { ...this.#flow, stream });
      this.#taps.set(stream, tap);
    }
    return tap;
  }
}

/** Stands for the data of a tunnel nobody reads: it has been counted as skipped. */
const UNREAD: PipeTap = { feed: () => undefined, end: () => undefined };

/** Both messages of one stream. */
class StreamTap {
  readonly #context: ProxyContext;
  #flow: Flow;
  #request: Http2Head | undefined;
  #response: Http2Head | undefined;
  readonly #bodies: { [S in Side]?: PipeTap } = {};

  constructor(context: ProxyContext, flow: Flow) {
    this.#context = context;
    this.#flow = flow;
  }

  /** A CONNECT that has been granted (RFC 9113 section 8.5, RFC 8441 section 4). */
  get isTunnel(): boolean {
    const status = this.#response?.status ?? 0;
    return this.#request?.method === 'CONNECT' && status >= 200 && status < 300;
  }

  request(from: Side, head: Http2Head): void {
    this.#request = head;
    this.#flow = { ...this.#flow, request: head };
    this.#context.inspector.inspect(this.#flow, DIRECTION[from], 'request.head', head.text);
  }

  response(head: Http2Head): void {
    if (head.status >= 200) this.#response = head;
    this.#context.inspector.inspect(this.#flow, 'inbound', 'response.head', head.text);
  }

  data(from: Side, payload: Buffer): void {
    this.#bodies[from] ??= this.#openBody(from);
    this.#bodies[from].feed(payload);
  }

  trailers(from: Side, text: Buffer): void {
    this.#context.inspector.inspect(this.#flow, DIRECTION[from], `${KIND[from]}.trailer`, text);
  }

  end(from: Side): void {
    this.#bodies[from]?.end();
  }

  #openBody(from: Side): PipeTap {
    // A client may begin before it knows that its tunnel is granted; no compression is agreed upon then.
    if (this.isTunnel || (from === 'client' && this.#request?.method === 'CONNECT')) return this.#openTunnel(from);
    const head = from === 'client' ? this.#request : this.#response;
    const description = head && describeBody(head, head.header('content-encoding') ?? '');
    const text = this.#context.inspector.open(this.#flow, DIRECTION[from], `${KIND[from]}.body`, description);
    return { feed: (payload) => text.write(payload), end: () => text.end() };
  }

  #openTunnel(from: Side): PipeTap {
    if (this.#request?.protocol === 'websocket') {
      const hasDeflate = namesDeflate(this.#response?.header('sec-websocket-extensions') ?? '');
      return webSocketTap(this.#context, this.#flow, DIRECTION[from], hasDeflate);
    }
    this.#context.inspector.skip('unknown_upgrade');
    this.#bodies.client = UNREAD;
    this.#bodies.server = UNREAD;
    return UNREAD;
  }
}
