import test, { type ExecutionContext } from 'ava';
import type { PipeTaps } from '../../src/proxy/pipe.ts';
import { http2Taps } from '../../src/proxy/http2-tap.ts';
import { requestHead, responseHead } from '../support/http2-exchange.ts';
import {
  block,
  CLIENT_START,
  data,
  frame as http2Frame,
  headers,
  promise,
  reset,
  SETTINGS,
  TYPES,
} from '../support/http2-frames.ts';
import { startProxy, type TestProxy } from '../support/proxy-fixture.ts';
import { clientFrame, frame } from '../support/websocket-frames.ts';

const FLOW = { protocol: 'https', source: '127.0.0.1', dest: 'x:443' } as const;

interface Tapped extends TestProxy, PipeTaps {}

/** The taps of a connection on which the prefaces have passed. */
async function startTaps(t: ExecutionContext, options: { upgradedStream?: boolean } = {}): Promise<Tapped> {
  const proxy = await startProxy(t);
  const taps = http2Taps(proxy.context, FLOW, options);
  taps.outbound.feed(CLIENT_START);
  taps.inbound.feed(SETTINGS);
  return { ...proxy, ...taps };
}

const shown = ({ inspector }: Tapped) =>
  inspector.texts.map(({ flow, direction, part, text, isEnded }) => [flow.stream, direction, part, text, isEnded]);

test('both messages of a stream are shown, whole and in order, as one flow', async (t) => {
  const tapped = await startTaps(t);
  const post = { ':method': 'POST', 'content-type': 'application/grpc', 'grpc-encoding': 'GZIP' };
  tapped.outbound.feed(requestHead(1, post));
  tapped.outbound.feed(data(1, 'ques'));
  tapped.outbound.feed(data(1, 'tion', true));
  tapped.inbound.feed(responseHead(1, { ':status': '103' }));
  tapped.inbound.feed(responseHead(1, { 'content-type': 'Multipart/X; boundary=A', 'content-encoding': 'BR' }));
  tapped.inbound.feed(data(1, 'answer'));
  tapped.inbound.feed(headers(1, block(['grpc-status', '0']), true));
  const request = 'POST / HTTP/2\r\nhost: x\r\ncontent-type: application/grpc\r\ngrpc-encoding: GZIP\r\n\r\n';
  const response = 'HTTP/2 200\r\ncontent-type: Multipart/X; boundary=A\r\ncontent-encoding: BR\r\n\r\n';
  t.deepEqual(shown(tapped), [
    [1, 'outbound', 'request.head', request, true],
    [1, 'outbound', 'request.body', 'question', true],
    [1, 'inbound', 'response.head', 'HTTP/2 103\r\n\r\n', true],
    [1, 'inbound', 'response.head', response, true],
    [1, 'inbound', 'response.body', 'answer', true],
    [1, 'inbound', 'response.trailer', 'grpc-status: 0\r\n\r\n', true],
  ]);
  const [first] = tapped.inspector.texts;
  t.true(tapped.inspector.texts.every(({ flow }) => flow === first?.flow));
  t.like(first?.flow, { ...FLOW, stream: 1 });
  t.is(first?.flow.request?.method, 'POST');
  t.is(first?.flow.request?.target, '/');
  t.deepEqual(
    tapped.inspector.texts.flatMap(({ body }) => body ?? []),
    [
      { contentType: 'application/grpc', contentEncoding: '', grpcEncoding: 'gzip' },
      { contentType: 'Multipart/X; boundary=A', contentEncoding: 'br', grpcEncoding: '' },
    ],
  );
  t.is(tapped.context.counters.requests, 1);
  t.deepEqual(tapped.inspector.skips, []);
});

test('a stream that is reset ends both of its texts, and no others', async (t) => {
  const tapped = await startTaps(t);
  for (const stream of [1, 3]) {
    tapped.outbound.feed(requestHead(stream, { ':method': 'POST' }));
    tapped.outbound.feed(data(stream, 'up'));
    tapped.inbound.feed(responseHead(stream));
    tapped.inbound.feed(data(stream, 'down'));
  }
  tapped.inbound.feed(reset(1));
  const bodies = (): unknown[] =>
    shown(tapped).flatMap(([stream, , part, , isEnded]) => (String(part).endsWith('body') ? [[stream, isEnded]] : []));
  t.deepEqual(bodies(), [
    [1, true],
    [1, true],
    [3, false],
    [3, false],
  ]);
  tapped.outbound.end();
  t.deepEqual(bodies()[2], [3, true], 'the end of one side ends what it was saying');
  tapped.inbound.end();
  t.deepEqual(bodies()[3], [3, true]);
});

test('what a server promises comes from the server, and is no request of the agent', async (t) => {
  const tapped = await startTaps(t);
  tapped.outbound.feed(requestHead(1));
  const promised = block([':method', 'GET'], [':scheme', 'https'], [':authority', 'x'], [':path', '/pushed']);
  tapped.inbound.feed(promise(1, 2, promised));
  tapped.inbound.feed(responseHead(2));
  tapped.inbound.feed(data(2, 'pushed', true));
  t.deepEqual(shown(tapped).slice(1), [
    [2, 'inbound', 'request.head', 'GET /pushed HTTP/2\r\nhost: x\r\n\r\n', true],
    [2, 'inbound', 'response.head', 'HTTP/2 200\r\n\r\n', true],
    [2, 'inbound', 'response.body', 'pushed', true],
  ]);
  t.is(tapped.context.counters.requests, 1);
});

