import test from 'ava';
import { Http2Reader } from '../../../src/wire/http2/http2-reader.ts';
import { CLIENT_START, SETTINGS, data, headers, requestBlock, responseBlock } from '../../support/http2-frames.ts';
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
