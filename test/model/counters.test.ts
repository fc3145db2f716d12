import test from 'ava';
import { addUp, count, newCounters } from '../../src/model/counters.ts';

test('counting starts at zero and goes on by one', (t) => {
  const counters = newCounters();
  count(counters.skipped, 'http2_framing');
  count(counters.skipped, 'http2_framing');
  count(counters.failures, 'dns_failed');
  t.deepEqual(counters.skipped, { http2_framing: 2 });
  t.deepEqual(counters.failures, { dns_failed: 1 });
});

test('two sets of counters never share a table', (t) => {
  const one = newCounters();
  count(one.skipped, 'queue_full');
  t.deepEqual(newCounters().skipped, {});
});

test('the sum holds every number and every reason of all handlers', (t) => {
  const one = {
    ...newCounters(),
    connections: 3,
    open: 1,
    requests: 5,
    bytes: 100,
    windows: 2,
    skipped: { http2_framing: 1 },
  };
  const two = {
    ...newCounters(),
    connections: 4,
    requests: 7,
    bytes: 11,
    skipped: { http2_framing: 2, queue_full: 1 },
  };
  count(two.failures, 'connect_failed');
  t.deepEqual(addUp([one, two]), {
    connections: 7,
    open: 1,
    requests: 12,
    bytes: 111,
    windows: 2,
    skipped: { http2_framing: 3, queue_full: 1 },
    failures: { connect_failed: 1 },
  });
});

test('the sum of none is all zero', (t) => {
  t.deepEqual(addUp([]), newCounters());
});
