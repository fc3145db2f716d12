import type { Socket } from 'node:net';
import type { Flow, Protocol } from '../model/flow.ts';
import { formatAuthority } from '../wire/authority.ts';
import type { ProxyContext } from './context.ts';
import { refuseHttp2 } from './http2-refusal.ts';
import { http2Taps } from './http2-tap.ts';
import type { Life } from './life.ts';
import { pipeRead } from './pipe.ts';
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
  const { client, upstream } = inside;
  const flow = flowOf(life, inside);
  const connect = (): Promise<Dialed<Socket>> => upstream;
  // The relay closes what it has used; a client may leave before its first request.
  client.once('close', () => closeDialed(context, upstream));
  const route: Route = (_head, raw) => ({ kind: 'to', flow, bytes: raw, connect });
  new Relay(context, life, client, route).start(inside.rest);
}

/** HTTP/2 inside a tunnel: piped to the tunnel's end and read on the way, or answered in our own name. */
export async function serveHttp2(context: ProxyContext, life: Life, inside: Inside): Promise<void> {
  const { client, rest } = inside;
  // What comes before somebody listens would be lost.
  client.pause();
  const dialed = await inside.upstream;
  if (client.destroyed) closeDialed(context, inside.upstream);
  else if (dialed.kind === 'failed') refuseHttp2(context, life, client, rest, dialed);
  else {
    const ends = { client, upstream: dialed.socket };
    const taps = http2Taps(context, flowOf(life, inside));
    pipeRead(context, life, ends, taps, { outbound: rest, inbound: Buffer.alloc(0) });
  }
}

function flowOf(life: Life, { protocol, target }: Inside): Flow {
  return { protocol, source: life.source, dest: formatAuthority(target.host, target.port) };
}
