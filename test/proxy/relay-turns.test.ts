import type { Socket } from 'node:net';
import test from 'ava';
import {
  connect,
  connectTunnel,
  readAll,
  readUntil,
  startAnswering,
  startOrigin,
  startProxy,
  until,
} from '../support/proxy-fixture.ts';

// Whose turn it is: refusals, tunnels, upgrades and other origins among requests that are still under way.

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const CHUNKED = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
const UPGRADE = 'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

test('a refusal never gets into the midst of a response', async (t) => {
  const port = await startOrigin(t, (socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'));
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write(CHUNKED);
  await readUntil(client, 'half');
  client.write('no chunk size\r\n');
  t.is(await readAll(client), '');
});

test('a request that breaks off is refused after the answers to those before it', async (t) => {
  let isCut = false;
  const port = await startOrigin(t, (socket) => {
    socket.on('end', () => (isCut = true));
    socket.once('data', () => setTimeout(() => socket.write(OK), 50));
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write(`${GET}${CHUNKED}no chunk size\r\n`);
  t.regex(await readAll(client), /^HTTP\/1\.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP\/1\.1 400 Bad Request\r\n/);
  await until(t, 'the origin is told', () => isCut);
});

test('a request whose answer is complete is not answered again when it breaks off', async (t) => {
  const port = await startOrigin(t, (socket) => {
    socket.once('data', () => socket.write(OK));
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write(CHUNKED);
  t.is(await readUntil(client, 'ok'), OK);
  client.write('no chunk size\r\n');
  t.is(await readAll(client), '');
});

test('garbage right behind a whole request does not hold the request up', async (t) => {
  const port = await startOrigin(t, (socket) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (text.endsWith('abc')) socket.write(OK);
    });
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc\x00garbage\r\n\r\n');
  t.regex(await readAll(client), /okHTTP\/1\.1 400 Bad Request\r\n/);
});

test('a CONNECT waits for the answers before it, and bytes right behind it belong to the tunnel', async (t) => {
  const slow = await startOrigin(t, (socket) => {
    socket.once('data', () => setTimeout(() => socket.write(OK), 50));
  });
  const inside = await startAnswering(t, 'HTTP/1.1 204 No Content\r\n\r\n');
  const proxy = await startProxy(t);
  const client = await connect(t, proxy.port);
  client.write(
    `GET http://127.0.0.1:${slow}/ HTTP/1.1\r\nHost: x\r\n\r\nCONNECT 127.0.0.1:${inside} HTTP/1.1\r\nHost: x\r\n\r\n${GET}`,
  );
  t.is(
    await readUntil(client, 'No Content\r\n\r\n'),
    `${OK}HTTP/1.1 200 Connection Established\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n`,
  );
});

test('a refused upgrade is followed by further requests, and by frames only when it was not refused', async (t) => {
  const port = await startAnswering(t, OK);
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write(UPGRADE + GET + UPGRADE + GET);
  client.end();
  t.is(await readAll(client), OK.repeat(4));
  t.is(proxy.inspector.of('request.head').length, 4);
});

test('an upgrade answered before its body is complete does not stop the next request', async (t) => {
  const port = await startOrigin(t, (socket) => {
    let text = '';
    socket.on('data', (chunk) => {
      const before = text;
      text += chunk.toString();
      if (before === '' || text.includes('/next')) socket.write(OK);
    });
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write('POST / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 4\r\n\r\nha');
  await readUntil(client, 'ok');
  client.write('lfGET /next HTTP/1.1\r\nHost: x\r\n\r\n');
  t.is(await readUntil(client, 'ok'), OK);
});

test('an origin that ends instead of answering an upgrade ends the client, whatever it has sent meanwhile', async (t) => {
  const port = await startOrigin(t, (socket) => {
    socket.once('data', () => setTimeout(() => socket.end(), 50));
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write(UPGRADE);
  await until(t, 'the upgrade has been sent', () => proxy.context.counters.requests === 1);
  client.write('x'.repeat(100_000));
  t.is(await readAll(client), '');
});

test('an origin that ends while a request waits for another one ends the client', async (t) => {
  const port = await startOrigin(t, (socket) => {
    socket.once('data', () => setTimeout(() => socket.end(), 50));
  });
  const proxy = await startProxy(t);
  const client = await connect(t, proxy.port);
  const get = (authority: string): string => `GET http://${authority}/ HTTP/1.1\r\nHost: x\r\n\r\n`;
  client.write(get(`127.0.0.1:${port}`) + get('other.test'));
  await until(t, 'the first has been sent', () => proxy.context.counters.requests === 1);
  client.write(get('third.test'));
  t.is(await readAll(client), '');
});

test('another origin is served although the one before has not yet read what was meant for it', async (t) => {
  const size = 64 * 1024 * 1024;
  let origin: Socket | undefined;
  let received = 0;
  const slow = await startOrigin(t, (socket) => {
    origin = socket.pause();
    socket.write(OK);
  });
  const other = await startAnswering(t, 'HTTP/1.1 204 No Content\r\n\r\n');
  const proxy = await startProxy(t);
  const client = await connect(t, proxy.port);
  const head = `POST http://127.0.0.1:${slow}/ HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\n`;
  client.write(head);
  await readUntil(client, 'ok');
  client.write(Buffer.alloc(size));
  client.write(`GET http://127.0.0.1:${other}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
  await until(t, 'the slow origin is full', () => client.writableLength > 0);
  origin?.on('data', (chunk: Buffer) => (received += chunk.length)).resume();
  t.regex(await readUntil(client, '\r\n\r\n'), /^HTTP\/1\.1 204 /);
  await until(t, 'the slow origin has got everything', () => received > size);
});

test('a failure among pipelined requests is answered in its turn, and ends the connection', async (t) => {
  const port = await startAnswering(t, OK);
  const proxy = await startProxy(t);
  const client = await connect(t, proxy.port);
  const get = (to: number): string => `GET http://127.0.0.1:${to}/ HTTP/1.1\r\nHost: x\r\n\r\n`;
  client.write(get(port) + get(port) + get(1) + get(port));
  t.regex(
    await readAll(client),
    /^(HTTP\/1\.1 200 OK\r\nContent-Length: 2\r\n\r\nok){2}HTTP\/1\.1 502 [^]*refused[^]*$/,
  );
  t.is(proxy.context.counters.requests, 2);
});

test('what is sent in chunk extensions, or in trailers that never end, is shown', async (t) => {
  let received = '';
  const port = await startOrigin(t, (socket) => socket.on('data', (chunk) => (received += chunk.toString())));
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write(`${CHUNKED}1;key=secret\r\nx\r\n0\r\nKey: another`);
  await until(t, 'it has gone on', () => received.endsWith('another'));
  client.destroy();
  t.deepEqual(proxy.inspector.of('request.trailer'), ['1;key=secret\r\n\r\n0\r\nKey: another']);
});

test('a client that uses many origins in turn piles up no listeners', async (t) => {
  const warnings: string[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', onWarning);
  t.teardown(() => process.off('warning', onWarning));
  const ports = await Promise.all(Array.from({ length: 3 }, () => startAnswering(t, OK)));
  const proxy = await startProxy(t);
  const client = await connect(t, proxy.port);
  for (let turn = 0; turn < 30; turn += 1) {
    client.write(`GET http://127.0.0.1:${ports[turn % 3]}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    await readUntil(client, 'ok');
  }
  t.deepEqual(warnings, []);
});

test('a request that was answered early ends with the monitor when its body is complete', async (t) => {
  let received = '';
  const port = await startOrigin(t, (socket) => {
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.once('data', () => socket.write(OK));
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nha');
  await readUntil(client, 'ok');
  const drained = proxy.acceptor.drain(10_000);
  client.write('lf');
  t.is(await readAll(client), '');
  client.end();
  await drained;
  t.true(received.endsWith('half'));
});

test('a client that leaves or ends while it waits for an upgrade is noticed at once', async (t) => {
  const seen: string[] = [];
  const port = await startOrigin(t, (socket) => {
    socket.resume();
    socket.on('end', () => seen.push('end'));
    socket.on('error', (error: NodeJS.ErrnoException) => seen.push(error.code ?? ''));
  });
  const proxy = await startProxy(t);
  const ends = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  ends.write(UPGRADE);
  await until(t, 'the upgrade has been sent', () => proxy.context.counters.requests === 1);
  ends.end();
  await until(t, 'the end arrives', () => seen[0] === 'end');

  const leaves = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  leaves.write(UPGRADE);
  await until(t, 'the upgrade has been sent', () => proxy.context.counters.requests === 2);
  leaves.resetAndDestroy();
  await until(t, 'the reset arrives', () => seen[1] === 'ECONNRESET');
});

test('garbage that comes while a request waits for its origin is refused in its turn', async (t) => {
  const port = await startAnswering(t, OK);
  const proxy = await startProxy(t);
  const client = await connect(t, proxy.port);
  client.write(`GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\n\r\n\x00garbage\r\n\r\n`);
  client.write('more\r\n\r\n');
  t.regex(await readAll(client), /^HTTP\/1\.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP\/1\.1 400 /);
});
