import type { Socket } from 'node:net';
import type { ProxyContext } from './context.ts';
import type { Life } from './life.ts';
import { isFullRecord, Outlet } from './outlet.ts';
import { endGently } from './refusal.ts';

/** Is shown one direction of a piped connection, each chunk before it goes on. */
export interface PipeTap {
  feed(chunk: Buffer): void;
  /** Nothing more comes; may be called again. */
  end(): void;
}

/** The taps of both directions. */
export interface PipeTaps {
  readonly outbound: PipeTap;
  readonly inbound: PipeTap;
  /** Whether nothing is under way that is worth waiting for; without it, nobody can tell. */
  readonly isIdle?: () => boolean;
}

/**
 * Pipes two connected sockets into each other, with backpressure, half-close and aborts passed on both ways. When the
 * monitor stops it is cut at once, unless the taps can tell when nothing is under way: then it ends at that moment.
 */
export function pipeSockets(
  context: ProxyContext,
  life: Life,
  client: Socket,
  upstream: Socket,
  taps?: PipeTaps,
): void {
  let isDraining = false;
  const endIfIdle = (): void => {
    if (!isDraining || taps?.isIdle?.() !== true) return;
    isDraining = false;
    client.removeAllListeners('data');
    upstream.removeAllListeners('data');
    // Its close is passed on to the upstream like any other.
    endGently(client);
  };
  client.setTimeout(context.settings.idleTimeoutMs, () => client.destroy());
  pipeOneWay(context, client, upstream, taps?.outbound, endIfIdle);
  pipeOneWay(context, upstream, client, taps?.inbound, endIfIdle);
  life.onDrain(() => {
    if (taps?.isIdle) {
      isDraining = true;
      endIfIdle();
    } else {
      client.destroy();
      upstream.destroy();
    }
  });
}

/** Pipes as `pipeSockets` does, beginning with what has been read already. */
export function pipeRead(
  context: ProxyContext,
  life: Life,
  { client, upstream }: { readonly client: Socket; readonly upstream: Socket },
  taps: PipeTaps | undefined,
  rest: { readonly outbound: Buffer; readonly inbound: Buffer },
): void {
  if (rest.inbound.length > 0) {
    taps?.inbound.feed(rest.inbound);
    client.write(rest.inbound);
  }
  if (rest.outbound.length > 0) {
    taps?.outbound.feed(rest.outbound);
    upstream.write(rest.outbound);
  }
  pipeSockets(context, life, client, upstream, taps);
}

function pipeOneWay(
  context: ProxyContext,
  from: Socket,
  to: Socket,
  tap: PipeTap | undefined,
  onChunk: () => void,
): void {
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
    if (!outlet.send(chunk, isFullRecord(chunk))) from.pause();
    onChunk();
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
