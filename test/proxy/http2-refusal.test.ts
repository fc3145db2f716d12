import { once } from 'node:events';
import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import test from 'ava';
import { createAuthority } from '../../src/wire/mint.ts';
import { requestHead } from '../support/http2-exchange.ts';
import { CLIENT_START } from '../support/http2-frames.ts';
import { answerOf, ask, connectHttp2, speakHttp2 } from '../support/http2-fixture.ts';
import {
  connect,
  connectTls,
  connectTunnel,
  proxyCa,
  readAll,
  readUntil,
  startOrigin,
  startProxy,
  startTlsOrigin,
  until,
} from '../support/proxy-fixture.ts';

const NOBODY = 1;

test('every request of a client that speaks HTTP/2 only is answered in it, and the connection ended', async (t) => {
  const proxy = await startProxy(t);
  const client = await connectHttp2(t, proxy.port, NOBODY);
  const unfinished = client.request({ ':method': 'POST', ':path': '/' });
  unfinished.write('half');
  const answers = await Promise.all([
    ask(client, { ':path': '/' }),
    ask(client, { ':path': '/', ':method': 'POST' }, 'whole'),
    answerOf(unfinished),
  ]);
  for (const { headers, body } of answers) {
    t.is(headers[':status'], 502);
    t.is(headers['x-clawsec-error'], 'connect_failed');
    t.is(headers['content-length'], String(body.length));
    t.regex(body.toString(), /^clawsec: .*could not be reached\.\nconnect_failed: localhost:1: ECONNREFUSED\n$/);
  }
  await until(t, 'it is over', () => client.closed && proxy.context.counters.open === 0);
  t.is(proxy.context.counters.failures['connect_failed'], 1);
});

test('a HEAD is answered without a body', async (t) => {
  const proxy = await startProxy(t);
  const client = await connectHttp2(t, proxy.port, NOBODY);
  const { headers, body } = await ask(client, { ':path': '/', ':method': 'HEAD' });
  t.is(headers[':status'], 502);
  t.is(body.length, 0);
});

test('each failure has its own status', async (t) => {
  const proxy = await startProxy(t, { handshakeTimeoutMs: 200 });
  const stranger = createAuthority({ keyType: 'ec', now: new Date() });
  const untrusted = await startTlsOrigin(t, () => undefined, { authority: stranger, ALPNProtocols: ['h2'] });
  const http1 = await startTlsOrigin(t, () => undefined, { ALPNProtocols: ['http/1.1'] });
  const silent = await startOrigin(t, () => undefined);
  for (const [port, code, error] of [
    [untrusted, 526, 'upstream_untrusted'],
    [http1, 502, 'upstream_tls'],
    [silent, 504, 'connect_timeout'],
  ] as const) {
    const client = await connectHttp2(t, proxy.port, port);
    const { headers } = await ask(client, { ':path': '/' });
    t.is(headers[':status'], code);
    t.is(headers['x-clawsec-error'], error);
  }
});

test('a client that speaks HTTP/1.1 too is answered in that', async (t) => {
  const proxy = await startProxy(t);
  const client = await connectTls(t, proxy.port, `localhost:${NOBODY}`, { ALPNProtocols: ['h2', 'http/1.1'] });
  t.is(client.alpnProtocol, 'http/1.1');
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  t.regex(await readAll(client), /^HTTP\/1\.1 502 /);
});

test('HTTP/2 in a tunnel in clear that leads nowhere is answered too', async (t) => {
  const proxy = await startProxy(t);
  const client = speakHttp2(t, await connectTunnel(t, proxy.port, `127.0.0.1:${NOBODY}`));
  t.is((await ask(client, { ':path': '/' })).headers[':status'], 502);
});

test('a gRPC client is told that the service is unavailable', async (t) => {
  const proxy = await startProxy(t);
  // grpc-js has no say in how its connection is made but this one.
  const tunnel = await startOrigin(t, (socket) => {
    socket.pause();
    void connectTunnel(t, proxy.port, `localhost:${NOBODY}`).then((inside) => {
      socket.pipe(inside).pipe(socket);
    });
  });
  const client = new Client(`127.0.0.1:${tunnel}`, credentials.createSsl(Buffer.from(proxyCa.certPem)), {
    'grpc.ssl_target_name_override': 'localhost',
    'grpc.enable_retries': 0,
  });
  t.teardown(() => client.close());
  const asIs = (bytes: Buffer): Buffer => bytes;
  const error = await new Promise<{ code?: number; details?: string } | null>((resolve) => {
    client.makeUnaryRequest('/a.B/C', asIs, asIs, Buffer.from('x'), new Metadata(), resolve);
  });
  t.is(error?.code, status.UNAVAILABLE);
  t.regex(error?.details ?? '', /502/);
});

test('a client that asks for nothing, or speaks nonsense, is let go', async (t) => {
  const proxy = await startProxy(t, { headTimeoutMs: 100 });
  const silent = await connectHttp2(t, proxy.port, NOBODY);
  await once(silent, 'goaway');
  await until(t, 'it is over', () => silent.closed);
  t.is(proxy.context.counters.failures['client_silent'], 1);

  const nonsense = await connectTls(t, proxy.port, `localhost:${NOBODY}`, { ALPNProtocols: ['h2'] });
  nonsense.write('GET / HTTP/1.1\r\nHost: no preface at all\r\n\r\n');
  t.false((await readAll(nonsense)).includes('502'));
  await until(t, 'nothing is left open', () => proxy.context.counters.open === 0);
});

test('HTTP/2 that begins on the port of the proxy itself is answered in it, and counted', async (t) => {
  const proxy = await startProxy(t);
  const client = speakHttp2(t, await connect(t, proxy.port));
  const { headers, body } = await ask(client, { ':path': '/' });
  t.is(headers[':status'], 400);
  t.is(headers['x-clawsec-error'], 'bad_request');
  t.regex(body.toString(), /^clawsec: .*\nbad_request: an HTTP\/2 preface where HTTP\/1 is spoken\n$/);
  await until(t, 'it is over', () => client.closed && proxy.context.counters.open === 0);
  t.is(proxy.context.counters.failures['bad_request'], 1);
});

test('it is answered so however the preface is cut, and behind an answered request', async (t) => {
  const proxy = await startProxy(t);
  const port = await startOrigin(t, (socket) => {
    socket.on('data', () => socket.write('HTTP/1.1 204 No Content\r\n\r\n'));
  });
  const client = await connect(t, proxy.port);
  client.write(`GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
  await readUntil(client, '\r\n\r\n');
  for (const byte of CLIENT_START) client.write(Buffer.of(byte));
  client.write(requestHead(1, {}, true));
  const answer = await readAll(client);
  t.true(answer.startsWith('\0\0\0\x04'), answer);
  t.true(answer.includes('x-clawsec-error\x0bbad_request'), answer);
});

test('a client that waits to ask is let go when the monitor stops', async (t) => {
  const proxy = await startProxy(t);
  const client = await connectHttp2(t, proxy.port, NOBODY);
  await once(client, 'remoteSettings');
  await proxy.acceptor.drain(10_000);
  t.is(proxy.context.counters.open, 0);
});
