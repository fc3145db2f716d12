import test from 'ava';
import * as fc from 'fast-check';
import { formatTimestamp, threatLine } from '../../src/report/threat-line.ts';
import { fakeDetection } from '../support/fake-detection.ts';

test('the eight fields of the specification come first, in its order', (t) => {
  const line = threatLine(fakeDetection('api.example.test', 1_771_508_519_587.248), 'abcdefabcdefabcd');
  t.deepEqual(Object.keys(line), [
    'direction',
    'protocol',
    'threat_type',
    'pattern',
    'snippet',
    'source',
    'dest',
    'timestamp',
    'id',
    'severity',
    'location',
    'fingerprint',
    'length',
    'offset',
  ]);
  t.is(line.dest, 'api.example.test:443');
  t.is(line.id, 'abcdefabcdefabcd');
  t.is(line.timestamp, '2026-02-19T13:41:59.587248+00:00');
});

test('says what was undone, in which field and on which stream, where there is something to say', (t) => {
  const { flow, finding, ...rest } = fakeDetection('api.example.test', 0);
  const detection = {
    ...rest,
    flow: { ...flow, stream: 5 },
    finding: { ...finding, offset: 40, path: 'gzip>json', field: 'messages[0].content' },
  };
  t.like(threatLine(detection, 'abcdefabcdefabcd'), {
    offset: 40,
    decoded: 'gzip>json',
    field: 'messages[0].content',
    stream: 5,
  });
});

test('a whole millisecond has zero microseconds', (t) => {
  t.is(formatTimestamp(0), '1970-01-01T00:00:00.000000+00:00');
});

test('timestamps have one shape, never run ahead, and sort like their times', (t) => {
  const epochMs = fc.double({ min: 0, max: 4e12, noNaN: true });
  fc.assert(
    fc.property(epochMs, epochMs, (a, b) => {
      const [one, other] = [formatTimestamp(a), formatTimestamp(b)];
      return (
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/.test(one) &&
        Date.parse(one) <= a + 0.001 &&
        (Math.abs(a - b) < 0.01 || one < other === a < b)
      );
    }),
    { numRuns: 300 },
  );
  t.pass();
});
