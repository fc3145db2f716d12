import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import type { ExecutionContext } from 'ava';
import { newCounters } from '../../src/model/counters.ts';
import { Acceptor } from '../../src/proxy/acceptor.ts';
import { serveConnection } from '../../src/proxy/connection.ts';
import type { ProxyContext, ProxySettings } from '../../src/proxy/context.ts';
import { ContextCache } from '../../src/proxy/contexts.ts';
import { serveGateway } from '../../src/proxy/gateway.ts';
import { OwnAddresses } from '../../src/proxy/own-addresses.ts';
import { Resolver } from '../../src/proxy/resolver.ts';
import { SessionCache } from '../../src/proxy/session-cache.ts';
import { upstreamContext } from '../../src/proxy/upstream-trust.ts';
import { createLeafKey } from '../../src/wire/leaf-key.ts';
import { createAuthority, mintLeaf } from '../../src/wire/mint.ts';
import type { Owner } from './monitor.ts';
import { RecordingInspector } from './recording-inspector.ts';

/** The CA our proxy signs with, and the one all test origins are signed by; made once per test process. */
export const proxyCa = createAuthority({ keyType: 'ec', now: new Date() });
export const originCa = createAuthority({ keyType: 'ec', now: new Date() });
const leafKey = createLeafKey();

const SETTINGS: ProxySettings = {
  interceptTls: true,
  isPassthrough: () => false,
  maxConnections: 100,
  maxHeadBytes: 16_384,
  connectTimeoutMs: 5000,
  handshakeTimeoutMs: 5000,
  headTimeoutMs: 5000,
  idleTimeoutMs: 20_000,
};

export interface TestProxy {
  readonly port: number;
  readonly inspector: RecordingInspector;
  readonly context: ProxyContext;
  readonly acceptor: Acceptor;
  readonly logged: string[];
}

/** The relay in this process, with an inspector that writes down what it is shown. */
export async function startProxy(
  t: ExecutionContext,
  settings: Partial<ProxySettings> = {},
  gatewayTarget?: { host: string; port: number },
): Promise<TestProxy> {
  const inspector = new RecordingInspector();
  const logged: string[] = [];
  const context: ProxyContext = {
    settings: { ...SETTINGS, ...settings },
    inspector,
    counters: newCounters(),
    log: (_level, message) => logged.push(message),
    contexts: new ContextCache({
      mint: async (host) => mintLeaf({ host, authority: proxyCa, publicKeyDer: leafKey.publicKeyDer, now: new Date() }),
      leafKeyPem: leafKey.keyPem,
      max: 100,
      now: Date.now,
    }),
    upstreamTls: upstreamContext([originCa.certPem]),
    resolver: new Resolver(() => performance.now()),
    sessions: new SessionCache(),
    ownAddresses: new OwnAddresses(),
  };
  const acceptor = new Acceptor(context);
  const { port } = await acceptor.listen('127.0.0.1', 0, (life, client) => {
    if (gatewayTarget) serveGateway(context, life, client, gatewayTarget);
    else serveConnection(context, life, client);
  });
  t.teardown(() => acceptor.drain(0));
  return { port, inspector, context, acceptor, logged };
}

/** A raw TCP server; returns its port. */
export async function startOrigin(t: Owner, serve: (socket: net.Socket) => void): Promise<number> {
  return listen(t, net.createServer({ allowHalfOpen: true, noDelay: true }, guarded(t, serve)));
}

/** A raw TLS server whose certificate, for `localhost` and 127.0.0.1, the proxy trusts unless `ca` says otherwise. */
export async function startTlsOrigin(
  t: Owner,
  serve: (socket: tls.TLSSocket) => void,
  options: tls.TlsOptions & { ca?: never; authority?: typeof originCa; host?: string } = {},
): Promise<number> {
  const { authority = originCa, host = 'localhost', ...rest } = options;
  const cert = mintLeaf({ host, authority, publicKeyDer: leafKey.publicKeyDer, now: new Date() });
  const server = tls.createServer({ key: leafKey.keyPem, cert, ...rest }, guarded(t, serve));
  server.on('tlsClientError', () => undefined);
  return listen(t, server);
}

function guarded<S extends net.Socket>(t: Owner, serve: (socket: S) => void) {
  return (socket: S): void => {
    socket.on('error', () => undefined);
    t.teardown(() => {
      socket.destroy();
    });
    serve(socket);
  };
}

async function listen(t: Owner, server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
  });
  return (server.address() as net.AddressInfo).port;
}

/** A raw client connection. */
export async function connect(t: Owner, port: number): Promise<net.Socket> {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  socket.on('error', () => undefined);
  t.teardown(() => {
    socket.destroy();
  });
  await once(socket, 'connect');
  return socket;
}

/** A client connection inside a CONNECT tunnel, in clear. */
export async function connectTunnel(t: Owner, proxyPort: number, authority: string): Promise<net.Socket> {
  const socket = await connect(t, proxyPort);
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  const reply = await readUntil(socket, '\r\n\r\n');
  if (reply !== 'HTTP/1.1 200 Connection Established\r\n\r\n') throw new Error(`refused: ${reply}`);
  return socket;
}

/** A TLS client inside a CONNECT tunnel that trusts the proxy's CA only. */
export async function connectTls(
  t: Owner,
  proxyPort: number,
  authority: string,
  options: tls.ConnectionOptions = {},
): Promise<tls.TLSSocket> {
  const socket = await connectTunnel(t, proxyPort, authority);
  const secure = tls.connect({ socket, servername: 'localhost', ca: proxyCa.certPem, ...options });
  secure.on('error', () => undefined);
  await once(secure, 'secureConnect');
  return secure;
}

/** Reads until the text so far contains `end`, as latin1. */
export async function readUntil(socket: net.Socket, end: string): Promise<string> {
  let text = '';
  while (!text.includes(end)) {
    const chunk: unknown = socket.read() ?? (await nextChunk(socket));
    if (!Buffer.isBuffer(chunk)) throw new Error(`closed after ${JSON.stringify(text)}`);
    text += chunk.toString('latin1');
  }
  return text;
}

async function nextChunk(socket: net.Socket): Promise<unknown> {
  return new Promise((resolve) => {
    const onReadable = (): void => {
      const chunk: unknown = socket.read();
      if (chunk === null && !socket.readableEnded && !socket.destroyed) return;
      stop(chunk);
    };
    const onEnd = (): void => stop(undefined);
    const stop = (chunk: unknown): void => {
      socket.off('readable', onReadable);
      socket.off('end', onEnd);
      socket.off('close', onEnd);
      resolve(chunk);
    };
    socket.on('readable', onReadable);
    socket.on('end', onEnd);
    socket.on('close', onEnd);
    onReadable();
  });
}

/** Everything until the peer ends or the connection closes, as latin1. */
export async function readAll(socket: net.Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise<void>((resolve) => {
    socket.once('end', resolve);
    socket.once('close', () => resolve());
    if (socket.readableEnded || socket.destroyed) resolve();
  });
  return Buffer.concat(chunks).toString('latin1');
}

/** Waits for a condition that other events bring about; fails the test after five seconds. */
export async function until(t: ExecutionContext, what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (holds()) {
      t.pass();
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  t.fail(`waited in vain: ${what}`);
}

/** An origin that answers every request head it sees with `answer`, on the same connection. */
export function startAnswering(t: ExecutionContext, answer: string): Promise<number> {
  return startOrigin(t, (socket) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const heads = text.split('\r\n\r\n');
      text = heads.pop() ?? '';
      for (const _head of heads) socket.write(answer);
    });
    socket.on('end', () => socket.end());
  });
}
