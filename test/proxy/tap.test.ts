import test from 'ava';
import { MessageTap, upgradedTaps } from '../../src/proxy/tap.ts';
import { readRequests, readResponses } from '../support/http1-drive.ts';
import { startProxy } from '../support/proxy-fixture.ts';
import { clientFrame, frame, OPCODES } from '../support/websocket-frames.ts';

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

test('a coded body is counted once and not shown, an empty one is neither', async (t) => {
  const { context, inspector } = await startProxy(t);
  const tap = new MessageTap(context, 'inbound');
  for (const fields of ['Content-Encoding: gzip\r\n', 'Transfer-Encoding: gzip, chunked\r\n']) {
    const { raw, head } = headOf(fields);
    tap.head(FLOW, raw, head);
    tap.end();
    tap.head(FLOW, raw, head);
    tap.body(Buffer.from('aa'));
    tap.body(Buffer.from('bb'));
    tap.end();
  }
  const plain = headOf('Content-Encoding: identity\r\n');
  tap.head(FLOW, plain.raw, plain.head);
  tap.body(Buffer.from('read'));
  t.deepEqual(inspector.of('response.body'), ['read']);
  t.deepEqual(inspector.skips, ['content_encoding', 'content_encoding']);
});

test('an upgrade to what we do not read is counted by its name', async (t) => {
  const { context, inspector } = await startProxy(t);
  for (const protocol of ['h2c', 'tls/1.0', 'connect', undefined]) {
    upgradedTaps(context, FLOW, protocol).outbound.feed(Buffer.from('unseen'));
  }
  t.deepEqual(inspector.skips, ['http2_framing', 'unknown_upgrade', 'unknown_upgrade', 'unknown_upgrade']);
  t.deepEqual(inspector.texts, []);
});

test('a message in fragments is one text, a ping between them one of its own', async (t) => {
  const { context, inspector } = await startProxy(t);
  const { outbound, inbound } = upgradedTaps(context, FLOW, 'websocket');
  outbound.feed(clientFrame('one, ', { fin: false }));
  outbound.feed(clientFrame('ping', { opcode: OPCODES.ping }));
  outbound.feed(clientFrame('two', { opcode: OPCODES.continuation }));
  inbound.feed(frame('half', { fin: false }));
  inbound.end();
  t.deepEqual(
    inspector.texts.map(({ direction, text, isEnded }) => [direction, text, isEnded]),
    [
      ['outbound', 'one, two', true],
      ['outbound', 'ping', true],
      ['inbound', 'half', true],
    ],
  );
});

test('broken frames are counted once and nothing behind them is shown; compressed messages are counted each', async (t) => {
  const { context, inspector } = await startProxy(t);
  const { outbound, inbound } = upgradedTaps(context, FLOW, 'websocket');
  outbound.feed(frame('unmasked'));
  outbound.feed(clientFrame('masked again'));
  inbound.feed(frame('zip', { rsv: 4 }));
  inbound.feed(frame('zip', { rsv: 4 }));
  inbound.feed(frame('clear'));
  t.deepEqual(inspector.skips, ['ws_framing', 'ws_compressed', 'ws_compressed']);
  t.deepEqual(inspector.of('ws.message'), ['clear']);
});
