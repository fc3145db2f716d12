import { isIP, type Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { count } from '../model/counters.ts';
import { formatAuthority } from '../wire/authority.ts';
import { readClientHello } from '../wire/client-hello.ts';
import type { ProxyContext } from './context.ts';
import { refuseHttp2 } from './http2-refusal.ts';
import { type Inside, serveHttp, serveHttp2, type Target } from './inside.ts';
import type { Life } from './life.ts';
import { Relay } from './relay.ts';
import { closeDialed, type Dialed, type DialFailure, dialTls } from './upstream.ts';

const HTTP1 = 'http/1.1';
const HTTP2 = 'h2';

/** A tunnel whose first bytes are TLS. */
export interface TlsTunnel {
  readonly client: Socket;
  readonly target: Target;
  readonly upstream: Promise<Dialed<Socket>>;
  /** Serves what is inside when ALPN does not say what it is. */
  readonly serve: (context: ProxyContext, life: Life, inside: Inside) => void;
}

interface Hello {
  readonly serverName: string | undefined;
  readonly alpn: readonly string[];
}

/**
 * Opens TLS on both sides: reads the ClientHello, does the upstream handshake with what the client asked for while
 * the leaf is minted, then completes the client's handshake with the protocol the upstream chose. When there is no
 * upstream, the client's handshake is completed all the same and its request answered in plain words.
 */
export function interceptTls(context: ProxyContext, life: Life, tunnel: TlsTunnel, first: Buffer): void {
  const { client } = tunnel;
  let seen = first;
  const timer = setTimeout(() => fail('the ClientHello was not complete in time'), context.settings.handshakeTimeoutMs);
  const fail = (detail: string): void => {
    stopListening();
    clientTlsFailed(context, tunnel.target, detail);
    client.destroy();
    closeDialed(context, tunnel.upstream);
  };
  const tryHello = (): boolean => {
    const outcome = readClientHello(seen);
    switch (outcome.kind) {
      case 'more':
        return false;
      case 'malformed':
        fail(outcome.detail);
        return true;
      case 'hello':
        stopListening();
        client.unshift(seen);
        void shakeHands(context, life, tunnel, outcome);
        return true;
    }
  };
  const onData = (chunk: Buffer): void => {
    context.counters.bytes += chunk.length;
    seen = Buffer.concat([seen, chunk]);
    tryHello();
  };
  const onEnd = (): void => fail('the client left before its ClientHello was complete');
  const stopListening = (): void => {
    clearTimeout(timer);
    client.pause();
    client.off('data', onData);
    client.off('end', onEnd);
    client.off('close', onEnd);
  };
  life.onDrain(() => client.destroy());
  if (tryHello()) return;
  client.on('data', onData);
  client.on('end', onEnd);
  client.on('close', onEnd);
  client.resume();
}

async function shakeHands(context: ProxyContext, life: Life, tunnel: TlsTunnel, hello: Hello): Promise<void> {
  const { client, target } = tunnel;
  const serverName = hello.serverName ?? target.host;
  if (hello.serverName !== undefined && hello.serverName !== target.host && !isIP(target.host)) {
    context.log('INFO', 'the TLS server name differs from the CONNECT target', {
      target: formatAuthority(target.host, target.port),
      serverName,
    });
  }
  let secureContext: SecureContext;
  let upstream: Dialed<TLSSocket>;
  try {
    const ready = context.contexts.peek(serverName);
    [upstream, secureContext] = await Promise.all([
      connectTls(context, tunnel, serverName, hello.alpn),
      ready ?? context.contexts.forHost(serverName),
    ]);
  } catch (error) {
    context.log('ERROR', 'no leaf certificate could be made', { serverName, error: String(error) });
    client.destroy();
    closeDialed(context, tunnel.upstream);
    return;
  }
  if (client.destroyed) {
    if (upstream.kind === 'connected') upstream.socket.destroy();
    return;
  }
  acceptTls(context, life, tunnel, { secureContext, upstream, hello });
}

/** The upstream's TLS: it chooses among the protocols that the client offers. */
async function connectTls(
  context: ProxyContext,
  { target, upstream }: TlsTunnel,
  serverName: string,
  alpn: readonly string[],
): Promise<Dialed<TLSSocket>> {
  const tcp = await upstream;
  return tcp.kind === 'failed' ? tcp : dialTls(context, tcp.socket, { ...target, serverName, alpn });
}

interface Handshake {
  readonly secureContext: SecureContext;
  readonly upstream: Dialed<TLSSocket>;
  readonly hello: Hello;
}

function acceptTls(context: ProxyContext, life: Life, tunnel: TlsTunnel, handshake: Handshake): void {
  const { client: raw, target } = tunnel;
  const { secureContext, upstream, hello } = handshake;
  const chosen = upstream.kind === 'connected' ? upstream.socket.alpnProtocol : protocolOfRefusal(hello);
  const client = new TLSSocket(raw, {
    isServer: true,
    secureContext,
    ...(chosen && hello.alpn.includes(chosen) && { ALPNProtocols: [chosen] }),
  });
  let isSecure = false;
  let failure = 'the client closed the connection';
  const timer = setTimeout(() => {
    failure = 'the handshake was not complete in time';
    client.destroy();
  }, context.settings.handshakeTimeoutMs);
  const onEarlyEnd = (): void => {
    client.destroy();
  };
  client.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code ?? error.message;
  });
  client.once('close', () => {
    clearTimeout(timer);
    if (isSecure) return;
    clientTlsFailed(context, target, failure);
    if (upstream.kind === 'connected') upstream.socket.destroy();
  });
  client.once('end', onEarlyEnd);
  // Without reading, the end of a client that hangs up in its handshake would not be noticed.
  client.resume();
  client.once('secure', () => {
    clearTimeout(timer);
    client.off('end', onEarlyEnd);
    isSecure = true;
    if (upstream.kind === 'failed') {
      answerFailed(context, life, client, chosen === HTTP2, upstream);
      return;
    }
    const inside = {
      client,
      target,
      upstream: Promise.resolve(upstream),
      rest: Buffer.alloc(0),
      protocol: 'https',
    } as const;
    if (chosen === HTTP1) serveHttp(context, life, inside);
    else if (chosen === HTTP2) void serveHttp2(context, life, inside);
    else tunnel.serve(context, life, inside);
  });
}

/** What a client that nobody can be reached for is answered in: HTTP/1.1 unless it speaks nothing but HTTP/2. */
function protocolOfRefusal({ alpn }: Hello): string {
  return alpn.includes(HTTP2) && !alpn.includes(HTTP1) ? HTTP2 : HTTP1;
}

function answerFailed(context: ProxyContext, life: Life, client: Socket, isHttp2: boolean, failure: DialFailure): void {
  if (isHttp2) refuseHttp2(context, life, client, Buffer.alloc(0), failure);
  else new Relay(context, life, client, () => ({ ...failure, kind: 'refused' })).start();
}

function clientTlsFailed(context: ProxyContext, target: Target, detail: string): void {
  count(context.counters.failures, 'client_tls');
  context.log('INFO', `TLS with the client failed: ${detail}`, { target: formatAuthority(target.host, target.port) });
}
