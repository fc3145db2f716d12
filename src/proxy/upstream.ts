import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { NetworkErrorCode } from '../model/errors.ts';
import { count } from '../model/counters.ts';
import { formatAuthority } from '../wire/authority.ts';
import type { ProxyContext } from './context.ts';
import { closeSoon } from './pipe.ts';
import { checkUpstreamIdentity } from './upstream-trust.ts';

/** Why there is no upstream; `detail` names the cause in plain words, without stack. */
export interface DialFailure {
  readonly kind: 'failed';
  readonly code: NetworkErrorCode;
  readonly detail: string;
}

/** An upstream connection, or why there is none. */
export type Dialed<S extends Socket> = { readonly kind: 'connected'; readonly socket: S } | DialFailure;

/** Certificate verdicts of OpenSSL (X509_V_ERR_*, as Node names them) and of Node's own host name check. */
const CERTIFICATE_ERROR =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_|PATH_LENGTH_|HOSTNAME_|CRL_|ERROR_IN_|ERR_TLS_CERT_)/;

/**
 * Opens a TCP connection to the upstream; never rejects. A connection that turns out to lead back to us fails
 * with `own_address`. The socket has no listeners but a quiet `error` one, and is paused.
 */
export function dial(context: ProxyContext, host: string, port: number): Promise<Dialed<Socket>> {
  return new Promise((resolve) => {
    const socket = connectTcp({
      host,
      port,
      lookup: context.resolver.lookup,
      noDelay: true,
      allowHalfOpen: true,
      keepAlive: true,
    });
    const timer = setTimeout(() => {
      fail('connect_timeout', `${formatAuthority(host, port)} did not answer`);
    }, context.settings.connectTimeoutMs);
    const fail = (code: NetworkErrorCode, detail: string): void => {
      clearTimeout(timer);
      socket.on('error', ignore);
      socket.destroy();
      resolve(dialFailed(context, code, detail));
    };
    const onError = (error: NodeJS.ErrnoException): void => {
      const where = formatAuthority(host, port);
      const isName = error.syscall === 'getaddrinfo';
      fail(isName ? 'dns_failed' : 'connect_failed', `${where}: ${error.code ?? error.message}`);
    };
    socket.on('error', onError);
    socket.once('connect', () => {
      socket.off('error', onError);
      socket.on('error', ignore);
      if (context.ownAddresses.includes(socket.remoteAddress, socket.remotePort)) {
        fail('own_address', formatAuthority(host, port));
        return;
      }
      clearTimeout(timer);
      resolve({ kind: 'connected', socket });
    });
  });
}

/** What a TLS handshake with the upstream should look like. */
export interface TlsWish {
  readonly host: string;
  readonly port: number;
  /** The name the client asked for; empty when it sent none. */
  readonly serverName: string;
  /** In the client's order; empty when the client sent none. */
  readonly alpn: readonly string[];
}

/**
 * TLS over a connected socket, verified against the trusted roots; never rejects and never falls back to an
 * unverified session. On failure the socket is destroyed.
 */
export function dialTls(context: ProxyContext, tcp: Socket, wish: TlsWish): Promise<Dialed<TLSSocket>> {
  const { host, port, serverName, alpn } = wish;
  const where = formatAuthority(host, port);
  // A handshake on what has closed already would never say so.
  if (tcp.destroyed || tcp.readableEnded)
    return Promise.resolve(dialFailed(context, 'upstream_tls', `${where}: closed at once`));
  const key = `${host}:${port} ${serverName} ${alpn.join(',')}`;
  return new Promise((resolve) => {
    const session = context.sessions.get(key);
    const socket = connectTls({
      socket: tcp,
      host,
      servername: isIP(serverName) ? '' : serverName,
      secureContext: context.upstreamTls,
      checkServerIdentity: checkUpstreamIdentity,
      ...(alpn.length > 0 && { ALPNProtocols: [...alpn] }),
      ...(session && { session }),
    });
    const timer = setTimeout(() => {
      fail('connect_timeout', `${where}: no TLS handshake in time`);
    }, context.settings.handshakeTimeoutMs);
    const settle = (): void => {
      clearTimeout(timer);
      socket.off('error', onError);
      socket.on('error', ignore);
      socket.off('close', onClose);
      tcp.off('close', onClose);
    };
    const fail = (code: NetworkErrorCode, detail: string): void => {
      settle();
      context.sessions.delete(key);
      socket.destroy();
      resolve(dialFailed(context, code, detail));
    };
    const onError = (error: NodeJS.ErrnoException): void => {
      const isCertificate = CERTIFICATE_ERROR.test(error.code ?? '');
      fail(
        isCertificate ? 'upstream_untrusted' : 'upstream_tls',
        `${where}: ${isCertificate ? error.message : (error.code ?? error.message)}`,
      );
    };
    const onClose = (): void => fail('upstream_tls', `${where}: closed in the handshake`);
    socket.on('error', onError);
    socket.on('close', onClose);
    tcp.on('close', onClose);
    socket.on('session', (fresh) => {
      context.sessions.set(key, fresh);
    });
    socket.once('secureConnect', () => {
      settle();
      resolve({ kind: 'connected', socket });
    });
  });
}

/** Closes an upstream that nobody needs any more, as soon as it is there and all bytes have gone out. */
export function closeDialed(context: ProxyContext, upstream: Promise<Dialed<Socket>>): void {
  void upstream.then((dialed) => {
    if (dialed.kind === 'connected') closeSoon(context, dialed.socket);
  });
}

/** Counts and logs a failure. */
function dialFailed(context: ProxyContext, code: NetworkErrorCode, detail: string): DialFailure {
  count(context.counters.failures, code);
  context.log('DEBUG', `upstream: ${detail}`, { code });
  return { kind: 'failed', code, detail };
}

/** A socket must never be without an error listener; its `close` event tells the rest. */
export function ignore(): void {}
