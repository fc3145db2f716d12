import { once } from 'node:events';
import tls from 'node:tls';
import test from 'ava';
import {
  connect,
  connectTls,
  connectTunnel,
  originCa,
  proxyCa,
  readAll,
  readUntil,
  startOrigin,
  startProxy,
  startTlsOrigin,
  until,
} from '../support/proxy-fixture.ts';

test('a server that speaks first is piped unread, and counted', async (t) => {
  const port = await startOrigin(t, (socket) => {
    socket.write('SSH-2.0-test\r\n');
    socket.on('data', (chunk) => socket.write(`echo ${chunk.toString()}`));
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  t.is(await readUntil(client, '\r\n'), 'SSH-2.0-test\r\n');
  client.write('hello');
  t.is(await readUntil(client, 'hello'), 'echo hello');
  t.deepEqual(proxy.inspector.skips, ['not_http']);
});

test('a client whose first bytes are neither TLS nor HTTP is piped unread', async (t) => {
  const port = await startOrigin(t, (socket) => {
    socket.on('data', (chunk) => socket.end(chunk));
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write(Buffer.of(0, 1, 2, 3, 255));
  t.is(await readAll(client), '\x00\x01\x02\x03\xff');
});

test('without interception the tunnel is blind, and is opened only when its end is there', async (t) => {
  const port = await startTlsOrigin(t, (socket) => {
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  });
  const proxy = await startProxy(t, { interceptTls: false });
  const client = await connectTls(t, proxy.port, `127.0.0.1:${port}`, { ca: originCa.certPem });
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  t.true((await readUntil(client, 'ok')).endsWith('ok'));
  t.deepEqual(proxy.inspector.skips, ['no_mitm']);
  t.deepEqual(proxy.inspector.texts, []);

  const nowhere = await connect(t, proxy.port);
  nowhere.write('CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n');
  nowhere.write('');
  t.regex(await readAll(nowhere), /^HTTP\/1\.1 (400|502) /);
});

test('a host in passthrough_hosts keeps its own certificate', async (t) => {
  const port = await startTlsOrigin(t, (socket) => socket.end('bye'));
  const proxy = await startProxy(t, { isPassthrough: (host) => host === 'localhost' });
  const client = await connectTls(t, proxy.port, `localhost:${port}`, { ca: originCa.certPem });
  t.is(await readAll(client), 'bye');
  t.deepEqual(proxy.inspector.skips, ['passthrough_host']);
});

test('a CONNECT without a usable host is refused', async (t) => {
  const proxy = await startProxy(t);
  for (const target of [
    'bad host:443',
    'x_%41:443',
    'example.test:0',
    'example.test:99999',
    '[::1%eth0]:443',
    'a\\b:443',
  ]) {
    const client = await connect(t, proxy.port);
    client.write(`CONNECT ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
    t.regex(await readAll(client), /^HTTP\/1\.1 400 /, target);
  }
});

test('plain HTTP to a host that cannot be reached is answered 502 in plain words, also inside a tunnel', async (t) => {
  const proxy = await startProxy(t);
  const plain = await connect(t, proxy.port);
  plain.write('GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n');
  const answer = await readAll(plain);
  t.regex(answer, /^HTTP\/1\.1 502 Bad Gateway\r\n/);
  t.regex(answer, /could not be reached/);

  const inside = await connectTunnel(t, proxy.port, '127.0.0.1:1');
  inside.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  t.regex(await readAll(inside), /^HTTP\/1\.1 502 /);
  t.is(proxy.context.counters.failures['connect_failed'], 2);
});

test('a request to ourselves is refused, whatever the name', async (t) => {
  const proxy = await startProxy(t);
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
    const client = await connect(t, proxy.port);
    client.write(`GET http://${host}:${proxy.port}/ HTTP/1.1\r\nHost: ${host}:${proxy.port}\r\n\r\n`);
    t.regex(await readAll(client), /^HTTP\/1\.1 508 /, host);
  }
  const direct = await connect(t, proxy.port);
  direct.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\n\r\n`);
  t.regex(await readAll(direct), /the proxy itself/);
});

test('a silent client in a tunnel that leads nowhere is let go', async (t) => {
  const proxy = await startProxy(t, { idleTimeoutMs: 0 });
  const client = await connectTunnel(t, proxy.port, '127.0.0.1:1');
  t.is(await readAll(client), '');
});

test('the first bytes of a client that ends before they say what they are arrive', async (t) => {
  let received = '';
  const port = await startOrigin(t, (socket) => {
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('end', () => socket.end(`${received}, too`));
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.end('HELO');
  t.is(await readAll(client), 'HELO, too');
});

test('a tunnel whose end goes away, or whose client does, before a byte was said leaves nothing behind', async (t) => {
  const left: string[] = [];
  let isLeaving = false;
  const port = await startOrigin(t, (socket) => {
    socket.on('end', () => left.push('origin'));
    socket.resume();
    if (isLeaving) socket.end();
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.end();
  t.is(await readAll(client), '');
  await until(t, 'the origin is let go', () => left.length === 1);

  isLeaving = true;
  const other = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  t.is(await readAll(other), '');
  await until(t, 'the origin is let go', () => left.length === 2);
  await until(t, 'nothing is left open', () => proxy.context.counters.open === 0);
});

test('ws:// inside a tunnel is read message by message', async (t) => {
  const port = await startOrigin(t, (socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      socket.on('data', (chunk) => socket.write(chunk.length > 0 ? Buffer.of(0x81, 2, 0x68, 0x69) : chunk));
    });
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write('GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await readUntil(client, '\r\n\r\n');
  client.write(Buffer.of(0x81, 0x83, 1, 2, 3, 4, 0x61 ^ 1, 0x62 ^ 2, 0x63 ^ 3));
  await readUntil(client, 'hi');
  await until(t, 'both messages are shown', () => proxy.inspector.of('ws.message').length === 2);
  t.deepEqual(proxy.inspector.of('ws.message'), ['abc', 'hi']);
  client.destroy();
  await once(client, 'close');
});

test('a client that speaks after the server has hung up is told, one that says nothing is let go', async (t) => {
  const port = await startOrigin(t, (socket) => socket.destroy());
  const proxy = await startProxy(t);
  const silent = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  const late = await connectTunnel(t, proxy.port, `localhost:${port}`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const overTls = tls.connect({ socket: late, servername: 'localhost', ca: proxyCa.certPem });
  overTls.on('error', () => {});
  overTls.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  t.regex(await readAll(overTls), /^HTTP\/1\.1 502 [^]*closed at once/);
  t.is(await readAll(silent), '');
});
