import test from 'ava';
import { DEFAULT_FRAMER_LIMITS } from '../../../src/wire/http1/framer-limits.ts';
import { RequestFramer } from '../../../src/wire/http1/request-framer.ts';
import { ResponseFramer } from '../../../src/wire/http1/response-framer.ts';
import { bytesOf, readRequests } from '../../support/http1-drive.ts';

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

test('before a push there is nothing to say', (t) => {
  const framer = new RequestFramer(DEFAULT_FRAMER_LIMITS);
  t.deepEqual(framer.next(), { kind: 'more', end: 0 });
  t.is(framer.rest().length, 0);
  framer.push(Buffer.alloc(0));
  t.deepEqual(framer.next(), { kind: 'more', end: 0 });
});

test('any number of requests come out of one chunk', (t) => {
  const seen = readRequests(GET.repeat(2_000));
  t.is(seen.messages.length, 2_000);
  t.true(seen.messages.every(({ ended }) => ended));
});

test('more is said again until the next push, and takes nothing twice', (t) => {
  const framer = new RequestFramer(DEFAULT_FRAMER_LIMITS);
  framer.push(bytesOf(`${GET}GET /`));
  t.is(framer.next().kind, 'head');
  t.is(framer.next().kind, 'end');
  const more = { kind: 'more', end: GET.length } as const;
  t.deepEqual(framer.next(), more);
  t.deepEqual(framer.next(), more);
  t.is(framer.rest().toString(), 'GET /');
  framer.push(bytesOf(GET.slice('GET /'.length)));
  const head = framer.next();
  t.is(head.kind === 'head' && head.raw.toString(), GET);
});

const HEAD = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n`;

for (const [what, text, owes] of [
  ['a part of a head', HEAD, false],
  ['a head with a body of some length', `${HEAD}Content-Length: 3\r\n\r\n`, true],
  ['a part of such a body', `${HEAD}Content-Length: 3\r\n\r\nab`, true],
  ['all of it', `${HEAD}Content-Length: 3\r\n\r\nabc`, false],
  ['a head without a body', `${HEAD}Content-Length: 0\r\n\r\n`, false],
  ['an interim head', 'HTTP/1.1 100 Continue\r\n\r\n', false],
  ['a head before chunks', CHUNKED, true],
  ['a chunk size', `${CHUNKED}3\r\n`, true],
  ['a chunk without its end', `${CHUNKED}3\r\nabc\r`, true],
  ['an event of a stream', `${CHUNKED}3\r\nabc\r\n`, false],
  ['the last chunk without the end of the trailers', `${CHUNKED}0\r\n`, true],
  ['all chunks', `${CHUNKED}0\r\n\r\n`, false],
  ['a head before a body that only the end ends', `${HEAD}\r\n`, true],
  ['a part of such a body', `${HEAD}\r\nabc`, false],
] as const) {
  test(`${what} ${owes ? 'is' : 'is not'} worth waiting with: ${JSON.stringify(text.slice(15))}`, (t) => {
    const framer = new ResponseFramer(DEFAULT_FRAMER_LIMITS);
    framer.expect('GET');
    framer.push(bytesOf(text));
    while (framer.next().kind !== 'more');
    t.is(framer.owesBytes, owes);
  });
}
