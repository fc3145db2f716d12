import type { Socket } from 'node:net';
import { count } from '../model/counters.ts';
import type { NetworkErrorCode } from '../model/errors.ts';
import type { Flow } from '../model/flow.ts';
import { DEFAULT_FRAMER_LIMITS, type FramerLimits } from '../wire/http1/framer-limits.ts';
import type { RequestHead } from '../wire/http1/request-head.ts';
import { RequestFramer } from '../wire/http1/request-framer.ts';
import { ResponseFramer } from '../wire/http1/response-framer.ts';
import type { ProxyContext } from './context.ts';
import type { Life } from './life.ts';
import { endGently, refuse } from './refusal.ts';
import { abort, type PipeTaps, pipeSockets } from './pipe.ts';
import type { Route, TunnelLeg, UpstreamLeg } from './route.ts';
import { MessageTap, unreadTap, webSocketTap } from './tap.ts';
import { Valve } from './valve.ts';

const EMPTY = Buffer.alloc(0);

/** A request head that waits for its upstream. */
interface Held {
  readonly leg: UpstreamLeg;
  readonly head: RequestHead;
}

/**
 * Relays HTTP/1 between a client and the upstreams its requests lead to, one upstream at a time.
 *
 * Bytes go on as they came; the framers say where messages begin and end, the taps are shown every message before
 * its bytes move on. Between "head seen" and "head forwarded" stands `#admit`: a message can be held there for as
 * long as its upstream, or one day its verdict, takes.
 */
export class Relay {
  readonly #context: ProxyContext;
  readonly #client: Socket;
  readonly #route: Route;
  readonly #life: Life;
  readonly #clientValve: Valve;
  readonly #framerLimits: FramerLimits;
  readonly #requests: RequestFramer;
  readonly #requestTap: MessageTap;
  readonly #responseTap: MessageTap;
  #flow: Flow;
  #responses: ResponseFramer;
  #upstream: Socket | undefined;
  #upstreamValve: Valve | undefined;

  /** The chunk the request framer is reading, and how much of it has gone on. */
  #chunk: Buffer = EMPTY;
  #sent = 0;
  #held: Held | undefined;
  /** Requests forwarded whose final response has not ended. */
  #outstanding = 0;
  #isMidRequest = false;
  #isMidResponse = false;
  /** Set between the end of a request that asks for an upgrade and the answer to it. */
  #awaitsUpgrade: string | undefined;
  #wantsUpgrade: string | undefined;
  #refusal: { code: NetworkErrorCode; detail: string } | undefined;
  #isOpaque = false;
  #isDraining = false;
  #clientEnded = false;
  #isClosed = false;
  #headTimer: NodeJS.Timeout | undefined;

  constructor(context: ProxyContext, life: Life, client: Socket, flow: Flow, route: Route) {
    this.#context = context;
    this.#life = life;
    this.#client = client;
    this.#flow = flow;
    this.#route = route;
    this.#clientValve = new Valve(client);
    this.#framerLimits = { ...DEFAULT_FRAMER_LIMITS, maxHeadBytes: context.settings.maxHeadBytes };
    this.#requests = new RequestFramer(this.#framerLimits);
    this.#responses = new ResponseFramer(this.#framerLimits);
    this.#requestTap = new MessageTap(context, flow, 'outbound');
    this.#responseTap = new MessageTap(context, flow, 'inbound');
  }