test('broken frames are counted once, and the bytes of both directions are read raw from there on', async (t) => {
  const tapped = await startTaps(t);
  tapped.outbound.feed(requestHead(1, { ':method': 'POST' }));
  tapped.outbound.feed(data(1, 'sound'));
  const nonsense = http2Frame(TYPES.settings, 0, 1, 'on a stream');
  tapped.outbound.feed(nonsense);
  tapped.outbound.feed(Buffer.from('secret'));
  tapped.inbound.feed(Buffer.from('answer'));
  tapped.outbound.end();
  tapped.inbound.end();
  t.deepEqual(shown(tapped).slice(1), [
    [1, 'outbound', 'request.body', 'sound', true],
    [undefined, 'outbound', 'request.body', `${nonsense.toString('latin1')}secret`, true],
    [undefined, 'inbound', 'response.body', 'answer', true],
  ]);
  t.deepEqual(tapped.inspector.skips, ['http2_framing']);
  t.true(tapped.isIdle?.());
});

test('a stream beyond those that are read at once is counted', async (t) => {
  const tapped = await startTaps(t);
  for (let index = 0; index < 1100; index += 1) tapped.outbound.feed(requestHead(1 + index * 2));
  t.true(tapped.inspector.skips.length > 0 && tapped.inspector.skips.length < 1100);
  t.true(tapped.inspector.skips.every((reason) => reason === 'http2_streams'));
  t.is(tapped.inspector.skips.length + tapped.inspector.texts.length, 1100);
});

const EXTENDED = { ':method': 'CONNECT', ':protocol': 'websocket' };

test('a WebSocket in a stream is read message by message, compressed where that was agreed upon', async (t) => {
  const tapped = await startTaps(t);
  for (const [stream, extensions] of [
    [1, 'permessage-deflate'],
    [3, ''],
  ] as const) {
    tapped.outbound.feed(requestHead(stream, EXTENDED));
    tapped.inbound.feed(responseHead(stream, { 'sec-websocket-extensions': extensions }));
    tapped.outbound.feed(data(stream, clientFrame('hello').subarray(0, 8)));
    tapped.outbound.feed(data(stream, clientFrame('hello').subarray(8)));
    tapped.inbound.feed(data(stream, frame('zip', { rsv: 4 })));
  }
  t.deepEqual(
    tapped.inspector.texts.flatMap(({ flow, part, text, body }) =>
      part === 'ws.message' ? [[flow.stream, text, body?.contentEncoding]] : [],
    ),
    [
      [1, 'hello', undefined],
      [1, 'zip', 'permessage-deflate'],
      [3, 'hello', undefined],
    ],
  );
  t.deepEqual(tapped.inspector.skips, ['ws_framing']);
  t.is(tapped.context.counters.requests, 2);
});

test('a WebSocket that is refused is an exchange like any other', async (t) => {
  const tapped = await startTaps(t);
  tapped.outbound.feed(requestHead(1, EXTENDED));
  tapped.inbound.feed(responseHead(1, { ':status': '403' }));
  tapped.inbound.feed(data(1, 'no', true));
  t.deepEqual(tapped.inspector.of('response.body'), ['no']);
  t.deepEqual(tapped.inspector.skips, []);
});

test('other tunnels in streams are counted once each, and their bytes not shown', async (t) => {
  const tapped = await startTaps(t);
  tapped.outbound.feed(headers(1, block([':method', 'CONNECT'], [':authority', 'y:1'])));
  tapped.outbound.feed(requestHead(3, { ':method': 'CONNECT', ':protocol': 'connect-udp' }));
  for (const stream of [1, 3]) {
    tapped.inbound.feed(responseHead(stream));
    tapped.inbound.feed(data(stream, 'unseen'));
    tapped.outbound.feed(data(stream, 'unseen'));
  }
  t.true(tapped.inspector.texts.every(({ part }) => part.endsWith('head')));
  t.deepEqual(tapped.inspector.skips, ['unknown_upgrade', 'unknown_upgrade']);
  t.is(tapped.context.counters.requests, 1, 'a plain CONNECT is no request');
});

test('it is idle when no stream is open but tunnels', async (t) => {
  const tapped = await startTaps(t);
  t.true(tapped.isIdle?.());
  tapped.outbound.feed(requestHead(1));
  t.false(tapped.isIdle?.());
  tapped.inbound.feed(responseHead(1));
  t.false(tapped.isIdle?.());
  tapped.inbound.feed(data(1, 'all', true));
  t.true(tapped.isIdle?.());
  tapped.outbound.feed(requestHead(3, EXTENDED));
  t.false(tapped.isIdle?.());
  tapped.inbound.feed(responseHead(3));
  t.true(tapped.isIdle?.());
});

test('the answer to a request that asked for h2c in HTTP/1 is shown', async (t) => {
  const tapped = await startTaps(t, { upgradedStream: true });
  t.false(tapped.isIdle?.());
  tapped.inbound.feed(responseHead(1));
  tapped.inbound.feed(data(1, 'answer', true));
  t.deepEqual(tapped.inspector.of('response.body'), ['answer']);
  t.deepEqual(tapped.inspector.skips, []);
  t.true(tapped.isIdle?.());
});
