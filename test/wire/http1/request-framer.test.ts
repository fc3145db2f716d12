import test from 'ava';
import * as fc from 'fast-check';
import { DEFAULT_FRAMER_LIMITS } from '../../../src/wire/http1/framer-limits.ts';
import { RequestFramer } from '../../../src/wire/http1/request-framer.ts';
import { bytesOf, drive, everyByte, readRequests, verdictOf } from '../../support/http1-drive.ts';
import { cuts, sampleRequest } from '../../support/http1-messages.ts';

test('any cutting of any requests gives the same messages, and every byte goes on', (t) => {
  fc.assert(
    fc.property(fc.array(sampleRequest, { minLength: 1, maxLength: 4 }), cuts, (samples, offsets) => {
      const text = samples.map((sample) => sample.text).join('');
      const seen = readRequests(text, offsets ?? everyByte(text));
      t.deepEqual(seen.breaches, []);
      t.is(verdictOf(seen.last), 'more');
      t.is(seen.forwarded, text);
      t.deepEqual(
        seen.messages.map(({ raw, body, trailers, ended, head }) => ({
          raw,
          body,
          trailers,
          ended,
          method: head.method,
        })),
        samples.map(({ text, headLength, body, trailers, method }) => ({
          raw: text.slice(0, headLength),
          body,
          trailers,
          ended: true,
          method,
        })),
      );
    }),
    { numRuns: 300 },
  );
});

test('arbitrary bytes never throw, stay in bounds, and come back whole', (t) => {
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc.constantFrom(
      '\r\n',
      '\n',
      '\r',
      ' ',
      ':',
      '0',
      '5\r\n',
      'GET / HTTP/1.1\r\n',
      'Host: a\r\n',
      'x: y\r\n',
      '\r\n\r\n',
    ),
    fc.constantFrom('Transfer-Encoding: chunked\r\n', 'Content-Length: 3\r\n', 'POST /a HTTP/1.1\r\nHost: b\r\n'),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), cuts, (list, offsets) => {
      const text = list.join('');
      const seen = readRequests(text, offsets ?? everyByte(text), { maxHeadBytes: 200, maxTrailerBytes: 50 });
      t.deepEqual(seen.breaches, []);
      // After `bad`, later chunks were not pushed: what was pushed is what went on and what came back.
      t.true(text.startsWith(seen.forwarded + seen.rest));
      if (seen.last.kind === 'more') t.is(seen.forwarded + seen.rest, text);
    }),
    { numRuns: 400 },
  );
});

test('any cutting of arbitrary bytes gives the same verdict', (t) => {
  const pieces = fc.constantFrom(
    '\r\n',
    '\n',
    ' ',
    'GET / HTTP/1.1\r\n',
    'Host: a\r\n',
    'x : y\r\n',
    'Content-Length: 2\r\n',
    'ab',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 10 }), cuts, (list, offsets) => {
      const text = `${list.join('')}\r\n\r\n`;
      const whole = readRequests(text);
      const parts = readRequests(text, offsets ?? everyByte(text));
      t.is(verdictOf(parts.last), verdictOf(whole.last));
      t.is(parts.messages.length, whole.messages.length);
    }),
    { numRuns: 300 },
  );
});

test('a view of the chunk is handed out where a head lies in it, a copy where it spans chunks', (t) => {
  const head = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n';
  const chunk = bytesOf(`${head}abc`);
  const framer = new RequestFramer(DEFAULT_FRAMER_LIMITS);
  framer.push(chunk);
  const event = framer.next();
  t.is(event.kind === 'head' && !event.spanned && event.raw.buffer, chunk.buffer);
  const body = framer.next();
  t.is(body.kind === 'body' && body.payload.buffer, chunk.buffer);

  const spanning = new RequestFramer(DEFAULT_FRAMER_LIMITS);
  spanning.push(chunk.subarray(0, 20));
  t.deepEqual(spanning.next(), { kind: 'more', end: 0 });
  t.is(spanning.rest().toString(), head.slice(0, 20));
  spanning.push(chunk.subarray(20));
  const joined = spanning.next();
  t.true(joined.kind === 'head' && joined.spanned && joined.raw.toString() === head && joined.end === head.length - 20);
});

test('what follows a CONNECT is given back, or read on if the tunnel is refused', (t) => {
  const connect = 'CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n';
  const framer = new RequestFramer(DEFAULT_FRAMER_LIMITS);
  framer.push(bytesOf(`${connect}\x16\x03\x01`));
  const event = framer.next();
  t.true(event.kind === 'head' && event.head.method === 'CONNECT' && event.head.target === 'a.test:443');
  t.is(framer.rest().toString('latin1'), '\x16\x03\x01');
  t.is(framer.next().kind, 'end');
  t.is(framer.rest().toString('latin1'), '\x16\x03\x01');

  const refused = readRequests(`${connect}GET / HTTP/1.1\r\nHost: a\r\n\r\n`);
  t.deepEqual(
    refused.messages.map(({ head }) => head.method),
    ['CONNECT', 'GET'],
  );
});

test('a push out of turn is a bug and throws', (t) => {
  const framer = new RequestFramer(DEFAULT_FRAMER_LIMITS);
  framer.push(bytesOf('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
  t.throws(() => framer.push(bytesOf('x')));
});

test('a final event stays, and what was held comes back for whoever forwards raw', (t) => {
  const framer = new RequestFramer(DEFAULT_FRAMER_LIMITS);
  const seen = drive(framer, [bytesOf('GET / HTTP/1.1\r\nHo'), bytesOf('st: a\r\nb d: c\r\n\r\nmore')]);
  t.is(verdictOf(seen.last), 'bad_request: whitespace in a field name or before its colon');
  t.is(framer.next(), seen.last);
  t.is(seen.last.end, 0);
  t.is(seen.rest, 'GET / HTTP/1.1\r\nHost: a\r\nb d: c\r\n\r\nmore');
});
