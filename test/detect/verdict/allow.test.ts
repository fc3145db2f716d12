import test from 'ava';
import { type AllowEntry, AllowList } from '../../../src/detect/verdict/allow.ts';
import { fakeDetection } from '../../support/fake-detection.ts';

const NOON = Date.parse('2026-03-31T12:00:00Z');
const RULES = ['aws_access_key', 'ai_api_key'];
const fake = fakeDetection('build.internal', NOON);
const detection = { ...fake, request: { method: 'POST', path: '/logs/42' } };

function silences(entry: Omit<AllowEntry, 'reason'>): boolean {
  return new AllowList([{ ...entry, reason: 'because' }], RULES).silences(detection);
}

test('every field may fit or not', (t) => {
  const pairs: readonly (readonly [Omit<AllowEntry, 'reason'>, Omit<AllowEntry, 'reason'>])[] = [
    [{ rule: 'aws_access_key' }, { rule: 'ai_api_key' }],
    [{ rule: 'aws_*' }, { rule: 'ai_*' }],
    [{ host: '*.internal' }, { host: '*.example' }],
    [{ host: 'BUILD.internal' }, { host: 'internal' }],
    [{ host: 'build.internal:443' }, { host: 'build.internal:80' }],
    [{ path: '/logs/*' }, { path: '/logs' }],
    [{ path: '/logs/??' }, { path: '/LOGS/*' }],
    [{ location: 'request.*' }, { location: 'response.*' }],
    [{ fingerprint: '0123456789ABCDEF' }, { fingerprint: '0123456789abcde0' }],
  ];
  for (const [fits, doesNot] of pairs) {
    t.true(silences(fits), JSON.stringify(fits));
    t.false(silences(doesNot), JSON.stringify(doesNot));
    t.false(silences({ ...fits, rule: 'ai_api_key' }), 'all the fields that are given must fit');
  }
});

test('what has no path fits no path', (t) => {
  t.false(new AllowList([{ path: '*', reason: 'because' }], RULES).silences(fake));
});

test('a path that climbs fits no path: it may lead elsewhere', (t) => {
  const climbing = { ...detection, request: { ...detection.request, climbs: true as const } };
  t.false(new AllowList([{ path: '/logs/*', reason: 'because' }], RULES).silences(climbing));
  t.true(new AllowList([{ rule: '*', reason: 'because' }], RULES).silences(climbing));
});

test('a day counts to its end, a moment to itself', (t) => {
  for (const [until, counts] of [
    ['2026-03-31', true],
    ['2026-03-30', false],
    ['2026-03-31T12:01Z', true],
    ['2026-03-31T12:00:00Z', false],
  ] as const) {
    t.is(silences({ rule: '*', until }), counts, until);
  }
});

test('each entry counts what it silences, the first that fits alone', (t) => {
  const list = new AllowList(
    [
      { rule: 'aws_access_key', reason: 'a' },
      { host: '*', reason: 'b' },
      { rule: 'gone', reason: 'c' },
      { reason: 'd' },
      { host: '*', path: '/x', until: '2026-03-30', reason: 'e' },
    ],
    RULES,
  );
  t.true(list.silences(detection));
  t.true(list.silences(detection));
  t.true(list.silences({ ...detection, finding: { ...detection.finding, rule: 'ai_api_key' } }));
  t.is(list.total, 3);
  t.deepEqual(list.usesAt(NOON), [
    { entry: 'rule=aws_access_key', reason: 'a', matched: 2 },
    { entry: 'host=*', reason: 'b', matched: 1 },
    { entry: 'rule=gone', reason: 'c', matched: 0, problem: 'there is no rule "gone"' },
    { entry: '', reason: 'd', matched: 0, problem: 'it names none of rule, host, path, location, fingerprint' },
    { entry: 'host=* path=/x until=2026-03-30', reason: 'e', matched: 0, problem: 'it ended with 2026-03-30' },
  ]);
});

test('an entry that names nothing silences nothing', (t) => {
  t.false(silences({}));
  t.false(silences({ until: '2027-01-01' }));
});
