import test from 'ava';
import { DEFAULT_HTTP2_LIMITS } from '../../../src/wire/http2/http2-limits.ts';
import { OpenStreams } from '../../../src/wire/http2/open-streams.ts';
import { Http2Seen } from '../../support/http2-seen.ts';

function streams(limits = {}): { open: OpenStreams; seen: Http2Seen } {
  const seen = new Http2Seen();
  return { seen, open: new OpenStreams(seen, { ...DEFAULT_HTTP2_LIMITS, ...limits }) };
}

test('a stream is idle, then open until both sides have ended, and never again', (t) => {
  const { open, seen } = streams();
  t.true(open.isIdle(5));
  const state = open.open(5);
  if (state === undefined) throw new Error('not opened');
  t.false(open.isIdle(5));
  t.false(open.isIdle(3));
  t.true(open.isIdle(7));
  t.true(open.isIdle(2));
  t.is(open.find(5), state);
  open.end(5, state, 'client');
  t.is(open.size, 1);
  open.end(5, state, 'server');
  t.is(open.size, 0);
  t.is(open.find(5), undefined);
  t.false(open.isIdle(5));
  open.close(5);
  t.deepEqual(seen.lines, ['5 client end', '5 server end', '5 close']);
});

test('beyond the number that is read at once a stream is passed over; promises count apart', (t) => {
  const { open, seen } = streams({ maxOpenStreams: 2, maxPromisedStreams: 1 });
  for (const stream of [2, 4, 1, 3, 5]) open.open(stream);
  t.deepEqual(seen.lines, ['4 unread', '5 unread']);
  t.is(open.size, 3);
  t.false(open.isIdle(5));
  t.is(open.find(5), undefined);
  open.close(5);
  open.close(3);
  open.close(2);
  t.not(open.open(6), undefined);
  t.not(open.open(7), undefined);
  t.is(open.open(9), undefined);
  t.deepEqual(seen.lines.slice(2), ['3 close', '2 close', '9 unread']);
});

test('a farewell closes what the other side opened above', (t) => {
  const { open, seen } = streams();
  for (const stream of [1, 3, 5, 2, 4]) open.open(stream);
  open.closeAbove(3, 'server');
  open.closeAbove(2, 'client');
  t.deepEqual(seen.lines, ['5 close', '4 close']);
});

test('the end of a side closes what it has not ended', (t) => {
  const { open, seen } = streams();
  for (const stream of [1, 3]) open.open(stream);
  const state = open.find(3);
  if (state !== undefined) open.end(3, state, 'client');
  open.closeUnended('client');
  t.is(open.size, 1);
  open.closeUnended('server');
  t.is(open.size, 0);
  t.deepEqual(seen.lines, ['3 client end', '1 close', '3 close']);
});

test('streams can be forgotten without a word', (t) => {
  const { open, seen } = streams({ maxOpenStreams: 1, maxPromisedStreams: 1 });
  open.open(1);
  open.open(2);
  open.clear();
  t.is(open.size, 0);
  t.not(open.open(3), undefined);
  t.not(open.open(4), undefined);
  t.deepEqual(seen.lines, []);
});
