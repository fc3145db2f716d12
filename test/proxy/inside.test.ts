import { once } from 'node:events';
import type { Socket } from 'node:net';
import test from 'ava';
import { serveHttp } from '../../src/proxy/inside.ts';
import { Life } from '../../src/proxy/life.ts';
import {
  connect,
  connectTls,
  connectTunnel,
  readAll,
  readUntil,
  startOrigin,
  startProxy,
  startTlsOrigin,
  until,
} from '../support/proxy-fixture.ts';

test('every request inside a tunnel goes to its end, whatever it asks for', async (t) => {
  let received = '';
  const port = await startOrigin(t, (socket) => {
    socket.on('data', (chunk) => {
      received += chunk.toString();
      socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    });
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  const requests = [
    'GET http://other.test/ HTTP/1.1\r\nHost: other.test\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
  ];
  for (const request of requests) {
    client.write(request);
    await readUntil(client, '\r\n\r\n');
  }
  t.is(received, requests.join(''));
  t.deepEqual(
    proxy.inspector.texts.map(({ flow }) => `${flow.protocol} ${flow.dest}`),
    Array.from({ length: 4 }, () => `http 127.0.0.1:${port}`),
  );
});

test('a client that leaves before its first request leaves nothing behind', async (t) => {
  let open = 0;
  const counted = (socket: Socket): void => {
    open += 1;
    socket.on('end', () => socket.end());
    socket.on('close', () => (open -= 1));
    socket.resume();
  };
  const proxy = await startProxy(t);
  const tlsPort = await startTlsOrigin(t, counted, { ALPNProtocols: ['http/1.1'] });
  const secure = await connectTls(t, proxy.port, `localhost:${tlsPort}`, { ALPNProtocols: ['http/1.1'] });
  await until(t, 'the origin is connected', () => open === 1);
  secure.destroy();
  await until(t, 'the TLS origin is let go', () => open === 0);

  const port = await startOrigin(t, counted);
  const clear = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  clear.write('GET / HT');
  await until(t, 'the origin is connected', () => open === 1);
  clear.destroy();
  await until(t, 'the origin is let go', () => open === 0);
});

test('a request refused before the origin was needed lets the origin go', async (t) => {
  let isClosed = false;
  const port = await startTlsOrigin(t, (socket) => socket.on('close', () => (isClosed = true)), {
    ALPNProtocols: ['http/1.1'],
  });
  const proxy = await startProxy(t);
  const client = await connectTls(t, proxy.port, `localhost:${port}`, { ALPNProtocols: ['http/1.1'] });
  client.write('GET / HTTP/1.1\r\nbad header\r\n\r\n');
  t.regex(await readAll(client), /^HTTP\/1\.1 400 /);
  await until(t, 'the origin is let go', () => isClosed);
});

test('an origin that has gone before the first request is told in plain words', async (t) => {
  const { context } = await startProxy(t);
  const gone = await connect(t, await startOrigin(t, () => undefined));
  gone.destroy();
  await once(gone, 'close');
  const port = await startOrigin(t, (client) => {
    serveHttp(context, new Life(client), {
      client,
      target: { host: 'origin.test', port: 80 },
      upstream: Promise.resolve({ kind: 'connected', socket: gone }),
      rest: Buffer.alloc(0),
      protocol: 'http',
    });
  });
  const client = await connect(t, port);
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  t.regex(await readAll(client), /^HTTP\/1\.1 502 Bad Gateway\r\n[^]*upstream_closed: origin\.test:80/);
});
