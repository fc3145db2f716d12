import test from 'ava';
import * as fc from 'fast-check';
import { DEFAULT_FRAMER_LIMITS } from '../../../src/wire/http1/framer-limits.ts';
import { ResponseFramer } from '../../../src/wire/http1/response-framer.ts';
import { bytesOf, drive, everyByte, readResponses, verdictOf } from '../../support/http1-drive.ts';
import { cuts, sampleResponse } from '../../support/http1-messages.ts';

const EMPTY = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

function framerFor(...methods: string[]): ResponseFramer {
  const framer = new ResponseFramer(DEFAULT_FRAMER_LIMITS);
  for (const method of methods) framer.expect(method);
  return framer;
}

test('any cutting of any responses gives the same messages, and every byte goes on', (t) => {
  fc.assert(
    fc.property(fc.array(sampleResponse, { minLength: 1, maxLength: 4 }), cuts, (samples, offsets) => {
      const text = samples.map((sample) => sample.text).join('');
      const methods = samples.map((sample) => sample.method);
      const seen = readResponses(text, methods, offsets ?? everyByte(text));
      t.deepEqual(seen.breaches, []);
      t.is(verdictOf(seen.last), 'more');
      t.is(seen.forwarded, text);
      t.deepEqual(
        seen.messages.map(({ raw, body, trailers, ended }) => ({ raw, body, trailers, ended })),
        samples.map(({ text, headLength, body, trailers }) => ({
          raw: text.slice(0, headLength),
          body,
          trailers,
          ended: true,
        })),
      );
    }),
    { numRuns: 300 },
  );
});

test('arbitrary bytes never throw, stay in bounds, and come back whole', (t) => {
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc.constantFrom('\r\n', '\n', '0\r\n\r\n', '5;x\r\n', 'HTTP/1.1 200 OK\r\n', 'HTTP/1.1 100\r\n\r\n', 'x: y\r\n'),
    fc.constantFrom('HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n', EMPTY, 'HTTP/1.1 101\r\n\r\n'),
  );
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 12 }),
      fc.array(fc.constantFrom('GET', 'HEAD', 'CONNECT')),
      cuts,
      (list, methods, offsets) => {
        const text = list.join('');
        const framer = framerFor(...methods);
        const places = offsets ?? everyByte(text);
        const chunks = [0, ...places].map((from, i) => bytesOf(text.slice(from, places[i] ?? text.length)));
        const seen = drive(framer, chunks);
        t.deepEqual(seen.breaches, []);
        t.true(
          chunks
            .map((chunk) => chunk.toString('latin1'))
            .join('')
            .startsWith(seen.forwarded + seen.rest),
        );
        t.not(framer.finish().kind, 'head');
      },
    ),
    { numRuns: 300 },
  );
});

test('responses belong to their requests in order', (t) => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n';
  const seen = readResponses(
    `${head}${head}abcHTTP/1.1 100 Continue\r\n\r\n${head}HTTP/1.1 304 Same\r\n\r\n${head}xyz`,
    ['HEAD', 'GET', 'HEAD', 'GET', 'POST'],
  );
  t.is(verdictOf(seen.last), 'more');
  t.deepEqual(
    seen.messages.map(({ head: { status, framing }, body, ended }) => [status, framing, body, ended]),
    [
      [200, 'none', '', true],
      [200, 'length', 'abc', true],
      [100, 'none', '', false],
      [200, 'none', '', true],
      [304, 'none', '', true],
      [200, 'length', 'xyz', true],
    ],
  );
});

test('a tunnel or upgrade ends HTTP, and what follows comes back', (t) => {
  const tunnel = readResponses('HTTP/1.1 200 Go\r\nContent-Length: 9\r\n\r\n\x16\x03', ['CONNECT']);
  t.is(tunnel.last.kind, 'upgraded');
  t.is(tunnel.rest, '\x16\x03');
  const upgrade = readResponses('HTTP/1.1 101 Go\r\n\r\n\x81\x01a', ['GET'], [3]);
  t.is(upgrade.last.kind, 'upgraded');
  t.is(upgrade.rest, '\x81\x01a');
  const refused = readResponses('HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno', ['CONNECT']);
  t.is(refused.messages[0]?.body, 'no');
  t.is(refused.last.kind, 'more');
});

test('the end of the stream completes a close-delimited body', (t) => {
  const framer = framerFor('GET');
  const seen = drive(framer, [bytesOf('HTTP/1.1 200 OK\r\n\r\nab'), bytesOf('cd')]);
  t.is(seen.messages[0]?.body, 'abcd');
  t.deepEqual(framer.finish(), { kind: 'end', end: 2 });
  t.is(framer.finish().kind, 'more');
});

const endings: readonly (readonly [what: string, text: string, methods: readonly string[], verdict: string])[] = [
  ['nothing is open', EMPTY, ['GET'], 'more'],
  ['nothing was asked', '', [], 'more'],
  ['a request has no response', '', ['GET'], 'upstream_closed: the stream ended before a response'],
  ['a second request has none', EMPTY, ['GET', 'GET'], 'upstream_closed: the stream ended before a response'],
  [
    'only an interim response came',
    'HTTP/1.1 100 Go\r\n\r\n',
    ['GET'],
    'upstream_closed: the stream ended before a response',
  ],
  ['a head is incomplete', 'HTTP/1.1 200', ['GET'], 'upstream_closed: the stream ended within a head'],
  [
    'a length is not reached',
    'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\na',
    ['GET'],
    'upstream_closed: the stream ended within a body',
  ],
  [
    'the last chunk is missing',
    'HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n',
    ['GET'],
    'upstream_closed: the stream ended within a body',
  ],
  ['HTTP was over', 'HTTP/1.1 101\r\n\r\nabc', ['GET'], 'upgraded'],
  ['the framing was bad', 'HTTP/1.1\n', ['GET'], 'upstream_closed: the stream ended within a head'],
  ['it was no HTTP', 'hello', ['GET'], 'upstream_framing: a version other than HTTP/1.0 and HTTP/1.1'],
];

for (const [what, text, methods, verdict] of endings) {
  test(`the stream ends: ${what}`, (t) => {
    const framer = framerFor(...methods);
    const seen = drive(framer, [bytesOf(text)]);
    const end = framer.finish();
    t.is(verdictOf(end), verdict);
    t.is(seen.forwarded + framer.rest().toString('latin1'), text);
    t.true(end.end <= seen.last.end);
  });
}

test('a response to no known request is read as one to GET', (t) => {
  const seen = readResponses('HTTP/1.1 408 Too slow\r\nContent-Length: 2\r\n\r\nno', []);
  t.is(seen.messages[0]?.body, 'no');
});

test('the queue of methods is bounded', (t) => {
  const framer = new ResponseFramer({ ...DEFAULT_FRAMER_LIMITS, maxPipelinedRequests: 2 });
  framer.expect('GET');
  framer.expect('HEAD');
  t.is(framer.awaiting, 2);
  framer.push(bytesOf(EMPTY));
  t.is(framer.next().kind, 'head');
  t.is(framer.awaiting, 1);
  framer.expect('GET');
  framer.expect('GET');
  t.is(framer.awaiting, 2);
  t.is(verdictOf(framer.next()), 'upstream_framing: too many requests without a response');
  t.is(verdictOf(framer.next()), 'upstream_framing: too many requests without a response');
});

test('finish out of turn is a bug and throws', (t) => {
  const framer = framerFor('GET');
  framer.push(bytesOf(EMPTY));
  t.throws(() => framer.finish());
});
