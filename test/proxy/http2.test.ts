import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import http2 from 'node:http2';
import test from 'ava';
import { requestHead, responseHead } from '../support/http2-exchange.ts';
import { CLIENT_START, data, SETTINGS } from '../support/http2-frames.ts';
import { answerOf, ask, connectHttp2, speakHttp2, startHttp2Origin } from '../support/http2-fixture.ts';
import { startWiretap } from '../support/wiretap.ts';
import {
  connectTls,
  connectTunnel,
  readAll,
  readUntil,
  startOrigin,
  startProxy,
  startTlsOrigin,
  until,
} from '../support/proxy-fixture.ts';

// Node's own HTTP/2 on both ends, through a tunnel.

const hashOf = (bytes: Uint8Array | string): string =>
  createHash('sha256')
    .update(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
    .digest('hex');

/** Sends back what it got, with its hash as a trailer. */
function echo(stream: http2.ServerHttp2Stream): void {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('wantTrailers', () => stream.sendTrailers({ 'x-hash': hashOf(Buffer.concat(chunks)) }));
  stream.on('end', () => {
    stream.respond({ ':status': 200, 'content-type': 'application/octet-stream' }, { waitForTrailers: true });
    stream.end(Buffer.concat(chunks));
  });
}

test('many streams at once are served and shown, each by itself', async (t) => {
  const origin = await startHttp2Origin(t, echo);
  const proxy = await startProxy(t);
  const client = await connectHttp2(t, proxy.port, origin.port);
  const bodies = Array.from({ length: 80 }, (_, index) => randomBytes(1 + index * 700));
  const answers = await Promise.all(
    bodies.map(async (body, index) => ask(client, { ':method': 'POST', ':path': `/${index}` }, body)),
  );
  for (const [index, body] of bodies.entries()) {
    t.true(answers[index]?.body.equals(body));
    t.is(answers[index]?.trailers['x-hash'], hashOf(body));
    const stream = 1 + index * 2;
    const of = (part: string) => proxy.inspector.texts.find((one) => one.part === part && one.flow.stream === stream);
    t.regex(of('request.head')?.text ?? '', new RegExp(`^POST /${index} HTTP/2\\r\\n`));
    t.is(of('request.body')?.text, body.toString('latin1'));
    t.is(of('response.body')?.text, body.toString('latin1'));
    t.is(of('response.trailer')?.text, `x-hash: ${hashOf(body)}\r\n\r\n`);
    t.is(of('response.body')?.body?.contentType, 'application/octet-stream');
  }
  t.like(proxy.inspector.texts[0]?.flow, {
    protocol: 'https',
    source: '127.0.0.1',
    dest: `localhost:${origin.port}`,
    stream: 1,
  });
  t.true(proxy.inspector.texts.every(({ isEnded }) => isEnded));
  t.is(proxy.context.counters.requests, 80);
  t.deepEqual(proxy.inspector.skips, []);
});

test('large bodies go over byte for byte in both directions at once', async (t) => {
  const origin = await startHttp2Origin(t, echo);
  const proxy = await startProxy(t);
  const client = await connectHttp2(t, proxy.port, origin.port);
  const bodies = [randomBytes(5_000_000), randomBytes(3_000_000)];
  const answers = await Promise.all(bodies.map(async (body) => ask(client, { ':method': 'POST', ':path': '/' }, body)));
  t.deepEqual(
    answers.map(({ body }) => hashOf(body)),
    bodies.map(hashOf),
  );
  for (const part of ['request.body', 'response.body'] as const) {
    t.deepEqual(proxy.inspector.of(part).map(hashOf).sort(), bodies.map(hashOf).sort());
  }
  t.deepEqual(proxy.inspector.skips, []);
});

test('a stream that either side resets leaves the others alone', async (t) => {
  const origin = await startHttp2Origin(t, (stream, headers) => {
    stream.respond();
    stream.write('half');
    if (headers[':path'] === '/server') setTimeout(() => stream.destroy(new Error('broken')), 20);
    if (headers[':path'] === '/whole') stream.end(', whole');
  });
  const proxy = await startProxy(t);
  const client = await connectHttp2(t, proxy.port, origin.port);
  const byServer = client.request({ ':path': '/server' });
  byServer.on('error', () => undefined).resume();
  const byClient = client.request({ ':path': '/client' });
  byClient.resume();
  await once(byClient, 'data');
  byClient.close(http2.constants.NGHTTP2_CANCEL);
  await until(t, 'the reset arrives', () => byServer.closed);
  t.is(byServer.rstCode, http2.constants.NGHTTP2_INTERNAL_ERROR);
  t.is((await ask(client, { ':path': '/whole' })).body.toString(), 'half, whole');
  await until(t, 'all texts are ended', () => proxy.inspector.texts.every(({ isEnded }) => isEnded));
  t.deepEqual(proxy.inspector.of('response.body'), ['half', 'half', 'half, whole']);
  t.deepEqual(proxy.inspector.skips, []);
});

test('a goodbye of the origin and its end arrive', async (t) => {
  const origin = await startHttp2Origin(t, (stream) => {
    stream.respond();
    stream.end('last');
    stream.session?.close();
  });
  const proxy = await startProxy(t);
  const client = await connectHttp2(t, proxy.port, origin.port);
  const gone = once(client, 'goaway');
  t.is((await ask(client, { ':path': '/' })).body.toString(), 'last');
  t.is((await gone)[0], 0);
  await until(t, 'it is over', () => client.closed && proxy.context.counters.open === 0);
});

test('a client that does not read stops the origin, and gets everything in the end', async (t) => {
  const size = 32 * 1024 * 1024;
  const origin = await startHttp2Origin(t, (stream) => {
    stream.respond();
    stream.end(Buffer.alloc(size));
  });
  const proxy = await startProxy(t);
  const client = await connectHttp2(t, proxy.port, origin.port);
  const stream = client.request({ ':path': '/' });
  await once(stream, 'response');
  let before = -1;
  await until(t, 'it stands still', () => {
    const isStill = proxy.context.counters.bytes === before;
    before = proxy.context.counters.bytes;
    return isStill;
  });
  t.true(before < 1024 * 1024, `${before} bytes have come`);
  t.is((await answerOf(stream)).body.length, size);
});

test('a client whose connection stands still stops the origin, however large its windows are', async (t) => {
  const total = 64 * 1024 * 1024;
  const port = await startOrigin(t, (socket) => {
    socket.once('data', () => {
      socket.write(Buffer.concat([SETTINGS, responseHead(1)]));
      const block = data(1, Buffer.alloc(16_384));
      for (let sent = 0; sent < total; sent += 16_384) socket.write(block);
      socket.end();
    });
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.pause().write(Buffer.concat([CLIENT_START, requestHead(1)]));
  let before = -1;
  await until(t, 'it stands still', () => {
    const isStill = proxy.context.counters.bytes === before && before > 1000;
    before = proxy.context.counters.bytes;
    return isStill;
  });
  t.true(before < total / 2, `${before} bytes have come`);
  const all = readAll(client);
  client.resume();
  t.is((await all).length, SETTINGS.length + responseHead(1).length + (total / 16_384) * (16_384 + 9));
});

test('what an origin pushes is shown, and a client that wants none gets none', async (t) => {
  const origin = await startHttp2Origin(t, (stream) => {
    stream.respond();
    if (!stream.pushAllowed) return stream.end('alone');
    stream.pushStream({ ':path': '/pushed' }, (error, pushed) => {
      if (error) return;
      pushed.respond();
      pushed.end('pushed');
    });
    return stream.end('asked');
  });
  const proxy = await startProxy(t);
  const willing = await connectHttp2(t, proxy.port, origin.port);
  const pushed = once(willing, 'stream').then(async ([stream]) => answerOf(stream as http2.ClientHttp2Stream));
  t.is((await ask(willing, { ':path': '/' })).body.toString(), 'asked');
  t.is((await pushed).body.toString(), 'pushed');
  t.deepEqual(proxy.inspector.of('response.body').sort(), ['asked', 'pushed']);
  const unwilling = await connectHttp2(t, proxy.port, origin.port, { settings: { enablePush: false } });
  t.is((await ask(unwilling, { ':path': '/' })).body.toString(), 'alone');
  t.deepEqual(proxy.inspector.skips, []);
});

test('the origin chooses among what the client offers', async (t) => {
  const both = await startHttp2Origin(t, () => undefined, { allowHTTP1: true });
  let accepted = 0;
  const accept = (): void => void (accepted += 1);
  const http1 = await startTlsOrigin(t, accept, { ALPNProtocols: ['http/1.1'] });
  const none = await startTlsOrigin(t, accept);
  const proxy = await startProxy(t);
  const spoken = async (port: number, offer?: string[]): Promise<string | false | null> => {
    const socket = await connectTls(t, proxy.port, `localhost:${port}`, { ...(offer && { ALPNProtocols: offer }) });
    return socket.alpnProtocol;
  };
  t.is(await spoken(both.port, ['h2', 'http/1.1']), 'h2');
  t.is(await spoken(both.port, ['http/1.1', 'h2']), 'h2');
  t.is(await spoken(both.port, ['http/1.1']), 'http/1.1');
  t.is(await spoken(both.port), false);
  t.is(await spoken(http1, ['h2', 'http/1.1']), 'http/1.1');
  t.is(await spoken(none, ['h2']), false, 'what that means is for the client to say, as without us');
  await until(t, 'all are accepted', () => accepted === 2);
});

test('an HTTP/1 client of an origin that speaks both is served and read', async (t) => {
  const origin = await startHttp2Origin(t, () => undefined, { allowHTTP1: true });
  origin.server.on('request', (_request, response: ServerResponse) => response.end('over HTTP/1'));
  const proxy = await startProxy(t);
  const client = await connectTls(t, proxy.port, `localhost:${origin.port}`, { ALPNProtocols: ['http/1.1'] });
  client.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  t.regex(await readAll(client), /^HTTP\/1\.1 200 OK\r\n[^]*over HTTP\/1/);
  t.is(proxy.inspector.of('request.head').length, 1);
});

test('HTTP/2 that nobody asked for is known by its preface, whoever speaks first', async (t) => {
  const origin = await startHttp2Origin(t, echo, { isPlain: true });
  const proxy = await startProxy(t);
  const eager = await connectTunnel(t, proxy.port, `127.0.0.1:${origin.port}`);
  const patient = await connectTunnel(t, proxy.port, `127.0.0.1:${origin.port}`);
  // By now its origin has sent its settings.
  await until(t, 'both stand', () => origin.sessions.size === 2);
  for (const socket of [eager, patient]) {
    const client = speakHttp2(t, socket);
    t.is((await ask(client, { ':method': 'POST', ':path': '/' }, 'hello')).body.toString(), 'hello');
  }
  t.deepEqual(proxy.inspector.of('request.body'), ['hello', 'hello']);
  t.is(proxy.inspector.texts[0]?.flow.protocol, 'http');
  t.deepEqual(proxy.inspector.skips, []);
});

test('the bytes before and behind us are the same', async (t) => {
  const origin = await startHttp2Origin(t, echo, { isPlain: true });
  const behind = await startWiretap(t, origin.port);
  const proxy = await startProxy(t);
  const before = await startWiretap(t, proxy.port);
  const client = speakHttp2(t, await connectTunnel(t, before.port, `127.0.0.1:${behind.port}`));
  const bodies = Array.from({ length: 10 }, (_, index) => randomBytes(index * 20_000));
  await Promise.all(bodies.map(async (body) => ask(client, { ':method': 'POST', ':path': '/' }, body)));
  await new Promise<void>((resolve) => client.close(resolve));
  await until(t, 'it is over', () => origin.sessions.size === 0);
  for (const side of ['fromClient', 'fromServer'] as const) {
    await until(t, `${side} is the same`, () => {
      const heard = before.heard[side];
      // The CONNECT and its answer are ours.
      return heard.subarray(heard.indexOf('\r\n\r\n') + 4).equals(behind.heard[side]);
    });
  }
});

test('HTTP/2 in TLS without ALPN is read too', async (t) => {
  let received = '';
  const port = await startTlsOrigin(t, (socket) => {
    socket.write(SETTINGS);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (received.includes('GET')) socket.end(Buffer.concat([responseHead(1), data(1, 'answer', true)]));
    });
  });
  const proxy = await startProxy(t);
  const client = await connectTls(t, proxy.port, `localhost:${port}`);
  t.is(client.alpnProtocol, false);
  // In pieces: what it is must be known from the whole preface.
  for (const byte of CLIENT_START) client.write(Buffer.of(byte));
  client.write(requestHead(1));
  await readUntil(client, 'answer');
  t.deepEqual(proxy.inspector.of('response.body'), ['answer']);
  t.is(proxy.inspector.texts[0]?.flow.protocol, 'https');
});

test('an origin whose first words only look like HTTP/2 is piped', async (t) => {
  const port = await startOrigin(t, (socket) => {
    socket.write(SETTINGS.subarray(0, 5));
    setTimeout(() => socket.write('else'), 20);
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  t.true((await readUntil(client, 'else')).endsWith('\0else'));
  t.deepEqual(proxy.inspector.skips, ['not_http']);
});

test('an HTTP/1 connection that becomes h2c is read on', async (t) => {
  const port = await startOrigin(t, (socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n');
      socket.write(Buffer.concat([SETTINGS, responseHead(1), data(1, 'first', true)]));
      socket.on('data', (chunk: Buffer) => {
        if (chunk.includes('/next')) socket.end(Buffer.concat([responseHead(3), data(3, 'second', true)]));
      });
    });
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write(
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: \r\n\r\n',
  );
  await readUntil(client, 'first');
  client.write(Buffer.concat([CLIENT_START, requestHead(3, { ':path': '/next' })]));
  await readUntil(client, 'second');
  t.deepEqual(proxy.inspector.of('response.body'), ['first', 'second']);
  t.is(proxy.inspector.of('request.head').length, 2);
  t.is(proxy.context.counters.requests, 2);
  t.deepEqual(proxy.inspector.skips, []);
});

test('frames that break the protocol pass untouched, and what follows is read raw', async (t) => {
  let received = Buffer.alloc(0);
  const port = await startOrigin(t, (socket) => {
    socket.write(SETTINGS);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      socket.write(chunk);
    });
    socket.on('end', () => socket.end());
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  const sent = Buffer.concat([CLIENT_START, data(0, 'on no stream'), randomBytes(100_000), Buffer.from('secret')]);
  client.end(sent);
  t.is(await readAll(client), Buffer.concat([SETTINGS, sent]).toString('latin1'));
  t.true(received.equals(sent));
  t.deepEqual(proxy.inspector.skips, ['http2_framing']);
  t.true(proxy.inspector.of('request.body')[0]?.endsWith('secret'));
  t.true(proxy.inspector.of('response.body')[0]?.endsWith('secret'));
});

test('a WebSocket in a stream (RFC 8441) is read message by message', async (t) => {
  const origin = await startHttp2Origin(
    t,
    (stream, headers) => {
      t.is(headers[':protocol'], 'websocket');
      stream.respond({ ':status': 200 });
      stream.on('data', () => stream.write(Buffer.from('8105', 'hex').toString('latin1') + 'world', 'latin1'));
    },
    { settings: { enableConnectProtocol: true } },
  );
  const proxy = await startProxy(t);
  const client = await connectHttp2(t, proxy.port, origin.port);
  await once(client, 'remoteSettings');
  const stream = client.request({ ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/ws' });
  await once(stream, 'response');
  stream.write(Buffer.from('818500000000' + Buffer.from('hello').toString('hex'), 'hex'));
  await once(stream, 'data');
  t.deepEqual(proxy.inspector.of('ws.message'), ['hello', 'world']);
  t.is(proxy.inspector.texts.at(-1)?.flow.stream, 1);
  t.deepEqual(proxy.inspector.skips, []);
  stream.close();
});

test('when the monitor stops, an idle connection ends at once and a busy one with its last stream', async (t) => {
  let finish: (() => void) | undefined;
  const origin = await startHttp2Origin(t, (stream, headers) => {
    stream.respond();
    if (headers[':path'] !== '/slow') return stream.end('quick');
    stream.write('half');
    finish = () => stream.end(', whole');
    return undefined;
  });
  const proxy = await startProxy(t);
  const idle = await connectHttp2(t, proxy.port, origin.port);
  await ask(idle, { ':path': '/' });
  const busy = await connectHttp2(t, proxy.port, origin.port);
  const slow = busy.request({ ':path': '/slow' });
  const answer = answerOf(slow);
  await once(slow, 'data');

  const idleClosed = once(idle, 'close');
  const drained = proxy.acceptor.drain(10_000);
  await idleClosed;
  t.is((await ask(busy, { ':path': '/new' })).body.toString(), 'quick', 'new streams may still come');
  finish?.();
  t.is((await answer).body.toString(), 'half, whole');
  await drained;
  await until(t, 'the origin is let go', () => origin.sessions.size === 0);
});

test('an open stream does not outlive the time the monitor gives', async (t) => {
  const origin = await startHttp2Origin(t, (stream) => stream.respond());
  const proxy = await startProxy(t);
  const client = await connectHttp2(t, proxy.port, origin.port);
  const stream = client.request({ ':path': '/' });
  stream.on('error', () => undefined);
  await once(stream, 'response');
  await proxy.acceptor.drain(50);
  await until(t, 'it is cut', () => client.destroyed);
});
