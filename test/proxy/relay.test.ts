import test from 'ava';
import {
  connect,
  connectTunnel,
  readAll,
  readUntil,
  startOrigin,
  startProxy,
  until,
} from '../support/proxy-fixture.ts';

const REQUEST =
  'POST /v1/x?q=%41 HTTP/1.1\r\nhOST: origin.test\r\nX-Dup: 1\r\nx-dup:2\r\nTransfer-Encoding: chunked\r\n\r\n' +
  '5;ext="v"\r\nhello\r\n0\r\nTrailer-A: b\r\n\r\n';
const RESPONSE =
  'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 299 Very  odd\r\nSET-cookie: a=b\r\nset-Cookie: c=d\r\n' +
  'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n';

test('bytes pass unchanged in both directions, and every text is shown', async (t) => {
  let received = '';
  const port = await startOrigin(t, (socket) => {
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (received.length === REQUEST.length) socket.write(RESPONSE);
    });
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  for (const byte of Buffer.from(REQUEST)) client.write(Buffer.of(byte));
  t.is(await readUntil(client, 'X-T: 1\r\n\r\n'), RESPONSE);
  t.is(received, REQUEST);
  t.deepEqual(proxy.inspector.of('request.body'), ['hello']);
  t.is(proxy.inspector.of('request.trailer').at(-1), 'Trailer-A: b\r\n\r\n');
  t.deepEqual(proxy.inspector.of('response.body'), ['abc']);
  t.is(proxy.inspector.of('response.head').length, 2);
  t.is(proxy.inspector.texts[0]?.flow.dest, `127.0.0.1:${port}`);
});

test('an absolute-form request is sent on in origin form, without the headers meant for us', async (t) => {
  let received = '';
  const port = await startOrigin(t, (socket) => {
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    });
  });
  const proxy = await startProxy(t);
  const client = await connect(t, proxy.port);
  client.write(
    `GET http://127.0.0.1:${port}/a?b HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nProxy-Authorization: Basic eDp5\r\n` +
      'Proxy-Connection: keep-alive\r\nX-Last: 1\r\n\r\n',
  );
  t.is(await readUntil(client, '\r\n\r\n'), 'HTTP/1.1 204 No Content\r\n\r\n');
  t.is(received, `GET /a?b HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Last: 1\r\n\r\n`);
});

test('one client connection may lead to several origins, in order', async (t) => {
  const answer = (name: string) =>
    startOrigin(t, (socket) => {
      socket.on('data', () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${name}`));
      socket.on('end', () => socket.end());
    });
  const [a, b] = [await answer('a'), await answer('b')];
  const proxy = await startProxy(t);
  const client = await connect(t, proxy.port);
  const get = (port: number) => `GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\n\r\n`;
  client.write(get(a) + get(b) + get(a));
  client.end();
  const bodies = (await readAll(client)).split('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n').join('');
  t.is(bodies, 'aba');
  t.is(proxy.context.counters.requests, 3);
});

test('pipelined requests get their answers, HEAD without body', async (t) => {
  const port = await startOrigin(t, (socket) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (text.split('\r\n\r\n').length < 4) return;
      socket.write(
        'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n' +
          'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      );
    });
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write(['HEAD', 'GET', 'GET'].map((method) => `${method} / HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
  t.true((await readUntil(client, 'ok')).endsWith('\r\n\r\nok'));
  await until(t, 'the body is shown', () => proxy.inspector.of('response.body').length === 1);
  t.deepEqual(proxy.inspector.of('response.body'), ['ok']);
});

test('a request that could be smuggled is refused and reaches nobody', async (t) => {
  let reached = 0;
  const port = await startOrigin(t, (socket) => {
    socket.on('data', () => (reached += 1));
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');
  const answer = await readAll(client);
  t.regex(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
  t.regex(answer, /was not forwarded/);
  t.is(reached, 0);
});

test('an origin may answer before it has read the request, and the client may go on sending', async (t) => {
  const port = await startOrigin(t, (socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf.');
  t.true((await readUntil(client, 'ok')).endsWith('ok'));
  client.write('other');
  await until(t, 'the rest of the body is shown', () => proxy.inspector.of('request.body')[0] === 'half.other');
});

test('every event of a stream arrives before the next is sent', async (t) => {
  const port = await startOrigin(t, (socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n');
      socket.on('data', (chunk) => socket.write(`data: ${chunk.toString().length}\n\n`));
    });
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n');
  await readUntil(client, '\r\n\r\n');
  for (const text of ['a', 'bb', 'ccc']) {
    client.write(text);
    t.is(await readUntil(client, '\n\n'), `data: ${text.length}\n\n`);
  }
});

test('a client that does not read stops the origin; nothing piles up', async (t) => {
  const total = 64 << 20;
  let sent = 0;
  const port = await startOrigin(t, (socket) => {
    const block = Buffer.alloc(1 << 20, 'x');
    const more = (): void => {
      while (sent < total && socket.write(block)) sent += block.length;
    };
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${total}\r\n\r\n`);
      more();
    });
    socket.on('drain', () => {
      sent += block.length;
      more();
    });
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.pause();
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  let before = -1;
  await until(t, 'the origin is stopped', () => {
    const isStill = sent === before;
    before = sent;
    return isStill && sent > 0;
  });
  t.true(sent < total / 2, `${sent} bytes went out`);
  let received = 0;
  client.on('data', (chunk: Buffer) => (received += chunk.length));
  client.resume();
  await until(t, 'everything arrives', () => received >= total);
});

test('a response whose framing is broken goes on untouched, counted and read as one text', async (t) => {
  const response = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\nAKIA';
  const port = await startOrigin(t, (socket) => {
    socket.once('data', () => socket.end(response));
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  t.is(await readAll(client), response);
  t.deepEqual(proxy.inspector.skips, ['bad_framing']);
  t.true(proxy.inspector.of('response.body').join('').includes('AKIA'));
});

test('a reset by the origin reaches the client, and one by the client the origin', async (t) => {
  let isOriginClosed = false;
  const port = await startOrigin(t, (socket) => {
    socket.on('close', () => (isOriginClosed = true));
    socket.once('data', (chunk) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
      if (chunk.includes('/reset')) setTimeout(() => socket.resetAndDestroy(), 50);
    });
  });
  const proxy = await startProxy(t);
  const first = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  let code = '';
  first.on('error', (error: NodeJS.ErrnoException) => (code = error.code ?? ''));
  first.write('GET /reset HTTP/1.1\r\nHost: x\r\n\r\n');
  t.regex(await readAll(first), /half$/);
  await until(t, 'the reset arrives', () => code === 'ECONNRESET');

  isOriginClosed = false;
  const second = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  second.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await readUntil(second, 'half');
  second.resetAndDestroy();
  await until(t, 'the origin sees the end', () => isOriginClosed);
});

test('an idle connection ends at once when the monitor stops, a busy one when its answer is complete', async (t) => {
  let finish = (): void => undefined;
  const port = await startOrigin(t, (socket) => {
    socket.on('data', (chunk) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha');
      finish = () => socket.write('lf');
      if (chunk.includes('/whole')) finish();
    });
  });
  const proxy = await startProxy(t);
  const idle = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  idle.write('GET /whole HTTP/1.1\r\nHost: x\r\n\r\n');
  await readUntil(idle, 'half');
  const busy = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  busy.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await readUntil(busy, 'ha');
  const drained = proxy.acceptor.drain(10_000);
  t.is(await readAll(idle), '');
  finish();
  t.is(await readAll(busy), 'lf');
  await drained;
});
