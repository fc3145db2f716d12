import type { Socket } from 'node:net';
import type { Flow } from '../model/flow.ts';
import type { RequestHead } from '../wire/http1/request-head.ts';
import type { ProxyContext } from './context.ts';
import type { Life } from './life.ts';
import { Outlet } from './outlet.ts';
import { type UpgradedTap, type UpgradedTaps, upgradedTaps } from './tap.ts';

/**
 * Pipes two connected sockets into each other, with backpressure, half-close and aborts passed on both ways. When the
 * monitor stops it is cut at once: nothing says where an exchange ends.
 */
export function pipeSockets(
  context: ProxyContext,
  life: Life,
  client: Socket,
  upstream: Socket,
  taps?: UpgradedTaps,
): void {
  client.setTimeout(context.settings.idleTimeoutMs, () => client.destroy());
  pipeOneWay(context, client, upstream, taps?.outbound);
  pipeOneWay(context, upstream, client, taps?.inbound);
  life.onDrain(() => {
    client.destroy();
    upstream.destroy();
  });
}

/** The protocol a request wants its connection to change to, if any. */
export function upgradeOf(head: RequestHead): string | undefined {
  return head.method === 'CONNECT' ? 'connect' : head.upgrade || undefined;
}

/** What an HTTP connection has become. */
export interface Upgraded {
  readonly flow: Flow;
  /** As `upgradeOf` has it. */
  readonly protocol: string;
  /** What has been read behind the heads. */
  readonly rest: { readonly outbound: Buffer; readonly inbound: Buffer };
}

/** Pipes an upgraded connection, and shows the inspector what can be read of it. */
export function pipeUpgraded(
  context: ProxyContext,
  life: Life,
  { client, upstream }: { readonly client: Socket; readonly upstream: Socket },
  { flow, protocol, rest }: Upgraded,
): void {
  const taps = upgradedTaps(context, flow, protocol);
  if (rest.inbound.length > 0) {
    taps.inbound.feed(rest.inbound);
    client.write(rest.inbound);
  }
  if (rest.outbound.length > 0) {
    taps.outbound.feed(rest.outbound);
    upstream.write(rest.outbound);
  }
  pipeSockets(context, life, client, upstream, taps);
}

function pipeOneWay(context: ProxyContext, from: Socket, to: Socket, tap: UpgradedTap | undefined): void {
  const onEnd = (): void => {
    tap?.end();
    to.end();
  };
  const onClose = (hadError: boolean): void => {
    tap?.end();
    if (hadError) abort(to);
    else closeSoon(context, to);
  };
  const outlet = new Outlet(to);
  from.on('data', (chunk: Buffer) => {
    context.counters.bytes += chunk.length;
    tap?.feed(chunk);
    if (!outlet.send(chunk)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', onEnd);
  from.on('close', onClose);
  // What has happened already does not happen again.
  if (from.closed) onClose(from.errored !== null);
  else if (from.readableEnded) onEnd();
  else from.resume();
}

/** Closes a socket once what was written to it has gone out, or when that does not get on. */
export function closeSoon(context: ProxyContext, socket: Socket): void {
  socket.setTimeout(context.settings.idleTimeoutMs, () => socket.destroy());
  socket.destroySoon();
}

/** Passes an abort on: a reset where the transport can say so, else a cut without a goodbye. */
export function abort(socket: Socket): void {
  // A socket that is reset while its end is on the way is never closed: libuv refuses, Node leaves it at that.
  const isEnding = socket.writableEnded && !socket.writableFinished;
  if ('encrypted' in socket || isEnding) socket.destroy();
  else socket.resetAndDestroy();
}
