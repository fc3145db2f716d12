import test from 'ava';
import { exchangeOn } from '../../src/proxy/exchange.ts';
import { readRequests } from '../support/http1-drive.ts';
import { until } from '../support/monitor.ts';
import { connectTls, readUntil, startProxy, startTlsOrigin } from '../support/proxy-fixture.ts';

const FLOW = { protocol: 'https', source: '127.0.0.1', dest: 'x:443' } as const;

test('an exchange is a flow of its own that knows its connection and its request', (t) => {
  const [message] = readRequests('POST /v1?x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n').messages;
  if (!message) return t.fail();
  t.deepEqual(exchangeOn(FLOW, message.head), {
    ...FLOW,
    connection: FLOW,
    request: { method: 'POST', target: '/v1?x' },
  });
});

test('a response belongs to its request, also of requests that are sent at once', async (t) => {
  const port = await startTlsOrigin(t, (socket) => {
    let answered = 0;
    let text = '';
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      const asked = text.split('\r\n\r\n').length - 1;
      for (; answered < asked; answered += 1) {
        const interim = answered === 1 ? 'HTTP/1.1 103 Early Hints\r\n\r\n' : '';
        socket.write(`${interim}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nr${answered}`);
      }
    });
  });
  const proxy = await startProxy(t);
  const client = await connectTls(t, proxy.port, `localhost:${port}`);
  const requests = ['/a', '/b', '/c'].map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  client.write(requests.join(''));
  await readUntil(client, 'r2');
  const shown = proxy.inspector.texts.map(({ part, text, flow }) => {
    return [part, part === 'response.body' ? text : '', flow.request?.target];
  });
  t.deepEqual(
    shown.filter(([part]) => part !== 'request.head'),
    [
      ['response.head', '', '/a'],
      ['response.body', 'r0', '/a'],
      ['response.head', '', '/b'],
      ['response.head', '', '/b'],
      ['response.body', 'r1', '/b'],
      ['response.head', '', '/c'],
      ['response.body', 'r2', '/c'],
    ],
  );
  t.is(new Set(proxy.inspector.texts.map(({ flow }) => flow.connection)).size, 1);
});

test('the messages of a WebSocket belong to the request that opened it', async (t) => {
  const port = await startTlsOrigin(t, (socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      socket.write(Buffer.from([0x81, 0x02, 0x68, 0x69]));
    });
  });
  const proxy = await startProxy(t);
  const client = await connectTls(t, proxy.port, `localhost:${port}`);
  client.write('GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
  await readUntil(client, 'hi');
  await until(() => proxy.inspector.of('ws.message').length === 1);
  const message = proxy.inspector.texts.find(({ part }) => part === 'ws.message');
  t.is(message?.text, 'hi');
  t.is(message?.flow.request?.target, '/chat');
});
