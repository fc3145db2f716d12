import test from 'ava';
import {
  CLIENT_START,
  FLAGS,
  SETTINGS,
  TYPES,
  block,
  data,
  frame,
  goAway,
  headers,
  integer,
  literal,
  promise,
  requestBlock,
  reset,
  responseBlock,
} from '../../support/http2-frames.ts';
import { readHttp2, type Sent } from '../../support/http2-seen.ts';
import type { Http2ReaderOptions } from '../../../src/wire/http2/http2-reader.ts';

const client = (...frames: readonly Buffer[]): Sent => ['client', Buffer.concat(frames)];
const server = (...frames: readonly Buffer[]): Sent => ['server', Buffer.concat(frames)];

/** What is reported when both sides have begun, and then this is sent. */
function read(sent: readonly Sent[], options: Http2ReaderOptions = {}): readonly string[] {
  return readHttp2([client(CLIENT_START), server(SETTINGS), ...sent], options).lines;
}

const ASKED = 'request POST / HTTP/2\r\nhost: a.test\r\n\r\n';

test('a message has a head, a body and trailers', (t) => {
  t.deepEqual(
    read([
      client(headers(1, requestBlock('/a')), data(1, 'question'), headers(1, block(['x-sum', '1']), true)),
      server(headers(1, responseBlock(200, ['x', 'y'])), data(1, 'ans'), data(1, 'wer', true)),
    ]),
    [
      '1 client request POST /a HTTP/2\r\nhost: a.test\r\n\r\n',
      '1 client data question',
      '1 client trailers x-sum: 1\r\n\r\n',
      '1 client end',
      '1 server response HTTP/2 200\r\nx: y\r\n\r\n',
      '1 server data answer',
      '1 server end',
      '1 close',
    ],
  );
});

test('interim responses go before the final one', (t) => {
  const interim = headers(1, responseBlock(103, ['link', '</a>']));
  t.deepEqual(
    read([client(headers(1, requestBlock(), true)), server(interim, interim, headers(1, responseBlock(204), true))]),
    [
      `1 client ${ASKED}`,
      '1 client end',
      '1 server response HTTP/2 103\r\nlink: </a>\r\n\r\n',
      '1 server response HTTP/2 103\r\nlink: </a>\r\n\r\n',
      '1 server response HTTP/2 204\r\n\r\n',
      '1 server end',
      '1 close',
    ],
  );
});

test('a server may answer to its end before the client has ended', (t) => {
  t.deepEqual(
    read([
      client(headers(1, requestBlock())),
      server(headers(1, responseBlock(413), true)),
      client(data(1, 'more', true)),
    ]).slice(1),
    ['1 server response HTTP/2 413\r\n\r\n', '1 server end', '1 client data more', '1 client end', '1 close'],
  );
});

test('a promised request is read, then its response; its client has ended', (t) => {
  t.deepEqual(
    read([
      client(headers(1, requestBlock(), true)),
      server(promise(1, 2, requestBlock('/style.css')), headers(1, responseBlock(), true)),
      server(headers(2, responseBlock()), data(2, 'css', true)),
    ]),
    [
      `1 client ${ASKED}`,
      '1 client end',
      '2 client request POST /style.css HTTP/2\r\nhost: a.test\r\n\r\n',
      '2 client end',
      '1 server response HTTP/2 200\r\n\r\n',
      '1 server end',
      '1 close',
      '2 server response HTTP/2 200\r\n\r\n',
      '2 server data css',
      '2 server end',
      '2 close',
    ],
  );
});

test('after a reset nothing comes of a stream, but its field blocks are still decoded', (t) => {
  for (const from of ['client', 'server'] as const) {
    const lines = read([
      client(headers(1, requestBlock())),
      [from, reset(1)],
      client(data(1, 'late'), headers(1, literal('x-a', '1', true), true)),
      server(headers(1, literal('x-b', '2', true)), data(1, 'late', true), reset(1)),
      client(headers(3, Buffer.concat([requestBlock(), integer(0x80, 7, 62)]))),
      server(headers(3, Buffer.concat([responseBlock(), integer(0x80, 7, 62)]))),
    ]);
    t.deepEqual(lines, [
      `1 client ${ASKED}`,
      '1 close',
      '3 client request POST / HTTP/2\r\nhost: a.test\r\nx-a: 1\r\n\r\n',
      '3 server response HTTP/2 200\r\nx-b: 2\r\n\r\n',
    ]);
  }
});

test('what is sent behind the end of a message is no part of it', (t) => {
  const late = [data(1, 'late'), headers(1, block(['a', 'b'])), data(1, '', true)];
  t.deepEqual(read([client(headers(1, requestBlock(), true), ...late)]), [`1 client ${ASKED}`, '1 client end']);
});

