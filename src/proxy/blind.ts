import type { Socket } from 'node:net';
import type { ProxyContext } from './context.ts';
import type { Life } from './life.ts';

/**
 * Pipes two connected sockets into each other unread, with backpressure, half-close and aborts passed on both ways.
 * When the monitor stops it is cut at once: nothing says where an exchange ends.
 */
export function relayBlind(context: ProxyContext, life: Life, client: Socket, upstream: Socket): void {
  client.setTimeout(context.settings.idleTimeoutMs, () => client.destroy());
  flow(context, client, upstream);
  flow(context, upstream, client);
  life.onDrain(() => {
    client.destroy();
    upstream.destroy();
  });
}

function flow(context: ProxyContext, from: Socket, to: Socket): void {
  from.on('data', (chunk: Buffer) => {
    context.counters.bytes += chunk.length;
    if (!to.write(chunk)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', () => to.end());
  from.on('close', (hadError) => {
    if (hadError) to.destroy();
    else to.destroySoon();
  });
  from.resume();
}
