import { once } from 'node:events';
import tls from 'node:tls';
import test from 'ava';
import { createAuthority } from '../../src/wire/mint.ts';
import {
  connectTls,
  connectTunnel,
  originCa,
  proxyCa,
  readAll,
  readUntil,
  startProxy,
  startTlsOrigin,
  until,
} from '../support/proxy-fixture.ts';

const ok = (socket: tls.TLSSocket): void => {
  socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
};
const GET = 'GET /secret HTTP/1.1\r\nHost: localhost\r\n\r\n';

test('TLS is opened with our certificate and the text inside is shown', async (t) => {
  const port = await startTlsOrigin(t, ok, { ALPNProtocols: ['http/1.1'] });
  const proxy = await startProxy(t);
  const client = await connectTls(t, proxy.port, `localhost:${port}`, { ALPNProtocols: ['h2', 'http/1.1'] });
  t.is(client.alpnProtocol, 'http/1.1');
  client.write(GET);
  t.true((await readUntil(client, 'ok')).endsWith('ok'));
  t.deepEqual(proxy.inspector.of('request.head'), [GET]);
  const [head] = proxy.inspector.texts;
  const dest = `localhost:${port}`;
  t.like(head?.flow, { protocol: 'https', source: '127.0.0.1', dest, request: { method: 'GET', target: '/secret' } });
});

test('a client without ALPN and without a server name is served all the same', async (t) => {
  const port = await startTlsOrigin(t, ok, { host: '127.0.0.1' });
  const proxy = await startProxy(t);
  const client = await connectTls(t, proxy.port, `127.0.0.1:${port}`, { servername: '', host: '127.0.0.1' });
  client.write(GET);
  t.true((await readUntil(client, 'ok')).endsWith('ok'));
});

test('an origin nobody vouches for is answered 526 over HTTPS, and sees no request', async (t) => {
  let requests = 0;
  const count = (socket: tls.TLSSocket): void => {
    socket.on('data', () => (requests += 1));
  };
  const stranger = createAuthority({ keyType: 'ec', now: new Date() });
  const proxy = await startProxy(t);
  for (const options of [{ authority: stranger }, { host: 'other.test' }]) {
    const port = await startTlsOrigin(t, count, options);
    const client = await connectTls(t, proxy.port, `localhost:${port}`);
    client.write(GET);
    const answer = await readAll(client);
    t.regex(answer, /^HTTP\/1\.1 526 Invalid Upstream Certificate\r\n/);
    t.regex(answer, /upstream_ca_file/);
  }
  t.is(requests, 0);
});

test('a host that cannot be reached or resolved is answered 502 over HTTPS', async (t) => {
  const proxy = await startProxy(t);
  for (const authority of ['127.0.0.1:1', 'does-not-exist.invalid:443']) {
    const client = await connectTls(t, proxy.port, authority);
    client.write(GET);
    t.regex(await readAll(client), /^HTTP\/1\.1 502 Bad Gateway\r\n/);
  }
});

test('a client that does not trust us is counted, and the origin let go', async (t) => {
  let isOriginClosed = false;
  const port = await startTlsOrigin(t, (socket) => socket.on('close', () => (isOriginClosed = true)));
  const proxy = await startProxy(t);
  const socket = await connectTunnel(t, proxy.port, `localhost:${port}`);
  const client = tls.connect({ socket, servername: 'localhost', ca: originCa.certPem });
  const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
  t.truthy(error.code);
  await until(t, 'it is counted', () => proxy.context.counters.failures['client_tls'] === 1);
  await until(t, 'the origin is let go', () => isOriginClosed);
});

test('half a ClientHello ends in a time-out, half of one and a goodbye at once', async (t) => {
  const port = await startTlsOrigin(t, ok);
  const proxy = await startProxy(t, { handshakeTimeoutMs: 200 });
  for (const leave of [false, true]) {
    const client = await connectTunnel(t, proxy.port, `localhost:${port}`);
    client.write(Buffer.of(22, 3, 1, 2, 0, 1, 0));
    if (leave) client.end();
    t.is(await readAll(client), '');
  }
  t.is(proxy.context.counters.failures['client_tls'], 2);
});

test('sixty hosts at once are all served', async (t) => {
  const port = await startTlsOrigin(t, ok);
  const proxy = await startProxy(t);
  const hosts = Array.from({ length: 60 }, (_, index) => `h${index}.localhost`);
  const sockets = await Promise.all(
    hosts.map(async (servername) => {
      const socket = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
      const client = tls.connect({ socket, servername, ca: proxyCa.certPem });
      client.on('error', () => undefined);
      await once(client, 'secureConnect');
      return client;
    }),
  );
  t.is(sockets.length, 60);
  t.deepEqual(
    sockets.map((socket) => socket.getPeerCertificate().subject.CN),
    hosts,
  );
});

test('non-HTTP inside TLS is relayed unread', async (t) => {
  const port = await startTlsOrigin(t, (socket) => {
    socket.write('* OK IMAP4rev1 ready\r\n');
    socket.on('data', () => socket.end('* BYE\r\n'));
  });
  const proxy = await startProxy(t);
  const client = await connectTls(t, proxy.port, `localhost:${port}`);
  t.is(await readUntil(client, '\r\n'), '* OK IMAP4rev1 ready\r\n');
  client.write('a LOGOUT\r\n');
  t.is(await readAll(client), '* BYE\r\n');
  t.deepEqual(proxy.inspector.skips, ['not_http']);
});
