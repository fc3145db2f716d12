import type { Socket } from 'node:net';
import { formatAuthority } from '../wire/authority.ts';
import type { ProxyContext } from './context.ts';
import type { Target } from './inside.ts';
import type { Life } from './life.ts';
import { Relay } from './relay.ts';
import type { Route } from './route.ts';
import { dial } from './upstream.ts';

/**
 * Serves a client of the gateway port: HTTP and WebSocket, byte for byte, to the OpenClaw gateway. Nothing is added to
 * the heads: the gateway answers 403 to X-Forwarded-* and wants Origin as sent.
 */
export function serveGateway(context: ProxyContext, life: Life, client: Socket, target: Target): void {
  const dest = formatAuthority(target.host, target.port);
  const flow = { protocol: 'gateway', source: life.source, dest } as const;
  const connect = () => dial(context, target.host, target.port);
  const route: Route = (_head, raw) => ({ kind: 'to', flow, bytes: raw, connect });
  new Relay(context, life, client, route).start();
}
