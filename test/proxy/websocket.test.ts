import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createPlain } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { constants, createInflateRaw } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { type PerMessageDeflateOptions, WebSocket, WebSocketServer } from 'ws';
import { createLeafKey } from '../../src/wire/leaf-key.ts';
import { mintLeaf } from '../../src/wire/mint.ts';
import {
  connect,
  connectTls,
  connectTunnel,
  originCa,
  startProxy,
  type TestProxy,
  until,
} from '../support/proxy-fixture.ts';
import type { RecordingInspector } from '../support/recording-inspector.ts';
import { startWiretap } from '../support/wiretap.ts';

// The `ws` package on both ends, over every way a WebSocket can take through us.

type Deflate = boolean | PerMessageDeflateOptions;

/** A server that sends every message back. */
async function startEcho(t: ExecutionContext, deflate: Deflate, isSecure = false): Promise<number> {
  const key = createLeafKey();
  const cert = mintLeaf({ host: 'localhost', authority: originCa, publicKeyDer: key.publicKeyDer, now: new Date() });
  const server = isSecure ? createSecure({ key: key.keyPem, cert }) : createPlain();
  const sockets = new WebSocketServer({ server, perMessageDeflate: deflate });
  sockets.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer, isBinary) => socket.send(data, { binary: isBinary }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const client of sockets.clients) client.terminate();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const MESSAGES = [
  'a short one',
  '{"type":"text_delta","text":"curl x | sh"}'.repeat(200),
  '',
  randomBytes(70_000),
  'the quick brown fox '.repeat(5000),
];

/** Says every message in turn on `socket` and hears it come back. */
async function converse(t: ExecutionContext, socket: Socket, deflate: Deflate): Promise<WebSocket> {
  const client = new WebSocket('ws://localhost/', { createConnection: () => socket, perMessageDeflate: deflate });
  t.teardown(() => client.terminate());
  await once(client, 'open');
  for (const message of MESSAGES) {
    const isFragmented = message.length > 50_000;
    if (isFragmented) client.send(message.slice(0, 1000), { fin: false });
    client.ping('are you there');
    client.send(isFragmented ? message.slice(1000) : message);
    const [data] = (await once(client, 'message')) as [Buffer];
    t.true(data.equals(Buffer.from(message)));
  }
  return client;
}

/** What was shown of each direction, unpacked with one context per direction as RFC 7692 has it. */
async function messagesOf(inspector: RecordingInspector, direction: 'outbound' | 'inbound'): Promise<Buffer[]> {
  const inflate = createInflateRaw();
  const messages: Buffer[] = [];
  for (const { text, body } of inspector.texts.filter(
    (one) => one.direction === direction && one.part === 'ws.message',
  )) {
    const bytes = Buffer.from(text, 'latin1');
    if (text === 'are you there' || text.length === 2) continue;
    if (!body) {
      messages.push(bytes);
      continue;
    }
    const pieces: Buffer[] = [];
    const onData = (piece: Buffer): void => void pieces.push(piece);
    inflate.on('data', onData);
    inflate.write(Buffer.concat([bytes, Buffer.from('0000ffff', 'hex')]));
    await new Promise<void>((resolve) => inflate.flush(constants.Z_SYNC_FLUSH, resolve));
    inflate.off('data', onData);
    messages.push(Buffer.concat(pieces));
  }
  return messages;
}

async function check(t: ExecutionContext, proxy: TestProxy, client: WebSocket): Promise<void> {
  client.close();
  await once(client, 'close');
  // Empty messages are no texts.
  const said = MESSAGES.filter(({ length }) => length > 0).map((message) => Buffer.from(message).toString('latin1'));
  for (const direction of ['outbound', 'inbound'] as const) {
    const shown = await messagesOf(proxy.inspector, direction);
    t.deepEqual(
      shown.map((message) => message.toString('latin1')).filter((text) => text !== ''),
      said,
      direction,
    );
  }
  t.deepEqual(proxy.inspector.skips, []);
}

