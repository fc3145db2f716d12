import type { Socket } from 'node:net';
import { count } from '../model/counters.ts';
import type { NetworkErrorCode } from '../model/errors.ts';
import type { Flow } from '../model/flow.ts';
import { DEFAULT_FRAMER_LIMITS, type FramerLimits } from '../wire/http1/framer-limits.ts';
import type { RequestHead } from '../wire/http1/request-head.ts';
import type { ResponseHead } from '../wire/http1/response-head.ts';
import type { ProxyContext } from './context.ts';
import { exchangeOn } from './exchange.ts';
import { HeadTimer } from './head-timer.ts';
import type { Life } from './life.ts';
import { abort, closeSoon } from './pipe.ts';
import { endGently, refuse } from './refusal.ts';
import { RequestIntake } from './request-intake.ts';
import type { HeldRequest, Route, UpstreamLeg } from './route.ts';
import { MessageTap } from './tap.ts';
import { pipeUpgraded, upgradeOf } from './upgrade.ts';
import { type UpstreamEvents, UpstreamSide } from './upstream-side.ts';
import { Valve } from './valve.ts';

const EMPTY = Buffer.alloc(0);

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
  readonly #intake: RequestIntake;
  readonly #tap: MessageTap;
  readonly #headTimer: HeadTimer;
  #upstream: UpstreamSide | undefined;
  /** Of the request sent last. */
  #exchange: Flow | undefined;

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
  /** The client has been or is about to be told that nothing more comes. */
  #isEnding = false;
  #isOver = false;

  constructor(context: ProxyContext, life: Life, client: Socket, route: Route) {
    this.#context = context;
    this.#life = life;
    this.#client = client;
    this.#route = route;
    this.#valve = new Valve(client);
    this.#limits = { ...DEFAULT_FRAMER_LIMITS, maxHeadBytes: context.settings.maxHeadBytes };
    this.#intake = new RequestIntake(this.#limits);
    this.#tap = new MessageTap(context, 'outbound');
    this.#headTimer = new HeadTimer(context.settings.headTimeoutMs, () => {
      count(context.counters.failures, 'client_silent');
      this.#refuse('client_silent', 'the request head was not complete in time');
    });
  }

  /** Begins with the bytes that have been read from the client already. */
  start(first: Buffer = EMPTY): void {
    const client = this.#client;
    client.on('data', this.#onData);
    client.on('end', this.#onEnd);
    client.on('close', this.#onClose);
    client.setTimeout(this.#context.settings.idleTimeoutMs, () => client.destroy());
    this.#headTimer.arm();
    if (first.length > 0) this.#onData(first);
    if (this.#isOver) return;
    if (this.#valve.isOpen) client.resume();
    this.#life.onDrain(() => this.#drain());
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#context.counters.bytes += chunk.length;
    if (this.#refusal) return;
    if (this.#isWaiting) {
      // Not paused before there is something to hold back: the end or loss of a client that waits is to be noticed.
      this.#intake.putAside(chunk);
      this.#valve.close('waiting');
      return;
    }
    this.#intake.push(chunk);
    this.#pull();
  };

  /** Reading stands still until a request has got its upstream or its answer. */
  get #isWaiting(): boolean {
    return this.#held !== undefined || this.#awaitsUpgrade;
  }

  /** True when all that was pushed has been read, and more may be. */
  #pull(): boolean {
    for (;;) {
      const event = this.#intake.next();
      this.#tap.framing(this.#intake.framingBefore(event));
      switch (event.kind) {
        case 'more':
          this.#forwardUpTo(event.end);
          if (this.#intake.holdsBytesBehind(event.end)) this.#headTimer.arm();
          return true;
        case 'head':
          this.#headTimer.disarm();
          if (!event.spanned) this.#forwardUpTo(event.end - event.raw.length);
          this.#intake.skipTo(event.end);
          if (!this.#admit(event.head, event.raw)) return false;
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
          if (this.#outstanding === 0) {
            // It was answered before it was complete.
            this.#upgrade = undefined;
            if (this.#isDraining) {
              this.#forwardUpTo(event.end);
              this.#endBoth();
              return false;
            }
          } else if (this.#upgrade !== undefined) {
            this.#forwardUpTo(event.end);
            this.#awaitsUpgrade = true;
            return false;
          }
          break;
        case 'upgraded':
          return false;
        case 'bad':
          // The end of a whole request may lie before it in this chunk.
          if (!this.#isMidRequest) this.#forwardUpTo(event.end);
          count(this.#context.counters.failures, event.code);
          this.#refuse(event.code, event.detail);
          return false;
      }
    }
  }

  /** Takes a request head in. False when reading stops here for now. */
  #admit(head: RequestHead, raw: Buffer): boolean {
    if (this.#isEnding) {
      this.#stopReading();
      return false;
    }
    if (this.#outstanding >= this.#limits.maxPipelinedRequests) {
      count(this.#context.counters.failures, 'bad_request');
      this.#refuse('bad_request', 'too many requests without a response');
      return false;
    }
    const upstream = this.#upstream;
    const leg = this.#route(head, raw);
    if (leg.kind === 'refused') {
      this.#refuse(leg.code, leg.detail);
      return false;
    }
    const isOpaque = upstream?.isOpaque === true;
    this.#isMidRequest = leg.kind === 'to';
    if (leg.kind === 'to' && upstream?.flow.dest === leg.flow.dest && !(isOpaque && upgradeOf(head))) {
      this.#send(upstream, head, leg);
      return true;
    }
    if (isOpaque) {
      // Nothing will say that its answers are complete: the client is left to it until it ends.
      upstream.end();
      this.#stopReading();
      return false;
    }
    this.#held = { head, leg };
    if (this.#outstanding === 0) this.#proceed(this.#held);
    return false;
  }

  #send(upstream: UpstreamSide, head: RequestHead, leg: UpstreamLeg): void {
    this.#context.counters.requests += 1;
    if (!upstream.isOpaque) this.#outstanding += 1;
    this.#upgrade = upgradeOf(head);
    this.#exchange = exchangeOn(upstream.flow, head);
    this.#tap.head(this.#exchange, leg.bytes, head);
    upstream.expect(head.method, this.#exchange);
    this.#write(leg.bytes);
  }

  /** It is the turn of the request that waits; nothing is outstanding on the upstream before. */
  #proceed({ head, leg }: HeldRequest): void {
    this.#dropUpstream();
    if (leg.kind === 'tunnel') {
      const rest = this.#intake.rest();
      this.#letGoOfClient();
      leg.open(this.#client, rest);
      return;
    }
    void leg.connect().then((outcome) => {
      if (this.#isOver) {
        if (outcome.kind === 'connected') outcome.socket.destroy();
      } else if (outcome.kind === 'failed') {
        this.#refuse(outcome.code, outcome.detail);
      } else if (outcome.socket.destroyed) {
        count(this.#context.counters.failures, 'upstream_closed');
        this.#refuse('upstream_closed', leg.flow.dest);
      } else {
        this.#held = undefined;
        const ends = { client: this.#client, upstream: outcome.socket };
        this.#upstream = new UpstreamSide(this.#context, ends, leg.flow, this.#limits, this.#upstreamEvents);
        this.#send(this.#upstream, head, leg);
        this.#resume();
      }
    });
  }

  /** Goes on with what the client has sent meanwhile. */
  #resume(): void {
    const asksForMore = this.#pull();
    if (this.#isWaiting || this.#isOver) return;
    const aside = this.#intake.takeAside();
    if (asksForMore && aside.length > 0) {
      this.#intake.push(aside);
      this.#resume();
      return;
    }
    this.#valve.open('waiting');
    if (this.#hasClientEnded) this.#upstream?.end();
  }

  #forwardUpTo(end: number): void {
    const bytes = this.#intake.takeUpTo(end);
    if (bytes.length > 0) this.#write(bytes);
  }

  #write(bytes: Buffer): void {
    if (this.#upstream?.write(bytes) === false) this.#valve.close('full');
  }

  readonly #upstreamEvents: UpstreamEvents = {
    onResponseEnd: () => this.#onResponseEnd(),
    onDrain: () => this.#valve.open('full'),
    onUpgrade: (rest, response) => this.#onUpgrade(rest, response),
    onOpaque: () => {
      if (this.#refusal) this.#sendRefusal();
      else if (this.#awaitsUpgrade) this.#onUpgrade(EMPTY);
      else if (this.#held) this.#upstream?.end();
    },
    onEnd: () => {
      // Nobody answers further requests: a client that keeps its half open is not waited for.
      if (this.#hasClientEnded) this.#client.end();
      else this.#endClient();
    },
    onClose: (hadError) => {
      if (hadError && this.#outstanding > 0 && !this.#isEnding) abort(this.#client);
      else this.#endBoth();
    },
  };

  #onResponseEnd(): void {
    this.#outstanding = Math.max(0, this.#outstanding - 1);
    if (this.#refusal) {
      if (this.#isTurnOfRefusal()) this.#sendRefusal();
    } else if (this.#outstanding > 0) {
      return;
    } else if (this.#isDraining && !this.#isMidRequest) {
      this.#endBoth();
    } else if (this.#held) {
      this.#proceed(this.#held);
    } else if (this.#awaitsUpgrade) {
      this.#awaitsUpgrade = false;
      this.#upgrade = undefined;
      this.#resume();
    }
  }

  /** The connection is no HTTP any more: what it has become is piped, and read where we can. */
  #onUpgrade(inbound: Buffer, response?: ResponseHead): void {
    if (!this.#upstream || this.#upgrade === undefined || this.#held) {
      // Nobody asked for it: what follows is for no one.
      count(this.#context.counters.failures, 'upstream_framing');
      this.#dropUpstream();
      this.#stopReading();
      this.#endClient();
      return;
    }
    const flow = this.#exchange ?? this.#upstream.flow;
    const rest = { outbound: this.#intake.rest(), inbound };
    const ends = { client: this.#client, upstream: this.#upstream.letGo() };
    this.#letGoOfClient();
    pipeUpgraded(this.#context, this.#life, ends, { flow, protocol: this.#upgrade, response, rest });
  }

  readonly #onEnd = (): void => {
    this.#hasClientEnded = true;
    if (this.#held || (this.#awaitsUpgrade && this.#intake.rest().length > 0)) return;
    if (this.#upstream) this.#upstream.end();
    else this.#client.end();
  };

  readonly #onClose = (hadError: boolean): void => {
    this.#over();
    const upstream = this.#upstream?.letGo();
    if (!upstream) return;
    if (hadError) abort(upstream);
    else closeSoon(this.#context, upstream);
  };

  /** Answers in our own name, after the responses that are still under way. */
  #refuse(code: NetworkErrorCode, detail: string): void {
    this.#refusal = { code, detail };
    this.#headTimer.disarm();
    this.#tap.end();
    if (this.#isTurnOfRefusal()) this.#sendRefusal();
  }

  /** A part of the request has gone to the upstream, the rest has not. */
  get #isHalfSent(): boolean {
    return this.#isMidRequest && !this.#held;
  }

  /** The upstream owes no answer but to a request that it will not see the end of. */
  #isTurnOfRefusal(): boolean {
    return !this.#upstream || this.#upstream.isOpaque || this.#outstanding <= (this.#isHalfSent ? 1 : 0);
  }

  #sendRefusal(): void {
    const refusal = this.#refusal;
    if (!refusal) return;
    const isAnswered = this.#isHalfSent && this.#outstanding === 0;
    this.#over();
    if (this.#upstream?.isMidResponse) {
      abort(this.#client);
      return;
    }
    this.#dropUpstream();
    this.#stopReading();
    if (isAnswered || this.#isEnding) endGently(this.#client);
    else refuse(this.#client, refusal.code, refusal.detail);
  }

  /** Closes the upstream: at once when the request it is reading will not be completed. */
  #dropUpstream(): void {
    const upstream = this.#upstream?.letGo();
    this.#upstream = undefined;
    if (!upstream) return;
    if (this.#isHalfSent) upstream.destroy();
    else closeSoon(this.#context, upstream);
    this.#valve.open('full');
  }

  #letGoOfClient(): void {
    this.#over();
    this.#stopReading();
    this.#client.pause().off('end', this.#onEnd).off('close', this.#onClose);
    this.#client.setTimeout(0).removeAllListeners('timeout');
  }

  #drain(): void {
    this.#isDraining = true;
    if (this.#outstanding === 0 && !this.#isMidRequest) this.#endBoth();
  }

  #endBoth(): void {
    this.#upstream?.end();
    this.#stopReading();
    this.#endClient();
  }

  /** Ends the client's connection; of what it still sends only the request in progress goes on. */
  #endClient(): void {
    this.#isEnding = true;
    if (!this.#isHalfSent) this.#stopReading();
    endGently(this.#client);
  }

  /** What the client sends from now on is read and dropped: the framer must not be given it out of turn. */
  #stopReading(): void {
    this.#headTimer.disarm();
    this.#client.off('data', this.#onData);
  }

  #over(): void {
    this.#isOver = true;
    this.#headTimer.disarm();
    this.#tap.end();
  }
}
