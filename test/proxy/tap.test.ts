import test from 'ava';
import { MessageTap } from '../../src/proxy/tap.ts';
import { readRequests, readResponses } from '../support/http1-drive.ts';
import { startProxy } from '../support/proxy-fixture.ts';

const FLOW = { protocol: 'https', source: '127.0.0.1', dest: 'x:443' } as const;

function headOf(fields: string) {
  const [message] = readResponses(`HTTP/1.1 200 OK\r\n${fields}\r\n`).messages;
  if (!message) throw new Error('no head');
  return { raw: Buffer.from(message.raw, 'latin1'), head: message.head };
}

test('each message is shown as head, body and trailers, of its own direction', async (t) => {
  const { context, inspector } = await startProxy(t);
  const tap = new MessageTap(context, 'outbound');
  const [message] = readRequests('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n').messages;
  if (!message) return t.fail();
  for (const body of ['ab', 'xy']) {
    tap.head(FLOW, Buffer.from(message.raw), message.head);
    for (const byte of body) tap.body(Buffer.from(byte));
    tap.trailers(Buffer.from('T: 1\r\n\r\n'));
    tap.end();
    tap.end();
  }
  const once = [
    ['outbound', 'request.head', message.raw, true],
    ['outbound', 'request.body', 'ab', true],
    ['outbound', 'request.trailer', 'T: 1\r\n\r\n', true],
  ];
  t.deepEqual(
    inspector.texts.map(({ direction, part, text, isEnded }) => [direction, part, text, isEnded]),
    [...once, ...once.map(([a, b, text, d]) => [a, b, text === 'ab' ? 'xy' : text, d])],
  );
});

test('a body is described by its head, when it comes', async (t) => {
  const { context, inspector } = await startProxy(t);
  const tap = new MessageTap(context, 'inbound');
  const heads = [
    '',
    'Content-Type: Multipart/Form-Data; boundary=AbC \r\nContent-Encoding: GZip\r\ncontent-encoding: br\r\n',
    'Content-Encoding: br\r\nTransfer-Encoding: GZIP, chunked\r\n',
    'Transfer-Encoding: gzip, chunked\r\n',
    'Content-Type: application/grpc-web+proto\r\ngrpc-encoding: Gzip\r\n',
    'Content-Type: text/plain\r\ngrpc-encoding: gzip\r\n',
    'Content-Type: application/connect+proto\r\nConnect-Content-Encoding: BR\r\n',
  ];
  for (const fields of heads) {
    const { raw, head } = headOf(fields);
    tap.head(FLOW, raw, head);
    tap.end();
    tap.head(FLOW, raw, head);
    tap.body(Buffer.from('aa'));
    tap.body(Buffer.from('bb'));
    tap.end();
  }
  const bodies = inspector.texts.filter(({ part }) => part === 'response.body');
  t.true(bodies.every(({ text }) => text === 'aabb'));
  t.deepEqual(
    bodies.map(({ body }) => [body?.contentType, body?.contentEncoding, body?.grpcEncoding]),
    [
      ['', '', ''],
      ['Multipart/Form-Data; boundary=AbC', 'gzip, br', ''],
      ['', 'br, gzip', ''],
      ['', 'gzip', ''],
      ['application/grpc-web+proto', '', 'gzip'],
      ['text/plain', '', ''],
      ['application/connect+proto', '', 'br'],
    ],
  );
  t.deepEqual(inspector.skips, []);
});

test('what no framing explains is a body of its own, of which nothing is said', async (t) => {
  const { context, inspector } = await startProxy(t);
  const tap = new MessageTap(context, 'inbound');
  const { raw, head } = headOf('Content-Encoding: gzip\r\n');
  tap.head(FLOW, raw, head);
  tap.body(Buffer.from('coded'));
  tap.rawBody(FLOW, Buffer.alloc(0));
  tap.body(Buffer.from('raw'));
  t.deepEqual(
    inspector.texts.map(({ part, text, isEnded, body }) => [part, text, isEnded, body?.contentEncoding]),
    [
      ['response.head', raw.toString(), true, undefined],
      ['response.body', 'coded', true, 'gzip'],
      ['response.body', 'raw', false, undefined],
    ],
  );
});
