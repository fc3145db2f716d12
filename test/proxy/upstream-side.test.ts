import type { Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import type { TestProxy } from '../support/proxy-fixture.ts';
import {
  connect,
  connectTunnel,
  readAll,
  readUntil,
  startOrigin,
  startProxy,
  until,
} from '../support/proxy-fixture.ts';
import { clientFrame, frame } from '../support/websocket-frames.ts';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A client in a tunnel to an origin that does `serve`. */
async function converse(
  t: ExecutionContext,
  serve: (socket: Socket) => void,
): Promise<{ client: Socket; proxy: TestProxy }> {
  const port = await startOrigin(t, serve);
  const proxy = await startProxy(t);
  return { client: await connectTunnel(t, proxy.port, `127.0.0.1:${port}`), proxy };
}

test('a 101 nobody asked for ends the connection: nothing goes on unread', async (t) => {
  let received = '';
  const { client, proxy } = await converse(t, (socket) => {
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.once('data', () => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nx'));
  });
  client.write(GET);
  t.is(await readAll(client), 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n');
  client.write('secret');
  await until(t, 'it is counted', () => proxy.context.counters.failures['upstream_framing'] === 1);
  t.is(received, GET);
});

test('a 101 nobody asked for does not get the request that waits for another origin', async (t) => {
  let received = '';
  const port = await startOrigin(t, (socket) => {
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.once('data', () => setTimeout(() => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'), 20));
  });
  const proxy = await startProxy(t);
  const client = await connect(t, proxy.port);
  const body = 'a body for other.test';
  client.write(
    `GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\n\r\n` +
      `POST http://other.test/ HTTP/1.1\r\nHost: other.test\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  t.is(await readAll(client), 'HTTP/1.1 101 Switching Protocols\r\n\r\n');
  t.is(received, GET);
});

test('bytes that answer no request go on, the next request with them', async (t) => {
  const { client } = await converse(t, (socket) => {
    socket.once('data', () => {
      socket.write(OK);
      socket.write('HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n');
      socket.once('data', () => socket.end(OK));
    });
  });
  client.write(GET);
  t.is(await readUntil(client, '0\r\n\r\n'), `${OK}HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n`);
  client.write(GET);
  t.is(await readAll(client), OK);
});

test('bytes behind a response with Connection: close go on', async (t) => {
  const closing = OK.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
  const { client, proxy } = await converse(t, (socket) => {
    socket.once('data', () => socket.end(`${closing}more`));
  });
  client.write(GET);
  t.is(await readAll(client), `${closing}more`);
  t.deepEqual(proxy.inspector.of('response.body'), ['ok', 'more']);
  t.deepEqual(proxy.inspector.skips, ['bad_framing']);
});

test('an origin whose responses cannot be framed goes on being served', async (t) => {
  const odd = 'HTTP/1.1 200 OK\r\nBad Name: 1\r\nContent-Length: 2\r\n\r\nok';
  const { client, proxy } = await converse(t, (socket) => {
    socket.on('data', () => socket.write(odd));
  });
  for (const path of ['a', 'b', 'c']) {
    client.write(`GET /${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    t.is(await readUntil(client, 'ok'), odd);
  }
  t.is(proxy.inspector.of('request.head').length, 3);
  t.deepEqual(proxy.inspector.of('response.body'), [odd + odd + odd]);
  t.deepEqual(proxy.inspector.skips, ['bad_framing']);
});

test('an upgrade behind a response that cannot be framed goes nowhere, the response is not cut', async (t) => {
  let received = '';
  const { client } = await converse(t, (socket) => {
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nBad Name: 1\r\n\r\nha'));
    socket.on('end', () => socket.end('lf'));
  });
  client.write(GET);
  await readUntil(client, 'ha');
  client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  client.write(clientFrame('secret'));
  t.is(await readAll(client), 'lf');
  t.is(received, GET);
});

test('an upgrade whose answer cannot be framed is left to both sides, the client still being read', async (t) => {
  const odd = 'HTTP/1.1 101 Switching Protocols\r\nBad Name: 1\r\n\r\n';
  const { client, proxy } = await converse(t, (socket) => {
    socket.once('data', () => {
      socket.write(odd);
      socket.once('data', () => socket.end(frame('answer')));
    });
  });
  client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  t.is(await readUntil(client, '\r\n\r\n'), odd);
  client.write(clientFrame('question'));
  t.is(await readAll(client), frame('answer').toString('latin1'));
  t.deepEqual(proxy.inspector.of('ws.message'), ['question', 'answer']);
  t.deepEqual(proxy.inspector.skips, ['bad_framing']);
});

test('a request that waits for another origin is not kept by a response that cannot be framed', async (t) => {
  const port = await startOrigin(t, (socket) => {
    socket.once('data', () => setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nBad Name: 1\r\n\r\nha'), 20));
    socket.on('end', () => socket.end('lf'));
  });
  const proxy = await startProxy(t);
  const client = await connect(t, proxy.port);
  const get = (authority: string): string => `GET http://${authority}/ HTTP/1.1\r\nHost: x\r\n\r\n`;
  client.write(get(`127.0.0.1:${port}`) + get('other.test'));
  t.true((await readAll(client)).endsWith('\r\n\r\nhalf'));
});

test('a thousand interim responses go on before the final one', async (t) => {
  const flood = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(1000);
  const { client, proxy } = await converse(t, (socket) => {
    socket.on('data', () => socket.write(flood + OK));
  });
  client.write(GET);
  t.is(await readUntil(client, 'ok'), flood + OK);
  t.is(proxy.inspector.of('response.head').length, 1001);
});

test('a response that only the end ends is complete when the origin ends, broken off when it resets', async (t) => {
  const { client, proxy } = await converse(t, (socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.0 200 OK\r\n\r\nall');
      socket.end(' of it');
    });
  });
  client.write(GET);
  t.is(await readAll(client), 'HTTP/1.0 200 OK\r\n\r\nall of it');
  t.true(proxy.inspector.texts.every((text) => text.isEnded));
});

test('a reset behind a complete response takes nothing from the client', async (t) => {
  const { client } = await converse(t, (socket) => {
    socket.once('data', () => {
      socket.write(OK);
      setTimeout(() => socket.resetAndDestroy(), 20);
    });
  });
  let error: Error | undefined;
  client.on('error', (one) => (error = one));
  client.write(GET);
  t.is(await readAll(client), OK);
  t.is(error, undefined);
});

test('a response that breaks off is counted, and reaches the client as far as it came', async (t) => {
  const { client, proxy } = await converse(t, (socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'));
  });
  client.write(GET);
  t.regex(await readAll(client), /\r\n\r\nhalf$/);
  t.is(proxy.context.counters.failures['upstream_closed'], 1);
});
