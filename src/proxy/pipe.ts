import type { Socket } from 'node:net';
import type { ProxyContext } from './context.ts';
import type { Life } from './life.ts';
import type { UpgradedTap, UpgradedTaps } from './tap.ts';

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

function pipeOneWay(context: ProxyContext, from: Socket, to: Socket, tap: UpgradedTap | undefined): void {
  from.on('data', (chunk: Buffer) => {
    context.counters.bytes += chunk.length;
    tap?.feed(chunk);
    if (!to.write(chunk)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', () => {
    tap?.end();
    to.end();
  });
  from.on('close', (hadError) => {
    tap?.end();
    if (hadError) abort(to);
    else to.destroySoon();
  });
  from.resume();
}

/** Passes an abort on: a reset where the transport can say so, else a cut without a goodbye. */
export function abort(socket: Socket): void {
  if ('encrypted' in socket) socket.destroy();
  else socket.resetAndDestroy();
}
