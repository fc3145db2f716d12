import type { Socket } from 'node:net';
import { classifyServerOpening, classifyTunnel } from '../wire/classify.ts';
import { pipeSockets } from './pipe.ts';
import type { ProxyContext } from './context.ts';
import { type Inside, serveHttp, serveHttp2, type Target } from './inside.ts';
import { interceptTls } from './intercept.ts';
import type { Life } from './life.ts';
import { endGently, refuse } from './refusal.ts';
import { closeDialed, type Dialed, dial } from './upstream.ts';

const ESTABLISHED = 'HTTP/1.1 200 Connection Established\r\n\r\n';

/** How long a client may stay silent in a tunnel that leads nowhere, or no longer: it may wait for the server to speak. */
const UNREACHABLE_WAIT_MS = 2000;

/**
 * Serves a CONNECT. An intercepted tunnel is answered at once, so that a failure can be told in plain words inside
 * it; a blind one only when the upstream stands.
 */
export function openTunnel(context: ProxyContext, life: Life, client: Socket, target: Target, rest: Buffer): void {
  const { interceptTls: isOpen, isPassthrough } = context.settings;
  const upstream = dial(context, target.host, target.port);
  if (!isOpen || isPassthrough(target.host)) {
    context.inspector.skip(isOpen ? 'passthrough_host' : 'no_mitm');
    void upstream.then((dialed) => openBlind(context, life, client, rest, dialed));
    return;
  }
  client.write(ESTABLISHED);
  serveTunnel(context, life, { client, target, upstream, rest, protocol: 'http' });
}

function openBlind(context: ProxyContext, life: Life, client: Socket, rest: Buffer, dialed: Dialed<Socket>): void {
  if (dialed.kind === 'failed') {
    refuse(client, dialed.code, dialed.detail);
    return;
  }
  if (client.destroyed) {
    dialed.socket.destroy();
    return;
  }
  client.write(ESTABLISHED);
  if (rest.length > 0) dialed.socket.write(rest);
  pipeSockets(context, life, client, dialed.socket);
}

/**
 * Waits for the first bytes and serves what they turn out to be: TLS is opened (once), HTTP relayed, anything else
 * piped unread. An upstream that speaks first (SSH, SMTP, IMAP) is not HTTP, unless it says what an HTTP/2 server does.
 */
function serveTunnel(context: ProxyContext, life: Life, inside: Inside): void {
  const { client, target, upstream } = inside;
  let seen = inside.rest;
  let connected: Socket | undefined;
  let peekedBytes = 0;

  const decide = (): boolean => {
    const kind = seen.length === 0 ? 'more' : classifyTunnel(seen);
    switch (kind) {
      case 'more':
        return false;
      case 'tls':
        stopListening();
        if (inside.protocol === 'https') pipeUnread();
        else interceptTls(context, life, { client, target, upstream, serve: serveTunnel }, seen);
        return true;
      case 'http':
        stopListening();
        serveHttp(context, life, { ...inside, rest: seen });
        return true;
      case 'h2':
        stopListening();
        void serveHttp2(context, life, { ...inside, rest: seen });
        return true;
      case 'other':
        stopListening();
        pipeUnread();
        return true;
    }
  };
  const pipeUnread = (): void => {
    context.inspector.skip('not_http');
    void upstream.then((dialed) => {
      if (dialed.kind === 'failed' || client.destroyed) {
        client.destroy();
        if (dialed.kind === 'connected') dialed.socket.destroy();
        return;
      }
      if (seen.length > 0) dialed.socket.write(seen);
      pipeSockets(context, life, client, dialed.socket);
    });
  };
  const onClientData = (chunk: Buffer): void => {
    context.counters.bytes += chunk.length;
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    decide();
  };
  const onUpstreamReadable = (): void => {
    if (!connected || connected.readableLength === peekedBytes) return;
    switch (classifyServerOpening(peek(connected))) {
      case 'more':
        peekedBytes = connected.readableLength;
        break;
      case 'h2':
        // It need not have waited for its client; what that speaks decides.
        connected.off('readable', onUpstreamReadable);
        break;
      case 'other':
        stopListening();
        pipeUnread();
        break;
    }
  };
  const onEnd = (): void => {
    stopListening();
    if (seen.length > 0) {
      pipeUnread();
      return;
    }
    client.end();
    closeDialed(context, upstream);
  };
  const onClose = (): void => {
    stopListening();
    closeDialed(context, upstream);
  };
  /** A client that speaks first is answered what became of the server; one that waits for the server is let go. */
  const onUpstreamGone = (): void => {
    if (connected?.readableLength) return;
    connected?.off('end', onUpstreamGone);
    connected?.off('close', onUpstreamGone);
    client.removeAllListeners('timeout');
    client.setTimeout(UNREACHABLE_WAIT_MS, () => {
      stopListening();
      endGently(client);
      closeDialed(context, upstream);
    });
  };
  const stopListening = (): void => {
    client.pause();
    client.setTimeout(0);
    client.removeAllListeners('timeout');
    client.off('data', onClientData);
    client.off('end', onEnd);
    client.off('close', onClose);
    connected?.off('readable', onUpstreamReadable);
    connected?.off('end', onUpstreamGone);
    connected?.off('close', onUpstreamGone);
    isWaiting = false;
  };
  let isWaiting = true;

  if (decide()) return;
  client.on('data', onClientData);
  client.on('end', onEnd);
  client.on('close', onClose);
  if (client.readableEnded) {
    onEnd();
    return;
  }
  client.resume();
  client.setTimeout(context.settings.idleTimeoutMs, () => client.destroy());
  life.onDrain(() => client.destroy());
  void upstream.then((dialed) => {
    if (!isWaiting) return;
    if (dialed.kind === 'failed') {
      client.setTimeout(UNREACHABLE_WAIT_MS, () => client.destroy());
      return;
    }
    connected = dialed.socket;
    connected.on('readable', onUpstreamReadable);
    connected.on('end', onUpstreamGone);
    connected.on('close', onUpstreamGone);
    onUpstreamReadable();
    if (connected.closed) onUpstreamGone();
  });
}

/** What has come from a socket that is not flowing, left there. */
function peek(socket: Socket): Buffer {
  const bytes: unknown = socket.read();
  if (!Buffer.isBuffer(bytes)) return Buffer.alloc(0);
  socket.unshift(bytes);
  return bytes;
}
