import test from 'ava';
import type { Finding } from '../../src/model/finding.ts';
import type { TextStream } from '../../src/model/ports.ts';
import type { Placing } from '../../src/service/inspected-text.ts';
import { joinedTexts } from '../../src/service/joined-texts.ts';
import type { Reading } from '../../src/service/reading.ts';
import { FLOW, startInspection } from '../support/inspection-fixture.ts';

const subject = { flow: FLOW, direction: 'inbound', part: 'response.body' } as const;

function finding(offset: number, length: number): Finding {
  const rest = {
    rule: 'a',
    type: 'EXFIL',
    location: 'response.body',
    snippet: '',
    fingerprint: '',
    severity: 'high',
    matchLength: 1,
  } as const;
  return { ...rest, offset, length, path: 'json' };
}

test('a finding is placed in the event in which it begins, unless one event holds all of it', (t) => {
  const placings: Placing[] = [];
  const texts: string[] = [];
  const { inspection } = startInspection();
  const reading: Reading = {
    openText: (_subject, placing): TextStream => {
      placings.push(placing);
      return { write: (bytes) => void texts.push(Buffer.from(bytes).toString()), end: () => void texts.push('end') };
    },
    skip: () => undefined,
    decoding: inspection.decoding,
    memory: inspection.memory,
  };
  const joined = joinedTexts(reading, subject, 'gzip>sse').open('delta.text');
  joined.write(Buffer.from('abcd'), 100);
  joined.write(Buffer.from('efgh'), 200);
  joined.end();
  t.deepEqual(texts, ['abcd', 'efgh', 'end']);
  t.is(placings[0]?.(finding(0, 4)), undefined);
  t.is(placings[0]?.(finding(4, 4)), undefined);
  t.like(placings[0]?.(finding(2, 4)), { offset: 100, path: 'gzip>sse>delta>json', field: 'delta.text' });
});

test('what is not joined is counted', (t) => {
  const { inspection, counters } = startInspection();
  joinedTexts(inspection, subject, '').skip('texts_capped');
  t.deepEqual(counters.skipped, { texts_capped: 1 });
});