  /** Begins with the bytes that have been read from the client already. */
  start(first: Buffer = EMPTY): void {
    const client = this.#client;
    this.#life.onDrain(() => this.#drain());
    client.on('data', this.#onClientData);
    client.on('end', this.#onClientEnd);
    client.on('close', this.#onClientClose);
    client.on('drain', this.#onClientDrain);
    client.setTimeout(this.#context.settings.idleTimeoutMs, () => client.destroy());
    this.#armHeadTimer();
    if (first.length > 0) this.#onClientData(first);
    if (this.#clientValve.isOpen) client.resume();
  }

  readonly #onClientData = (chunk: Buffer): void => {
    this.#context.counters.bytes += chunk.length;
    if (this.#refusal) return;
    this.#chunk = chunk;
    this.#sent = 0;
    this.#requests.push(chunk);
    this.#pullRequests();
  };

  #pullRequests(): void {
    for (;;) {
      const event = this.#requests.next();
      switch (event.kind) {
        case 'more': {
          const { length } = this.#chunk;
          this.#forwardUpTo(event.end);
          this.#chunk = EMPTY;
          this.#sent = 0;
          if (event.end < length) this.#armHeadTimer();
          return;
        }
        case 'head':
          this.#disarmHeadTimer();
          if (!this.#admit(event.head, event.raw, event.end, event.spanned)) return;
          break;
        case 'body':
          this.#requestTap.body(event.payload);
          break;
        case 'trailers':
          this.#requestTap.trailers(event.raw);
          break;
        case 'end':
          this.#requestTap.end();
          this.#isMidRequest = false;
          if (this.#wantsUpgrade) {
            this.#forwardUpTo(event.end);
            this.#awaitsUpgrade = this.#wantsUpgrade;
            this.#wantsUpgrade = undefined;
            this.#clientValve.close('waiting');
            return;
          }
          break;
        case 'bad':
          count(this.#context.counters.failures, event.code);
          this.#refuse(event.code, event.detail);
          return;
      }
    }
  }

  /** Takes a request head in. False when reading stops here for now. */
  #admit(head: RequestHead, raw: Buffer, end: number, isSpanned: boolean): boolean {
    if (!isSpanned) this.#forwardUpTo(end - raw.length);
    this.#sent = end;
    if (this.#isOpaque) {
      this.#endBoth();
      return false;
    }
    const leg = this.#route(head, raw);
    switch (leg.kind) {
      case 'refused':
        this.#refuse(leg.code, leg.detail);
        return false;
      case 'tunnel':
        this.#openTunnel(leg);
        return false;
      case 'to':
        this.#isMidRequest = true;
        if (this.#upstream && leg.flow.dest === this.#flow.dest) {
          this.#sendHead(head, leg);
          return true;
        }
        this.#held = { head, leg };
        this.#clientValve.close('waiting');
        if (this.#outstanding === 0) this.#connectHeld();
        return false;
    }
  }

  #sendHead(head: RequestHead, leg: UpstreamLeg): void {
    this.#context.counters.requests += 1;
    this.#outstanding += 1;
    this.#wantsUpgrade = head.method === 'CONNECT' ? 'connect' : head.upgrade || undefined;
    this.#responses.expect(head.method);
    this.#requestTap.head(leg.bytes, head.contentEncoding, leg.flow);
    this.#toUpstream(leg.bytes);
  }

  /** Opens the upstream of the request that waits, once nothing is outstanding on the one before. */
  #connectHeld(): void {
    const held = this.#held;
    if (!held) return;
    this.#dropUpstream();
    void held.leg.connect().then((outcome) => {
      if (this.#isClosed) {
        if (outcome.kind === 'connected') outcome.socket.destroy();
        return;
      }
      if (outcome.kind === 'failed') {
        this.#refuse(outcome.code, outcome.detail);
        return;
      }
      this.#held = undefined;
      this.#flow = held.leg.flow;
      this.#adopt(outcome.socket);
      this.#sendHead(held.head, held.leg);
      this.#resumeRequests();
    });
  }

  /** Goes on with what the client has sent meanwhile. */
  #resumeRequests(): void {
    this.#pullRequests();
    if (this.#held || this.#awaitsUpgrade) return;
    this.#clientValve.open('waiting');
    if (this.#clientEnded) this.#upstream?.end();
  }

  #adopt(upstream: Socket): void {
    this.#upstream = upstream;
    this.#upstreamValve = new Valve(upstream);
    this.#responses = new ResponseFramer(this.#framerLimits);
    upstream.on('data', this.#onUpstreamData);
    upstream.on('end', this.#onUpstreamEnd);
    upstream.on('close', this.#onUpstreamClose);
    upstream.on('drain', this.#onUpstreamDrain);
    upstream.resume();
  }

  #dropUpstream(): void {
    const upstream = this.#upstream;
    if (!upstream) return;
    this.#letGoOfUpstream(upstream);
    upstream.destroy();
  }

  #letGoOfUpstream(upstream: Socket): void {
    this.#upstream = undefined;
    upstream.off('data', this.#onUpstreamData);
    upstream.off('end', this.#onUpstreamEnd);
    upstream.off('close', this.#onUpstreamClose);
    upstream.off('drain', this.#onUpstreamDrain);
  }

  readonly #onUpstreamData = (chunk: Buffer): void => {
    this.#context.counters.bytes += chunk.length;
    if (this.#isOpaque) {
      this.#responseTap.body(chunk);
      this.#toClient(chunk);
      return;
    }
    this.#responses.push(chunk);
    this.#pullResponses(chunk);
  };

  #pullResponses(chunk: Buffer): void {
    let sent = 0;
    const forwardUpTo = (end: number): void => {
      if (end > sent) this.#toClient(sent === 0 && end === chunk.length ? chunk : chunk.subarray(sent, end));
      sent = end;
    };
    for (;;) {
      const event = this.#responses.next();
      switch (event.kind) {
        case 'more':
          forwardUpTo(event.end);
          return;
        case 'head':
          this.#responseTap.head(event.raw, event.head.contentEncoding, this.#flow);
          this.#isMidResponse = !event.head.interim;
          if (event.spanned) {
            this.#toClient(event.raw);
            sent = event.end;
          }
          break;
        case 'body':
          this.#responseTap.body(event.payload);
          break;
        case 'trailers':
          this.#responseTap.trailers(event.raw);
          break;
        case 'end':
          forwardUpTo(event.end);
          this.#responseEnded();
          if (this.#isClosed || !this.#upstream) return;
          break;
        case 'upgraded':
          forwardUpTo(event.end);
          this.#upgrade(chunk.subarray(event.end));
          return;
        case 'bad':
          forwardUpTo(event.end);
          this.#goOpaque(event.detail);
          return;
      }
    }
  }

  #responseEnded(): void {
    this.#responseTap.end();
    this.#isMidResponse = false;
    this.#outstanding = Math.max(0, this.#outstanding - 1);
    if (this.#outstanding > 0) return;
    if (this.#refusal) {
      this.#sendRefusal();
    } else if (this.#isDraining && !this.#isMidRequest) {
      this.#endBoth();
    } else if (this.#held) {
      this.#connectHeld();
    } else if (this.#awaitsUpgrade) {
      this.#awaitsUpgrade = undefined;
      this.#resumeRequests();
    }
  }

  /** The connection is no HTTP any more: what it has become is piped, and read where we can. */
  #upgrade(inboundRest: Buffer): void {
    const upstream = this.#upstream;
    const protocol = this.#awaitsUpgrade ?? this.#wantsUpgrade;
    const client = this.#client;
    const outboundRest = this.#requests.rest();
    this.#letGoOfClient();
    if (!upstream) return;
    this.#letGoOfUpstream(upstream);
    const context = this.#context;
    const flow = this.#flow;
    const taps = protocol === 'websocket' ? webSocketTaps(context, flow) : unreadTaps(context, protocol);
    if (inboundRest.length > 0) {
      taps.inbound.feed(inboundRest);
      client.write(inboundRest);
    }
    if (outboundRest.length > 0) {
      taps.outbound.feed(outboundRest);
      upstream.write(outboundRest);
    }
    pipeSockets(context, this.#life, client, upstream, taps);
    if (this.#clientEnded) upstream.end();
  }

  /**
   * A response we cannot frame is the origin's business: it goes on untouched, read as one raw text, but no further
   * request is let through on this connection.
   */
  #goOpaque(detail: string): void {
    this.#isOpaque = true;
    this.#context.inspector.skip('bad_framing');
    this.#context.log('DEBUG', `response framing: ${detail}`, { dest: this.#flow.dest });
    const bytes = this.#responses.rest();
    if (bytes.length === 0) return;
    this.#responseTap.body(bytes);
    this.#toClient(bytes);
  }

  #forwardUpTo(end: number): void {
    const { length } = this.#chunk;
    if (end > this.#sent) {
      this.#toUpstream(this.#sent === 0 && end === length ? this.#chunk : this.#chunk.subarray(this.#sent, end));
    }
    this.#sent = end;
  }

  #toUpstream(bytes: Buffer): void {
    const upstream = this.#upstream;
    if (upstream && !upstream.write(bytes)) this.#clientValve.close('full');
  }

  #toClient(bytes: Buffer): void {
    if (!this.#client.write(bytes)) this.#upstreamValve?.close('full');
  }

  readonly #onClientDrain = (): void => this.#upstreamValve?.open('full');

  readonly #onUpstreamDrain = (): void => this.#clientValve.open('full');

  readonly #onClientEnd = (): void => {
    this.#clientEnded = true;
    if (this.#held || this.#awaitsUpgrade) return;
    if (this.#upstream) this.#upstream.end();
    else this.#client.end();
  };

  readonly #onUpstreamEnd = (): void => {
    if (!this.#isOpaque) this.#finishResponse();
    // Nobody answers further requests: a client that keeps its half open is not waited for.
    if (this.#clientEnded) this.#client.end();
    else endGently(this.#client);
  };

  #finishResponse(): void {
    const event = this.#responses.finish();
    if (event.kind === 'end') this.#outstanding = Math.max(0, this.#outstanding - 1);
    this.#responseTap.end();
  }

  readonly #onClientClose = (hadError: boolean): void => {
    this.#close();
    const upstream = this.#upstream;
    if (!upstream) return;
    if (hadError) abort(upstream);
    else upstream.destroySoon();
  };

  readonly #onUpstreamClose = (hadError: boolean): void => {
    if (hadError) abort(this.#client);
    else this.#client.destroySoon();
  };

  #refuse(code: NetworkErrorCode, detail: string): void {
    this.#refusal = { code, detail };
    this.#requestTap.end();
    if (this.#isMidRequest && this.#upstream && !this.#held) this.#dropUpstream();
    if (this.#outstanding === 0 || !this.#upstream) this.#sendRefusal();
  }

  #sendRefusal(): void {
    const refusal = this.#refusal;
    if (!refusal) return;
    this.#held = undefined;
    this.#disarmHeadTimer();
    this.#dropUpstream();
    if (this.#isMidResponse) abort(this.#client);
    else refuse(this.#client, refusal.code, refusal.detail);
  }

  #openTunnel(leg: TunnelLeg): void {
    const rest = this.#requests.rest();
    this.#dropUpstream();
    this.#letGoOfClient();
    leg.open(this.#client, rest);
  }

  #letGoOfClient(): void {
    const client = this.#client;
    this.#close();
    client.pause();
    client.off('data', this.#onClientData);
    client.off('end', this.#onClientEnd);
    client.off('close', this.#onClientClose);
    client.off('drain', this.#onClientDrain);
    client.setTimeout(0);
    client.removeAllListeners('timeout');
  }

  #drain(): void {
    this.#isDraining = true;
    const isIdle = this.#outstanding === 0 && !this.#isMidRequest && !this.#held;
    if (isIdle) this.#endBoth();
  }

  #endBoth(): void {
    this.#upstream?.end();
    endGently(this.#client);
  }

  #armHeadTimer(): void {
    this.#headTimer ??= setTimeout(() => {
      count(this.#context.counters.failures, 'client_silent');
      this.#refuse('client_silent', 'the request head was not complete in time');
    }, this.#context.settings.headTimeoutMs);
  }

  #disarmHeadTimer(): void {
    if (!this.#headTimer) return;
    clearTimeout(this.#headTimer);
    this.#headTimer = undefined;
  }

  #close(): void {
    this.#isClosed = true;
    this.#disarmHeadTimer();
    this.#requestTap.end();
    this.#responseTap.end();
  }
}

function webSocketTaps(context: ProxyContext, flow: Flow): PipeTaps {
  return { outbound: webSocketTap(context, flow, 'outbound'), inbound: webSocketTap(context, flow, 'inbound') };
}

function unreadTaps(context: ProxyContext, protocol: string | undefined): PipeTaps {
  const tap = unreadTap(context, protocol === 'h2c' ? 'http2' : 'unknown_upgrade');
  return { outbound: tap, inbound: tap };
}
