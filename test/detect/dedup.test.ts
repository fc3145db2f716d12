import test from 'ava';
import * as fc from 'fast-check';
import { Dedup } from '../../src/detect/dedup.ts';

const KEY = ['ai_api_key', 'a.test:443', 'outbound'] as const;

test('the window starts with what was let through and does not slide', (t) => {
  const dedup = new Dedup(60_000, 10);
  const at = (nowMs: number): boolean => dedup.firstSeen(...KEY, nowMs);
  t.deepEqual([0, 1, 30_000, 59_999, 60_000, 60_001, 119_999, 120_000].map(at), [
    true,
    false,
    false,
    false,
    true,
    false,
    false,
    true,
  ]);
  t.is(dedup.suppressed, 5);
});

test('pattern, dest and direction each tell apart', (t) => {
  const dedup = new Dedup(60_000, 10);
  t.true(dedup.firstSeen('p', 'd', 'outbound', 0));
  t.true(dedup.firstSeen('q', 'd', 'outbound', 0));
  t.true(dedup.firstSeen('p', 'e', 'outbound', 0));
  t.true(dedup.firstSeen('p', 'd', 'inbound', 0));
  t.true(dedup.firstSeen('p,d', '', 'outbound', 0));
  t.false(dedup.firstSeen('p', 'd', 'outbound', 0));
});

test('a window of 0 suppresses nothing', (t) => {
  const dedup = new Dedup(0, 10);
  t.true(dedup.firstSeen(...KEY, 5));
  t.true(dedup.firstSeen(...KEY, 5));
  t.is(dedup.suppressed, 0);
});

test('the one let through longest ago is forgotten first', (t) => {
  const dedup = new Dedup(60_000, 2);
  t.true(dedup.firstSeen('a', 'd', 'outbound', 0));
  t.true(dedup.firstSeen('b', 'd', 'outbound', 1));
  t.true(dedup.firstSeen('c', 'd', 'outbound', 2));
  t.false(dedup.firstSeen('b', 'd', 'outbound', 3));
  t.false(dedup.firstSeen('c', 'd', 'outbound', 3));
  t.true(dedup.firstSeen('a', 'd', 'outbound', 3));
});

test('a clock that is set back silences nothing for longer than a window', (t) => {
  const dedup = new Dedup(60_000, 10);
  t.true(dedup.firstSeen(...KEY, 1_000_000));
  t.false(dedup.firstSeen(...KEY, 990_000));
  t.true(dedup.firstSeen(...KEY, 100_000));
  t.false(dedup.firstSeen(...KEY, 100_001));
});

test('what was let through lies at least a window apart, whatever came', (t) => {
  const occurrences = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(30)), { maxLength: 60 });
  fc.assert(
    fc.property(occurrences, (all) => {
      const dedup = new Dedup(50, 100);
      const last = new Map<string, number>();
      let now = 0;
      let held = 0;
      for (const [pattern, pause] of all) {
        now += pause;
        const since = last.get(pattern);
        const expected = since === undefined || now - since >= 50;
        t.is(dedup.firstSeen(pattern, 'd', 'outbound', now), expected);
        if (expected) last.set(pattern, now);
        else held += 1;
      }
      t.is(dedup.suppressed, held);
    }),
    { numRuns: 200 },
  );
});

test('what is judged differently does not hold back each other', (t) => {
  const dedup = new Dedup(60_000, 10);
  t.true(dedup.firstSeen(...KEY, 0, { grade: 'expected' }));
  t.true(dedup.firstSeen(...KEY, 1));
  t.false(dedup.firstSeen(...KEY, 2, { grade: 'expected' }));
  t.false(dedup.firstSeen(...KEY, 3));
});

test('another secret is another threat, up to 64 of them in a window', (t) => {
  const dedup = new Dedup(60_000, 1000);
  const seen = (n: number, nowMs: number): boolean => dedup.firstSeen(...KEY, nowMs, { secret: `secret ${n}` });
  for (let n = 0; n < 64; n += 1) t.true(seen(n, n), String(n));
  t.false(seen(0, 70));
  t.false(seen(64, 71));
  t.true(dedup.firstSeen('aws_access_key', 'a.test:443', 'outbound', 72, { secret: 'secret 64' }));
  t.true(dedup.firstSeen(...KEY, 73, { grade: 'expected', secret: 'secret 64' }));
  t.is(dedup.suppressed, 2);
  // The first of them has run out, and makes room for one.
  t.true(seen(64, 60_000));
  t.false(seen(65, 60_000));
  t.true(seen(0, 60_001));
});

test('however many are forgotten, each secret has its room again', (t) => {
  const dedup = new Dedup(60_000, 3);
  for (let n = 0; n < 500; n += 1) t.true(dedup.firstSeen(...KEY, n, { secret: String(n) }));
});
