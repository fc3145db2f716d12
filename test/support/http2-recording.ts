import { once } from 'node:events';
import * as http2 from 'node:http2';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Sent } from './http2-seen.ts';

/** A conversation between Node's own client and server as it went over the wire, cut and mixed as it came. */
export interface Recording {
  readonly sent: readonly Sent[];
}

/** How the two sides are set up. */
export interface RecordingOptions {
  readonly server?: http2.ServerOptions;
  readonly client?: http2.ClientSessionOptions;
}

async function listen(server: Server | http2.Http2Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/**
 * Lets a client talk to a server, both of node:http2, and records the bytes of both directions between them. `serve`
 * gets each stream of the server; when `talk` is done the conversation ends.
 */
export async function recordHttp2(
  serve: (
    stream: http2.ServerHttp2Stream,
    headers: http2.IncomingHttpHeaders,
    rawHeaders: string[],
    flags: number,
  ) => void,
  talk: (session: http2.ClientHttp2Session) => Promise<void>,
  options: RecordingOptions = {},
): Promise<Recording> {
  const sent: Sent[] = [];
  const origin = http2.createServer(options.server ?? {});
  origin.on(
    'stream',
    (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders, flags: number, rawHeaders: string[]) => {
      stream.on('error', () => undefined);
      serve(stream, headers, rawHeaders, flags);
    },
  );
  const originPort = await listen(origin);

  const open = new Set<Socket>();
  const between = createServer((client) => {
    const upstream = connect(originPort, '127.0.0.1');
    for (const [from, a, b] of [['client', client, upstream] as const, ['server', upstream, client] as const]) {
      open.add(a);
      a.on('error', () => undefined);
      a.on('data', (bytes: Buffer) => {
        sent.push([from, bytes]);
        b.write(bytes);
      });
      a.on('end', () => b.end());
    }
  });
  const session = http2.connect(`http://127.0.0.1:${await listen(between)}`, options.client);
  session.on('error', () => undefined);
  try {
    await once(session, 'remoteSettings');
    await talk(session);
    // What was sent last has been seen once the answer to a ping has come.
    await new Promise((resolve) => session.ping(resolve));
  } finally {
    session.destroy();
    for (const socket of open) socket.destroy();
    between.close();
    origin.close();
  }
  return { sent };
}
