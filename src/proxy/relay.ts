import type { Socket } from 'node:net';
import { count } from '../model/counters.ts';
import type { NetworkErrorCode } from '../model/errors.ts';
import type { Flow } from '../model/flow.ts';
import { DEFAULT_FRAMER_LIMITS, type FramerLimits } from '../wire/http1/framer-limits.ts';
import { RequestFramer } from '../wire/http1/request-framer.ts';
import type { RequestHead } from '../wire/http1/request-head.ts';
import type { ProxyContext } from './context.ts';
import type { Life } from './life.ts';
import { abort, pipeSockets } from './pipe.ts';
import { endGently, refuse } from './refusal.ts';
import type { Route, TunnelLeg, UpstreamLeg } from './route.ts';
import { MessageTap, upgradedTaps } from './tap.ts';
import { type UpstreamEvents, UpstreamSide } from './upstream-side.ts';
import { Valve } from './valve.ts';

const EMPTY = Buffer.alloc(0);

/** A request head that waits for its upstream. */
interface HeldRequest {
  readonly head: RequestHead;
  readonly leg: UpstreamLeg;
}

/**
 * Relays HTTP/1 between a client and the upstreams its requests lead to, one upstream at a time.
 *
 * Bytes go on as they came; the framers say where messages begin and end, and the inspector is shown every message
 * before its bytes move on. Between reading a head and sending it stands `#admit`: a message can be held there for as
 * long as its upstream, or one day its verdict, takes.
 */
export class Relay {
  readonly #context: ProxyContext;
  readonly #life: Life;
  readonly #client: Socket;
  readonly #route: Route;
  readonly #valve: Valve;
  readonly #limits: FramerLimits;
  readonly #framer: RequestFramer;
  readonly #tap: MessageTap;
  #flow: Flow | undefined;
  #upstream: UpstreamSide | undefined;

  /** The chunk the framer is reading, and how much of it has gone on. */
  #chunk: Buffer = EMPTY;
  #sent = 0;
  #held: HeldRequest | undefined;
  #isMidRequest = false;
  /** Requests sent whose final response has not ended. */
  #outstanding = 0;
  /** The protocol that the request in progress wants to change to. */
  #upgrade: string | undefined;
  /** Nothing more is read from the client until that request has been answered. */
  #awaitsUpgrade = false;
  #refusal: { readonly code: NetworkErrorCode; readonly detail: string } | undefined;
  #isDraining = false;
  #hasClientEnded = false;
  #isOver = false;
  #headTimer: NodeJS.Timeout | undefined;

  constructor(context: ProxyContext, life: Life, client: Socket, route: Route) {
    this.#context = context;
    this.#life = life;
    this.#client = client;
    this.#route = route;
    this.#valve = new Valve(client);
    this.#limits = { ...DEFAULT_FRAMER_LIMITS, maxHeadBytes: context.settings.maxHeadBytes };
    this.#framer = new RequestFramer(this.#limits);
    this.#tap = new MessageTap(context, 'outbound');
  }