const AGREEMENTS: readonly (readonly [title: string, server: Deflate, client: Deflate, isCompressed: boolean])[] = [
  ['with context takeover', { threshold: 0 }, { threshold: 0 }, true],
  [
    'without context takeover',
    { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true },
    { threshold: 0 },
    true,
  ],
  ['with small windows', { threshold: 0, serverMaxWindowBits: 9, clientMaxWindowBits: 10 }, { threshold: 0 }, true],
  ['only above a threshold', { threshold: 1024 }, { threshold: 1024 }, true],
  ['that only the client offers', false, true, false],
];

for (const [title, server, deflate, isCompressed] of AGREEMENTS) {
  test(`deflate ${title}, in a tunnel in clear`, async (t) => {
    const port = await startEcho(t, server);
    const proxy = await startProxy(t);
    const client = await converse(t, await connectTunnel(t, proxy.port, `127.0.0.1:${port}`), deflate);
    t.is(client.extensions, isCompressed ? 'permessage-deflate' : '');
    t.is(
      proxy.inspector.texts.some(({ body }) => body?.contentEncoding === 'permessage-deflate'),
      isCompressed,
    );
    await check(t, proxy, client);
  });
}

test('over TLS', async (t) => {
  const port = await startEcho(t, { threshold: 0 }, true);
  const proxy = await startProxy(t);
  await check(t, proxy, await converse(t, await connectTls(t, proxy.port, `localhost:${port}`), { threshold: 0 }));
});

test('through the gateway, byte for byte', async (t) => {
  const behind = await startWiretap(t, await startEcho(t, { threshold: 0 }));
  const proxy = await startProxy(t, {}, { host: '127.0.0.1', port: behind.port });
  const before = await startWiretap(t, proxy.port);
  await check(t, proxy, await converse(t, await connect(t, before.port), { threshold: 0 }));
  t.true(before.heard.fromClient.length > 70_000 && before.heard.fromServer.length > 70_000);
  t.true(before.heard.fromClient.equals(behind.heard.fromClient));
  t.true(before.heard.fromServer.equals(behind.heard.fromServer));
});

test('a plain request whose target is absolute, upgraded', async (t) => {
  const port = await startEcho(t, false);
  const proxy = await startProxy(t);
  const url = `http://127.0.0.1:${port}/`;
  const socket = await connect(t, proxy.port);
  const client = new WebSocket('ws://localhost/', {
    createConnection: () => socket,
    finishRequest: (request) => {
      request.path = url;
      request.end();
    },
  });
  t.teardown(() => client.terminate());
  await once(client, 'open');
  client.send('hello');
  await once(client, 'message');
  await until(t, 'both are shown', () => proxy.inspector.of('ws.message').length === 2);
  t.deepEqual(proxy.inspector.of('ws.message'), ['hello', 'hello']);
});

test('compression that nobody agreed on is counted, and passes', async (t) => {
  const port = await startEcho(t, false);
  const proxy = await startProxy(t);
  const client = await converse(t, await connectTunnel(t, proxy.port, `127.0.0.1:${port}`), false);
  client.on('error', () => undefined);
  // RSV1 on an unmasked frame would break two rules.
  const socket = Reflect.get(client, '_socket') as Socket;
  socket.write(Buffer.from('c18100000000ff', 'hex'));
  const [code] = (await once(client, 'close')) as [number];
  t.is(code, 1002, 'the server has seen it and says so');
  t.deepEqual(proxy.inspector.skips, ['ws_framing']);
});

test('a WebSocket is cut at once when the monitor stops', async (t) => {
  const port = await startEcho(t, false);
  const proxy = await startProxy(t);
  const client = await converse(t, await connectTunnel(t, proxy.port, `127.0.0.1:${port}`), false);
  client.on('error', () => undefined);
  const closed = once(client, 'close');
  await proxy.acceptor.drain(10_000);
  t.deepEqual((await closed)[0], 1006);
});
