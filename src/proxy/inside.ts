import type { Socket } from 'node:net';
import type { Protocol } from '../model/flow.ts';
import { formatAuthority } from '../wire/authority.ts';
import type { ProxyContext } from './context.ts';
import type { Life } from './life.ts';
import { Relay } from './relay.ts';
import type { Route } from './route.ts';
import { closeDialed, type Dialed } from './upstream.ts';

/** Where a CONNECT leads. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** The inside of a tunnel, in clear or already decrypted. */
export interface Inside {
  readonly client: Socket;
  readonly target: Target;
  readonly upstream: Promise<Dialed<Socket>>;
  /** Client bytes read so far. */
  readonly rest: Buffer;
  readonly protocol: Protocol;
}

/** HTTP/1 inside a tunnel: every request goes to the tunnel's end. */
export function serveHttp(context: ProxyContext, life: Life, inside: Inside): void {
  const { client, target, upstream, protocol } = inside;
  const dest = formatAuthority(target.host, target.port);
  const flow = { protocol, source: life.source, dest };
  const connect = (): Promise<Dialed<Socket>> => upstream;
  // The relay closes what it has used; a client may leave before its first request.
  client.once('close', () => closeDialed(context, upstream));
  const route: Route = (_head, raw) => ({ kind: 'to', flow, bytes: raw, connect });
  new Relay(context, life, client, route).start(inside.rest);
}
