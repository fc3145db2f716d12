import { once } from 'node:events';
import http2 from 'node:http2';
import type net from 'node:net';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { createLeafKey } from '../../src/wire/leaf-key.ts';
import { mintLeaf } from '../../src/wire/mint.ts';
import type { Owner } from './monitor.ts';
import { connectTunnel, originCa, proxyCa } from './proxy-fixture.ts';

const leafKey = createLeafKey();
const cert = mintLeaf({ host: 'localhost', authority: originCa, publicKeyDer: leafKey.publicKeyDer, now: new Date() });

/** Node's own HTTP/2 server. */
export interface Http2Origin {
  readonly server: http2.Http2Server | http2.Http2SecureServer;
  readonly port: number;
  /** Connections now open. */
  readonly sessions: ReadonlySet<http2.ServerHttp2Session>;
}

/** Starts one for `localhost`, over TLS unless `isPlain`. */
export async function startHttp2Origin(
  owner: Owner,
  serve: (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void,
  { isPlain = false, ...options }: http2.SecureServerOptions & { isPlain?: boolean } = {},
): Promise<Http2Origin> {
  const secure = { key: leafKey.keyPem, cert, ...options };
  const server = isPlain ? http2.createServer(options) : http2.createSecureServer(secure);
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined);
    session.once('close', () => sessions.delete(session));
  });
  server.on('sessionError', () => undefined);
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    serve(stream, headers);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  owner.teardown(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  return { server, port: (server.address() as AddressInfo).port, sessions };
}

/** An HTTP/2 client on a connection that stands already. */
export function speakHttp2(
  owner: Owner,
  socket: net.Socket,
  options: http2.ClientSessionOptions = {},
): http2.ClientHttp2Session {
  const session = http2.connect('https://localhost', { ...options, createConnection: () => socket });
  session.on('error', () => undefined);
  owner.teardown(() => session.destroy());
  return session;
}

/** An HTTP/2 client that offers nothing else, in a TLS tunnel to `localhost:port`. */
export async function connectHttp2(
  owner: Owner,
  proxyPort: number,
  port: number,
  session: http2.ClientSessionOptions = {},
): Promise<http2.ClientHttp2Session> {
  const tunnel = await connectTunnel(owner, proxyPort, `localhost:${port}`);
  // Node's session does not notice the end of a connection that may stay half open.
  tunnel.allowHalfOpen = false;
  const options = { servername: 'localhost', ca: proxyCa.certPem, ALPNProtocols: ['h2'] };
  const socket = tls.connect({ socket: tunnel, ...options });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  if (socket.alpnProtocol !== 'h2') throw new Error(`ALPN: ${String(socket.alpnProtocol)}`);
  return speakHttp2(owner, socket, session);
}

/** What came back on a stream. */
export interface Http2Answer {
  readonly headers: http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader;
  readonly body: Buffer;
  readonly trailers: http2.IncomingHttpHeaders;
}

/** A whole exchange. */
export async function ask(
  session: http2.ClientHttp2Session,
  headers: http2.OutgoingHttpHeaders,
  body?: Uint8Array | string,
): Promise<Http2Answer> {
  const stream = session.request(headers, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  return answerOf(stream);
}

/** Everything a stream brings. */
export async function answerOf(stream: http2.ClientHttp2Stream): Promise<Http2Answer> {
  let headers: Http2Answer['headers'] = {};
  let trailers: http2.IncomingHttpHeaders = {};
  stream.on('response', (fields) => (headers = fields));
  stream.on('trailers', (fields) => (trailers = fields));
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(stream, 'close');
  return { headers, body: Buffer.concat(chunks), trailers };
}