  /** Begins with the bytes that have been read from the client already. */
  start(first: Buffer = EMPTY): void {
    const client = this.#client;
    client.on('data', this.#onData);
    client.on('end', this.#onEnd);
    client.on('close', this.#onClose);
    client.setTimeout(this.#context.settings.idleTimeoutMs, () => client.destroy());
    this.#armHeadTimer();
    if (first.length > 0) this.#onData(first);
    if (this.#isOver) return;
    if (this.#valve.isOpen) client.resume();
    this.#life.onDrain(() => this.#drain());
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#context.counters.bytes += chunk.length;
    if (this.#refusal) return;
    this.#chunk = chunk;
    this.#sent = 0;
    this.#framer.push(chunk);
    this.#pull();
  };

  #pull(): void {
    for (;;) {
      const event = this.#framer.next();
      switch (event.kind) {
        case 'more': {
          const holdsHead = event.end < this.#chunk.length;
          this.#forwardUpTo(event.end);
          this.#chunk = EMPTY;
          this.#sent = 0;
          if (holdsHead) this.#armHeadTimer();
          return;
        }
        case 'head':
          this.#disarmHeadTimer();
          if (!event.spanned) this.#forwardUpTo(event.end - event.raw.length);
          this.#sent = event.end;
          if (!this.#admit(event.head, event.raw)) return;
          break;
        case 'body':
          this.#tap.body(event.payload);
          break;
        case 'trailers':
          this.#tap.trailers(event.raw);
          break;
        case 'end':
          this.#tap.end();
          this.#isMidRequest = false;
          if (this.#upgrade !== undefined) {
            this.#forwardUpTo(event.end);
            this.#awaitsUpgrade = true;
            this.#valve.close('waiting');
            return;
          }
          break;
        case 'upgraded':
          return;
        case 'bad':
          count(this.#context.counters.failures, event.code);
          this.#refuse(event.code, event.detail);
          return;
      }
    }
  }

  /** Takes a request head in. False when reading stops here for now. */
  #admit(head: RequestHead, raw: Buffer): boolean {
    if (this.#upstream?.isOpaque) {
      this.#endBoth();
      return false;
    }
    if (this.#outstanding >= this.#limits.maxPipelinedRequests) {
      count(this.#context.counters.failures, 'bad_request');
      this.#refuse('bad_request', 'too many requests without a response');
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
        if (this.#upstream?.dest === leg.flow.dest) {
          this.#send(this.#upstream, head, leg);
          return true;
        }
        this.#held = { head, leg };
        this.#valve.close('waiting');
        if (this.#outstanding === 0) this.#connect(this.#held);
        return false;
    }
  }

  #send(upstream: UpstreamSide, head: RequestHead, leg: UpstreamLeg): void {
    this.#context.counters.requests += 1;
    this.#outstanding += 1;
    this.#upgrade = head.method === 'CONNECT' ? 'connect' : head.upgrade || undefined;
    this.#tap.head(leg.flow, leg.bytes, head);
    upstream.expect(head.method);
    this.#write(leg.bytes);
  }

  /** Opens the upstream of the request that waits; nothing is outstanding on the one before. */
  #connect(held: HeldRequest): void {
    this.#dropUpstream();
    void held.leg.connect().then((outcome) => {
      if (this.#isOver) {
        if (outcome.kind === 'connected') outcome.socket.destroy();
      } else if (outcome.kind === 'failed') {
        this.#refuse(outcome.code, outcome.detail);
      } else {
        this.#held = undefined;
        this.#flow = held.leg.flow;
        const ends = { client: this.#client, upstream: outcome.socket };
        this.#upstream = new UpstreamSide(this.#context, ends, held.leg.flow, this.#limits, this.#upstreamEvents);
        this.#send(this.#upstream, held.head, held.leg);
        this.#resume();
      }
    });
  }

  /** Goes on with what the client has sent meanwhile. */
  #resume(): void {
    this.#pull();
    if (this.#held || this.#awaitsUpgrade || this.#isOver) return;
    this.#valve.open('waiting');
    if (this.#hasClientEnded) this.#upstream?.end();
  }

  #forwardUpTo(end: number): void {
    const chunk = this.#chunk;
    if (end > this.#sent)
      this.#write(this.#sent === 0 && end === chunk.length ? chunk : chunk.subarray(this.#sent, end));
    this.#sent = end;
  }

  #write(bytes: Buffer): void {
    if (this.#upstream?.write(bytes) === false) this.#valve.close('full');
  }

  readonly #upstreamEvents: UpstreamEvents = {
    onResponseEnd: () => this.#onResponseEnd(),
    onDrain: () => this.#valve.open('full'),
    onUpgrade: (rest) => this.#onUpgrade(rest),
    onEnd: () => {
      // Nobody answers further requests: a client that keeps its half open is not waited for.
      if (this.#hasClientEnded) this.#client.end();
      else endGently(this.#client);
    },
    onClose: (hadError) => {
      if (hadError) abort(this.#client);
      else this.#client.destroySoon();
    },
  };

  #onResponseEnd(): void {
    this.#outstanding = Math.max(0, this.#outstanding - 1);
    if (this.#outstanding > 0) return;
    if (this.#refusal) {
      this.#sendRefusal();
    } else if (this.#isDraining && !this.#isMidRequest) {
      this.#endBoth();
    } else if (this.#held) {
      this.#connect(this.#held);
    } else if (this.#awaitsUpgrade) {
      this.#awaitsUpgrade = false;
      this.#upgrade = undefined;
      this.#resume();
    }
  }

  /** The connection is no HTTP any more: what it has become is piped, and read where we can. */
  #onUpgrade(inboundRest: Buffer): void {
    const client = this.#client;
    const outboundRest = this.#framer.rest();
    const upstream = this.#upstream?.letGo();
    this.#letGoOfClient();
    if (!upstream || !this.#flow) return;
    const taps = upgradedTaps(this.#context, this.#flow, this.#upgrade);
    if (inboundRest.length > 0) {
      taps.inbound.feed(inboundRest);
      client.write(inboundRest);
    }
    if (outboundRest.length > 0) {
      taps.outbound.feed(outboundRest);
      upstream.write(outboundRest);
    }
    pipeSockets(this.#context, this.#life, client, upstream, taps);
    if (this.#hasClientEnded) upstream.end();
  }

  readonly #onEnd = (): void => {
    this.#hasClientEnded = true;
    if (this.#held || this.#awaitsUpgrade) return;
    if (this.#upstream) this.#upstream.end();
    else this.#client.end();
  };

  readonly #onClose = (hadError: boolean): void => {
    this.#over();
    const upstream = this.#upstream?.letGo();
    if (!upstream) return;
    if (hadError) abort(upstream);
    else upstream.destroySoon();
  };

  /** Answers in our own name, after the responses that are still under way. */
  #refuse(code: NetworkErrorCode, detail: string): void {
    this.#refusal = { code, detail };
    this.#tap.end();
    if (this.#isMidRequest && !this.#held) this.#dropUpstream();
    if (this.#outstanding === 0 || !this.#upstream) this.#sendRefusal();
  }

  #sendRefusal(): void {
    const refusal = this.#refusal;
    if (!refusal) return;
    this.#over();
    if (this.#upstream?.isMidResponse) {
      abort(this.#client);
      return;
    }
    this.#dropUpstream();
    refuse(this.#client, refusal.code, refusal.detail);
  }

  #openTunnel(leg: TunnelLeg): void {
    const rest = this.#framer.rest();
    this.#dropUpstream();
    this.#letGoOfClient();
    leg.open(this.#client, rest);
  }

  #dropUpstream(): void {
    this.#upstream?.destroy();
    this.#upstream = undefined;
  }

  #letGoOfClient(): void {
    const client = this.#client;
    this.#over();
    client.pause();
    client.off('data', this.#onData);
    client.off('end', this.#onEnd);
    client.off('close', this.#onClose);
    client.setTimeout(0);
    client.removeAllListeners('timeout');
  }

  #drain(): void {
    this.#isDraining = true;
    if (this.#outstanding === 0 && !this.#isMidRequest) this.#endBoth();
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

  #over(): void {
    this.#isOver = true;
    this.#disarmHeadTimer();
    this.#tap.end();
  }
}
