import { once } from 'node:events';
import type { Socket } from 'node:net';
import test from 'ava';
import { closeDialed, dial, dialTls, type TlsWish } from '../../src/proxy/upstream.ts';
import {
  connect,
  originCa,
  proxyCa,
  startOrigin,
  startProxy,
  startTlsOrigin,
  until,
} from '../support/proxy-fixture.ts';

const wish = (port: number, more: Partial<TlsWish> = {}): TlsWish => ({
  host: 'localhost',
  port,
  serverName: 'localhost',
  alpn: [],
  ...more,
});

test('a connection that is there has no reader yet, and loses nothing', async (t) => {
  const port = await startOrigin(t, (socket) => socket.end('early'));
  const { context } = await startProxy(t);
  const dialed = await dial(context, 'localhost', port);
  if (dialed.kind === 'failed') return t.fail(dialed.detail);
  await new Promise((resolve) => setTimeout(resolve, 30));
  const [chunk] = (await once(dialed.socket, 'data')) as [Buffer];
  t.is(chunk.toString(), 'early');
  dialed.socket.destroy();
});

test('every failure has its code, is counted once and names the host', async (t) => {
  const { context, port } = await startProxy(t, { connectTimeoutMs: 10_000 });
  const cases = [
    ['127.0.0.1', 1, 'connect_failed'],
    ['no-such-host.invalid', 80, 'dns_failed'],
    ['127.0.0.1', port, 'own_address'],
  ] as const;
  for (const [host, at, code] of cases) {
    const outcome = await dial(context, host, at);
    if (outcome.kind === 'connected') return t.fail(host);
    t.is(outcome.code, code);
    t.true(outcome.detail.startsWith(`${host}:${at}`), outcome.detail);
    t.is(context.counters.failures[code], 1);
  }
});

test('a TLS server that never answers is given up in time, and let go', async (t) => {
  let isClosed = false;
  const port = await startOrigin(t, (socket) => {
    socket.resume();
    socket.on('end', () => socket.end());
    socket.on('close', () => (isClosed = true));
  });
  const { context } = await startProxy(t, { handshakeTimeoutMs: 50 });
  const outcome = await dialTls(context, await connect(t, port), wish(port));
  t.like(outcome, { kind: 'failed', code: 'connect_timeout' });
  await until(t, 'it is let go', () => isClosed);
});

test('a TLS server that hangs up, has hung up, or speaks no TLS is upstream_tls', async (t) => {
  const { context } = await startProxy(t, { handshakeTimeoutMs: 1000 });
  const leaving = await startOrigin(t, (socket) => socket.once('data', () => socket.destroy()));
  const talking = await startOrigin(t, (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 No\r\n\r\n')));
  for (const port of [leaving, talking]) {
    t.like(await dialTls(context, await connect(t, port), wish(port)), { kind: 'failed', code: 'upstream_tls' });
  }
  const gone = await connect(t, leaving);
  gone.destroy();
  await once(gone, 'close');
  t.is((await dialTls(context, gone, wish(leaving))).kind, 'failed');
});

test('a certificate nobody vouches for, or for another host, is upstream_untrusted', async (t) => {
  const { context } = await startProxy(t);
  for (const options of [{ authority: proxyCa }, { host: 'other.test' }]) {
    const port = await startTlsOrigin(t, () => undefined, options);
    t.like(await dialTls(context, await connect(t, port), wish(port)), { kind: 'failed', code: 'upstream_untrusted' });
  }
});

test('a session is resumed with the next handshake, and forgotten when that fails', async (t) => {
  let isLeaving = false;
  const port = await startTlsOrigin(t, (socket) => socket.write('x'), { authority: originCa });
  const { context } = await startProxy(t);
  const first = await dialTls(context, await connect(t, port), wish(port));
  if (first.kind !== 'connected') return t.fail(first.detail);
  t.false(first.socket.isSessionReused());
  await once(first.socket, 'data');
  const second = await dialTls(context, await connect(t, port), wish(port));
  if (second.kind !== 'connected') return t.fail(second.detail);
  t.true(second.socket.isSessionReused());

  const key = `localhost:${port} localhost `;
  t.truthy(context.sessions.get(key));
  isLeaving = true;
  const silent = await startOrigin(t, (socket) => socket.once('data', () => isLeaving && socket.destroy()));
  await dialTls(context, await connect(t, silent), wish(port));
  t.is(context.sessions.get(key), undefined);
});

test('the name and the protocols the client wants are asked for; an address is no name', async (t) => {
  const names: unknown[] = [];
  const port = await startTlsOrigin(t, (socket) => names.push(socket.servername), { ALPNProtocols: ['b', 'http/1.1'] });
  const { context } = await startProxy(t);
  const named = await dialTls(context, await connect(t, port), wish(port, { alpn: ['a', 'b'] }));
  t.is(named.kind === 'connected' && named.socket.alpnProtocol, 'b');
  const other = await startTlsOrigin(t, (socket) => names.push(socket.servername), { host: '127.0.0.1' });
  await dialTls(context, await connect(t, other), wish(other, { host: '127.0.0.1', serverName: '127.0.0.1' }));
  await until(t, 'both are there', () => names.length === 2);
  t.deepEqual(names, ['localhost', false]);
});

test('an upstream that comes when nobody needs it any more is closed once everything has gone out', async (t) => {
  let received = '';
  let isEnded = false;
  const port = await startOrigin(t, (socket: Socket) => {
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('end', () => (isEnded = true));
  });
  const { context } = await startProxy(t);
  const socket = await connect(t, port);
  socket.write('last words');
  closeDialed(context, Promise.resolve({ kind: 'connected', socket }));
  closeDialed(context, Promise.resolve({ kind: 'failed', code: 'dns_failed', detail: '' }));
  await until(t, 'it is closed', () => isEnded);
  t.is(received, 'last words');
});

test('an upstream that speaks none of the protocols it is offered has failed', async (t) => {
  const port = await startTlsOrigin(t, () => undefined, { ALPNProtocols: ['h2'] });
  const { context } = await startProxy(t);
  const refused = await dialTls(context, await connect(t, port), { ...wish(port), alpn: ['http/1.1'] });
  t.like(refused, { kind: 'failed', code: 'upstream_tls' });
});

test('an upstream that resets at any moment before or in the handshake fails at once', async (t) => {
  const { context } = await startProxy(t);
  const port = await startOrigin(t, (socket) => socket.resetAndDestroy());
  for (let turn = 0; turn < 40; turn += 1) {
    const dialed = await dial(context, '127.0.0.1', port);
    if (dialed.kind === 'failed') continue;
    for (let wait = 0; wait < turn % 4; wait += 1) await new Promise(setImmediate);
    const outcome = await dialTls(context, dialed.socket, wish(port));
    t.like(outcome, { kind: 'failed', code: 'upstream_tls' });
  }
  t.is(context.counters.failures['connect_timeout'], undefined);
});