test('a farewell closes what will not be served; saying it again does nothing', (t) => {
  const lines = read([
    client(headers(1, requestBlock()), headers(3, requestBlock())),
    server(goAway(0x7fffffff), goAway(1), goAway(1)),
    client(headers(5, requestBlock())),
    server(goAway(1)),
  ]);
  t.deepEqual(lines, [`1 client ${ASKED}`, `3 client ${ASKED}`, '3 close', `5 client ${ASKED}`]);
});

test('a stream beyond those that are read is told once, and its blocks are decoded', (t) => {
  const lines = read(
    [
      client(headers(1, requestBlock(), true), headers(3, Buffer.concat([requestBlock(), literal('x-a', '1', true)]))),
      client(data(3, 'body'), headers(3, block(['a', 'b']), true), reset(3)),
      server(headers(3, responseBlock()), data(3, 'body', true), headers(1, responseBlock(), true)),
      client(headers(5, Buffer.concat([requestBlock(), integer(0x80, 7, 62)]))),
    ],
    { limits: { maxOpenStreams: 1 } },
  );
  t.deepEqual(lines, [
    `1 client ${ASKED}`,
    '1 client end',
    '3 unread',
    '1 server response HTTP/2 200\r\n\r\n',
    '1 server end',
    '1 close',
    '5 client request POST / HTTP/2\r\nhost: a.test\r\nx-a: 1\r\n\r\n',
  ]);
});

test('a promise beyond those that are read is passed over too', (t) => {
  const lines = read(
    [
      client(headers(1, requestBlock(), true)),
      server(promise(1, 2, requestBlock()), promise(1, 4, requestBlock()), headers(4, responseBlock(), true)),
    ],
    { limits: { maxPromisedStreams: 1 } },
  );
  t.deepEqual(lines.slice(2), [`2 client ${ASKED}`, '2 client end', '4 unread']);
});

test('a huge section is cut where it is too large, and the next one is sound', (t) => {
  const bomb = Buffer.concat([literal('x', 'v'.repeat(3000), true), Buffer.alloc(200, integer(0x80, 7, 62))]);
  const lines = read(
    [
      client(
        headers(1, Buffer.concat([requestBlock(), bomb])),
        headers(3, Buffer.concat([requestBlock(), integer(0x80, 7, 62)])),
      ),
    ],
    { limits: { maxSectionBytes: 10_000 } },
  );
  t.true((lines[0]?.length ?? 0) > 9_900 && (lines[0]?.length ?? 0) < 10_100);
  t.is(lines[1], '1 cut');
  t.is(lines[2], `3 client request POST / HTTP/2\r\nhost: a.test\r\nx: ${'v'.repeat(3000)}\r\n\r\n`);
});

const request = client(headers(1, requestBlock()));

const BROKEN: readonly (readonly [what: string, sent: readonly Sent[], detail: string])[] = [
  ['a block that is no HPACK', [client(headers(1, Buffer.from([0x80])))], 'field of index 0'],
  ['a response to nothing', [server(headers(1, responseBlock()))], 'response without a request'],
  ['a response on a stream not promised', [request, server(headers(2, responseBlock()))], 'response without a request'],
  ['a request on an even stream', [client(headers(2, requestBlock()))], 'request on a stream of the server'],
  ['a body on an idle stream', [client(data(1, 'a'))], 'body on a stream that was not opened'],
  ['a body in front of its head', [request, server(data(1, 'a'))], 'body in front of its head'],
  [
    'a body behind an interim head',
    [request, server(headers(1, responseBlock(100)), data(1, 'a'))],
    'body in front of its head',
  ],
  [
    'a promise of an odd stream',
    [request, server(promise(1, 3, requestBlock()))],
    'promise of a stream that cannot be opened',
  ],
  [
    'a promise of a stream once more',
    [request, server(promise(1, 4, requestBlock()), promise(1, 4, requestBlock()))],
    'promise of a stream that cannot be opened',
  ],
  ['a malformed frame', [server(frame(TYPES.ping, FLAGS.ack, 0))], 'frame of a wrong length'],
];

for (const [what, sent, detail] of BROKEN) {
  test(`broken: ${what}; nothing more is read of either side`, (t) => {
    const lines = read([...sent, client(headers(9, requestBlock())), server(headers(1, responseBlock()))]);
    t.deepEqual(
      lines.filter((line) => line.startsWith('broken')),
      [`broken: ${detail}`],
    );
    t.is(lines.at(-1), `broken: ${detail}`);
  });
}
