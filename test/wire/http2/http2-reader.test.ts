import test from 'ava';
import * as fc from 'fast-check';
import { Http2Reader } from '../../../src/wire/http2/http2-reader.ts';
import { cutAt } from '../../support/cut.ts';
import {
  CLIENT_START,
  SETTINGS,
  data,
  goAway,
  headers,
  integer,
  literal,
  promise,
  requestBlock,
  reset,
  responseBlock,
} from '../../support/http2-frames.ts';
import { Http2Seen, readHttp2 } from '../../support/http2-seen.ts';

test('the response to an upgraded request is read, and what is asked afterwards', (t) => {
  const { lines } = readHttp2(
    [
      ['server', Buffer.concat([SETTINGS, headers(1, responseBlock())])],
      ['client', CLIENT_START],
      ['client', headers(3, requestBlock(), true)],
      ['server', data(1, 'hello', true)],
    ],
    { upgradedStream: true },
  );
  t.deepEqual(lines, [
    '1 server response HTTP/2 200\r\n\r\n',
    '3 client request POST / HTTP/2\r\nhost: a.test\r\n\r\n',
    '3 client end',
    '1 server data hello',
    '1 server end',
    '1 close',
  ]);
});

test('streams are counted while something is to come of them', (t) => {
  const seen = new Http2Seen();
  const reader = new Http2Reader(seen);
  reader.feed('client', Buffer.concat([CLIENT_START, headers(1, requestBlock(), true), headers(3, requestBlock())]));
  t.is(reader.openStreams, 2);
  reader.feed('server', Buffer.concat([SETTINGS, headers(1, responseBlock(), true)]));
  t.is(reader.openStreams, 1);
  t.is(new Http2Reader(seen, { upgradedStream: true }).openStreams, 1);
});

test('the end of a side closes what it has left open, and nothing more is read of it', (t) => {
  const seen = new Http2Seen();
  const reader = new Http2Reader(seen);
  reader.feed('client', Buffer.concat([CLIENT_START, headers(1, requestBlock(), true), headers(3, requestBlock())]));
  reader.end('client');
  reader.feed('client', headers(5, requestBlock(), true));
  t.is(reader.openStreams, 1);
  reader.feed('server', Buffer.concat([SETTINGS, headers(1, responseBlock())]));
  reader.end('server');
  reader.end('server');
  t.is(reader.openStreams, 0);
  t.deepEqual(seen.lines.slice(3), ['3 close', '1 server response HTTP/2 200\r\n\r\n', '1 close']);
});

test('once broken nothing is open, and no end is told', (t) => {
  const seen = new Http2Seen();
  const reader = new Http2Reader(seen);
  reader.feed('client', Buffer.concat([CLIENT_START, headers(1, requestBlock())]));
  reader.feed('server', Buffer.from('no HTTP/2 at all'));
  t.is(reader.openStreams, 0);
  reader.feed('client', data(1, 'more', true));
  reader.feed('server', SETTINGS);
  reader.end('client');
  reader.end('server');
  t.deepEqual(seen.lines.slice(1), ['broken: first frame is not SETTINGS']);
});

test('streams that are opened and reset at once leave nothing behind, however many they are', (t) => {
  const seen = new Http2Seen();
  const reader = new Http2Reader(seen, { limits: { maxOpenStreams: 2 } });
  reader.feed('client', CLIENT_START);
  for (let stream = 1; stream < 20_000; stream += 2) {
    reader.feed('client', Buffer.concat([headers(stream, requestBlock(), true), reset(stream)]));
  }
  t.is(reader.openStreams, 0);
  t.is(seen.lines.filter((line) => line.endsWith(' close')).length, 10_000);
  t.false(seen.lines.some((line) => line.includes('unread')));
});

const stream = fc.integer({ min: 1, max: 6 });
const field = fc.constantFrom(
  literal('x-a', '1'),
  literal('x-b', 'value', true),
  literal(':status', '100'),
  integer(0x80, 7, 2),
  integer(0x80, 7, 8),
  integer(0x80, 7, 62),
  integer(0x40, 6, 63),
  integer(0x20, 5, 40),
);
const fields = fc.array(field, { maxLength: 5 }).map((all) => Buffer.concat(all));
const anyFrame = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(stream, fields, fc.boolean()).map(([id, block, isLast]) => headers(id, block, isLast)),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(stream, fc.string(), fc.boolean()).map(([id, body, isLast]) => data(id, body, isLast)),
  },
  { weight: 1, arbitrary: stream.map(reset) },
  { weight: 1, arbitrary: stream.map(goAway) },
  {
    weight: 1,
    arbitrary: fc.tuple(stream, stream, fields).map(([id, promised, block]) => promise(id, promised, block)),
  },
  { weight: 1, arbitrary: fc.constant(SETTINGS) },
);
const sent = fc.array(
  fc.tuple(fc.constantFrom('client' as const, 'server' as const), fc.array(anyFrame, { minLength: 1, maxLength: 3 })),
  { maxLength: 12 },
);

test('whatever two sides send is read without throwing, the same in any chunks', (t) => {
  fc.assert(
    fc.property(sent, fc.array(fc.nat(120), { maxLength: 20 }), (sent, offsets) => {
      const start = [['client', CLIENT_START] as const, ['server', SETTINGS] as const];
      const whole = [...start, ...sent.map(([from, frames]) => [from, Buffer.concat(frames)] as const)];
      const cut = whole.flatMap(([from, bytes]) =>
        cutAt(bytes, offsets).map((piece) => [from, Buffer.from(piece)] as const),
      );
      const { lines } = readHttp2(whole);
      t.deepEqual(readHttp2(cut).lines, lines);
      t.true(lines.filter((line) => line.startsWith('broken')).length <= 1);
      const closed = lines.filter((line) => line.endsWith(' close'));
      t.is(new Set(closed).size, closed.length);
    }),
    { numRuns: 600 },
  );
});
