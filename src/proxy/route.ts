import type { Socket } from 'node:net';
import type { NetworkErrorCode } from '../model/errors.ts';
import type { Flow } from '../model/flow.ts';
import type { RequestHead } from '../wire/http1/request-head.ts';
import type { Dialed } from './upstream.ts';

/** A request on its way to an upstream. */
export interface UpstreamLeg {
  readonly kind: 'to';
  readonly flow: Flow;
  /** The head as the upstream shall see it. */
  readonly bytes: Buffer;
  /** Opens the upstream; never rejects. */
  connect(): Promise<Dialed<Socket>>;
}

/** A CONNECT: the relay lets go of the client, whose bytes read so far are `rest`. */
export interface TunnelLeg {
  readonly kind: 'tunnel';
  open(client: Socket, rest: Buffer): void;
}

/** A request that goes nowhere; whoever found out has counted it. */
export interface RefusedLeg {
  readonly kind: 'refused';
  readonly code: NetworkErrorCode;
  readonly detail: string;
}

export type Leg = UpstreamLeg | TunnelLeg | RefusedLeg;

/** A request head that waits for its upstream, or for the answers that come before its own. */
export interface HeldRequest {
  readonly head: RequestHead;
  readonly leg: UpstreamLeg | TunnelLeg;
}

/** Decides for every request where it goes. `raw` holds the exact bytes of the head. */
export type Route = (head: RequestHead, raw: Buffer) => Leg;
