import test from 'ava';
import { webSocketTap } from '../../src/proxy/websocket-tap.ts';
import { startProxy } from '../support/proxy-fixture.ts';
import { clientFrame, frame, OPCODES } from '../support/websocket-frames.ts';

const FLOW = { protocol: 'https', source: '127.0.0.1', dest: 'x:443' } as const;

test('a message in fragments is one text, a ping between them one of its own', async (t) => {
  const { context, inspector } = await startProxy(t);
  const outbound = webSocketTap(context, FLOW, 'outbound', false);
  const inbound = webSocketTap(context, FLOW, 'inbound', false);
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

test('a compressed message is shown as it came, and said to be one, where that was agreed upon', async (t) => {
  const { context, inspector } = await startProxy(t);
  const inbound = webSocketTap(context, FLOW, 'inbound', true);
  inbound.feed(frame('zi', { rsv: 4, fin: false }));
  inbound.feed(frame('p', { opcode: OPCODES.continuation }));
  inbound.feed(frame('clear'));
  t.deepEqual(
    inspector.texts.map(({ text, body }) => [text, body?.contentEncoding]),
    [
      ['zip', 'permessage-deflate'],
      ['clear', undefined],
    ],
  );
  t.deepEqual(inspector.skips, []);
});

test('broken frames are counted once and nothing behind them is shown', async (t) => {
  const { context, inspector } = await startProxy(t);
  const outbound = webSocketTap(context, FLOW, 'outbound', true);
  outbound.feed(clientFrame('half', { fin: false }));
  outbound.feed(frame('unmasked'));
  outbound.feed(clientFrame('masked again'));
  const inbound = webSocketTap(context, FLOW, 'inbound', false);
  inbound.feed(frame('zip', { rsv: 4 }));
  inbound.feed(frame('clear'));
  t.deepEqual(inspector.skips, ['ws_framing', 'ws_framing']);
  t.deepEqual(inspector.of('ws.message'), ['half']);
  t.true(inspector.texts[0]?.isEnded);
});
