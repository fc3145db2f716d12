import type { Socket } from 'node:net';
import { count } from '../model/counters.ts';
import { formatAuthority, parseAbsoluteTarget, parseAuthority } from '../wire/authority.ts';
import type { RequestHead } from '../wire/http1/request-head.ts';
import { toOriginForm } from '../wire/http1/rewrite.ts';
import type { ProxyContext } from './context.ts';
import type { Target } from './inside.ts';
import type { Life } from './life.ts';
import { Relay } from './relay.ts';
import type { Leg, Route } from './route.ts';
import { openTunnel } from './tunnel.ts';
import { dial } from './upstream.ts';

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** Serves a client of the proxy port: requests in absolute or origin form, or a CONNECT at any time. */
export function serveConnection(context: ProxyContext, life: Life, client: Socket): void {
  const route: Route = (head, raw) =>
    head.method === 'CONNECT' ? tunnelLeg(context, life, head) : plainLeg(context, life, head, raw);
  new Relay(context, life, client, route).start();
}

function tunnelLeg(context: ProxyContext, life: Life, head: RequestHead): Leg {
  const target = parseAuthority(head.target, HTTPS_PORT);
  if (!target) return badTarget(context, 'CONNECT needs host:port');
  return { kind: 'tunnel', open: (client, rest) => openTunnel(context, life, client, target, rest) };
}

function plainLeg(context: ProxyContext, life: Life, head: RequestHead, raw: Buffer): Leg {
  const absolute = parseAbsoluteTarget(head.target);
  if (absolute) return legTo(context, life, absolute.authority, toOriginForm(head, raw));
  if (!head.target.startsWith('/') && head.target !== '*') {
    return badTarget(context, 'a proxy takes http:// targets, and CONNECT for https://');
  }
  const authority = parseAuthority(head.host ?? '', HTTP_PORT);
  if (!authority) return badTarget(context, 'the Host header names no valid host');
  return legTo(context, life, authority, raw);
}

function legTo(context: ProxyContext, life: Life, target: Target, bytes: Buffer): Leg {
  const { host, port } = target;
  const flow = { protocol: 'http', source: life.source, dest: formatAuthority(host, port) } as const;
  return { kind: 'to', flow, bytes, connect: () => dial(context, host, port) };
}

function badTarget(context: ProxyContext, detail: string): Leg {
  count(context.counters.failures, 'bad_request');
  return { kind: 'refused', code: 'bad_request', detail };
}
