import type { Socket } from 'node:net';
import { count } from '../model/counters.ts';
import type { Flow } from '../model/flow.ts';
import type { FramerLimits } from '../wire/http1/framer-limits.ts';
import type { ResponseHead } from '../wire/http1/response-head.ts';
import { ResponseFramer } from '../wire/http1/response-framer.ts';
import type { ProxyContext } from './context.ts';
import { Outlet } from './outlet.ts';
import { MessageTap } from './tap.ts';
import { Valve } from './valve.ts';

/** What the relay is told of its upstream. */
export interface UpstreamEvents {
  /** A final response is complete. */
  onResponseEnd(): void;
  /** The upstream has taken all that was written to it. */
  onDrain(): void;
  /** What follows, `rest` first, is not HTTP; `response` says so. */
  onUpgrade(rest: Buffer, response: ResponseHead | undefined): void;
  /** What follows can't be framed: it goes on raw, and no response will be said to be complete. */
  onOpaque(): void;
  onEnd(): void;
  onClose(hadError: boolean): void;
}

/** One upstream connection of a relay: shows its responses to the inspector and sends their bytes to the client. */
export class UpstreamSide {
  /** Of the connection; each request and its response have one of their own. */
  readonly flow: Flow;
  /** Of the requests whose final response has not begun, oldest first: as many as the framer expects. */
  readonly #exchanges: Flow[] = [];
  readonly #context: ProxyContext;
  readonly #socket: Socket;
  readonly #client: Socket;
  readonly #events: UpstreamEvents;
  readonly #upstreamOutlet: Outlet;
  readonly #clientOutlet: Outlet;
  readonly #valve: Valve;
  readonly #framer: ResponseFramer;
  readonly #tap: MessageTap;
  #isMidResponse = false;
  #isOpaque = false;
  #isLetGo = false;

  constructor(
    context: ProxyContext,
    ends: { readonly client: Socket; readonly upstream: Socket },
    flow: Flow,
    limits: FramerLimits,
    events: UpstreamEvents,
  ) {
    this.#context = context;
    this.#socket = ends.upstream;
    this.#client = ends.client;
    this.flow = flow;
    this.#events = events;
    this.#upstreamOutlet = new Outlet(ends.upstream);
    this.#clientOutlet = new Outlet(ends.client);
    this.#valve = new Valve(ends.upstream);
    this.#framer = new ResponseFramer(limits);
    this.#tap = new MessageTap(context, 'inbound');
    this.#socket.on('data', this.#onData);
    this.#socket.on('end', this.#onEnd);
    this.#socket.on('close', this.#onClose);
    this.#socket.on('drain', this.#onDrain);
    this.#client.on('drain', this.#onClientDrain);
    this.#socket.resume();
  }

  /** Part of a final response has gone to the client, or may have. */
  get isMidResponse(): boolean {
    return this.#isMidResponse || this.#isOpaque;
  }

  /** The responses can't be told apart any more: none will be said to be complete. */
  get isOpaque(): boolean {
    return this.#isOpaque;
  }

  /** A request with this method is about to be written; `exchange` is its flow. */
  expect(method: string, exchange: Flow): void {
    this.#framer.expect(method);
    if (!this.#isOpaque) this.#exchanges.push(exchange);
  }

  /** False when the upstream is full: `onDrain` tells when to go on. */
  write(bytes: Buffer): boolean {
    return this.#upstreamOutlet.send(bytes);
  }

  end(): void {
    this.#socket.end();
  }

  /** Stops listening and gives the socket away. */
  letGo(): Socket {
    this.#isLetGo = true;
    this.#tap.end();
    this.#socket.off('data', this.#onData);
    this.#socket.off('end', this.#onEnd);
    this.#socket.off('close', this.#onClose);
    this.#socket.off('drain', this.#onDrain);
    this.#client.off('drain', this.#onClientDrain);
    return this.#socket;
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#context.counters.bytes += chunk.length;
    if (this.#isOpaque) {
      this.#tap.body(chunk);
      this.#toClient(chunk);
      return;
    }
    this.#framer.push(chunk);
    this.#pull(chunk);
  };

  #pull(chunk: Buffer): void {
    let sent = 0;
    let head: ResponseHead | undefined;
    const forwardUpTo = (end: number): void => {
      if (end > sent) this.#toClient(sent === 0 && end === chunk.length ? chunk : chunk.subarray(sent, end));
      sent = end;
    };
    for (;;) {
      const event = this.#framer.next();
      switch (event.kind) {
        case 'more':
          forwardUpTo(event.end);
          return;
        case 'head':
          head = event.head;
          this.#isMidResponse = !head.interim;
          this.#tap.head((head.interim ? this.#exchanges[0] : this.#exchanges.shift()) ?? this.flow, event.raw, head);
          if (event.spanned) {
            this.#toClient(event.raw);
            sent = event.end;
          }
          break;
        case 'body':
          this.#tap.body(event.payload);
          break;
        case 'trailers':
          this.#tap.trailers(event.raw);
          break;
        case 'end':
          forwardUpTo(event.end);
          this.#tap.end();
          this.#isMidResponse = false;
          this.#events.onResponseEnd();
          if (this.#isLetGo) return;
          break;
        case 'upgraded':
          forwardUpTo(event.end);
          this.#events.onUpgrade(chunk.subarray(event.end), head);
          return;
        case 'bad':
          forwardUpTo(event.end);
          this.#goOpaque(event.detail);
          return;
      }
    }
  }

  /** A response we cannot frame is the origin's business: it goes on untouched, read as one raw text. */
  #goOpaque(detail: string): void {
    this.#isOpaque = true;
    this.#context.inspector.skip('bad_framing');
    this.#context.log('DEBUG', `response framing: ${detail}`, { dest: this.flow.dest });
    const bytes = this.#framer.rest();
    this.#tap.rawBody(this.flow, bytes);
    if (bytes.length > 0) this.#toClient(bytes);
    this.#events.onOpaque();
  }

  #toClient(bytes: Buffer): void {
    // A write behind the end would be an error, and cut off what has not gone out yet.
    if (this.#client.writableEnded) return;
    if (!this.#clientOutlet.send(bytes)) this.#valve.close('full');
  }

  readonly #onDrain = (): void => this.#events.onDrain();

  readonly #onClientDrain = (): void => this.#valve.open('full');

  readonly #onEnd = (): void => {
    const last = this.#framer.finish();
    if (last.kind === 'bad' && !this.#isOpaque) count(this.#context.counters.failures, last.code);
    this.#tap.end();
    this.#events.onEnd();
  };

  readonly #onClose = (hadError: boolean): void => {
    this.#tap.end();
    this.#events.onClose(hadError);
  };
}
