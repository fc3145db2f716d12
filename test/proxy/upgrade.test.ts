import test, { type ExecutionContext } from 'ava';
import { upgradeOf } from '../../src/proxy/upgrade.ts';
import { readRequests } from '../support/http1-drive.ts';
import { connectTunnel, readAll, readUntil, startOrigin, startProxy } from '../support/proxy-fixture.ts';
import { clientFrame, frame } from '../support/websocket-frames.ts';

test('an upgrade is what the request names, or the tunnel it asks for', (t) => {
  const read = (text: string): string | undefined => {
    const head = readRequests(text).messages[0]?.head;
    return head && upgradeOf(head);
  };
  t.is(read('GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: WebSocket\r\n\r\n'), 'websocket');
  t.is(read('CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n'), 'connect');
  t.is(read('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), undefined);
});

/** The skips and WebSocket messages of a connection that is upgraded so. */
async function upgrade(t: ExecutionContext, asked: string, answer: string) {
  let received: Buffer | undefined;
  const port = await startOrigin(t, (socket) => {
    socket.once('data', () => {
      socket.write(Buffer.concat([Buffer.from(answer), frame('zip', { rsv: 4 }), frame('clear')]));
      socket.on('data', (chunk: Buffer) => {
        received = chunk;
        socket.end();
      });
    });
  });
  const proxy = await startProxy(t);
  const client = await connectTunnel(t, proxy.port, `127.0.0.1:${port}`);
  client.write(asked);
  await readUntil(client, 'clear');
  client.write(clientFrame('question'));
  t.is(await readAll(client), '');
  t.deepEqual(received, clientFrame('question'));
  return { skips: proxy.inspector.skips, messages: proxy.inspector.of('ws.message') };
}

const asking = (protocol: string): string =>
  `GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`;
const granting = (fields: string): string => `HTTP/1.1 101 Switching Protocols\r\n${fields}\r\n`;

test('the answer decides what is spoken, and whether it is compressed', async (t) => {
  const deflate = 'Sec-WebSocket-Extensions: x-y\r\nSec-WebSocket-Extensions: permessage-deflate\r\n';
  t.deepEqual(await upgrade(t, asking('websocket'), granting(deflate)), {
    skips: [],
    messages: ['zip', 'clear', 'question'],
  });
  const websocket = 'Connection: upgrade\r\nUpgrade: websocket\r\n';
  t.deepEqual(await upgrade(t, asking('foo/1, websocket'), granting(websocket)), {
    skips: ['ws_framing'],
    messages: ['question'],
  });
  t.deepEqual(await upgrade(t, asking('websocket'), granting('Connection: upgrade\r\nUpgrade: foo/1\r\n')), {
    skips: ['unknown_upgrade'],
    messages: [],
  });
  t.deepEqual(await upgrade(t, 'CONNECT y:1 HTTP/1.1\r\nHost: y\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n'), {
    skips: ['unknown_upgrade'],
    messages: [],
  });
});
