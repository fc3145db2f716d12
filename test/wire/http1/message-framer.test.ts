import test from 'ava';
import { DEFAULT_FRAMER_LIMITS } from '../../../src/wire/http1/framer-limits.ts';
import { RequestFramer } from '../../../src/wire/http1/request-framer.ts';
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
