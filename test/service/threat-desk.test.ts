import { Dedup } from '../../src/detect/dedup.ts';
import type { Threat } from '../../src/model/threat.ts';
import { ThreatDesk } from '../../src/service/threat-desk.ts';
import { fakeDetection } from '../support/fake-detection.ts';
import test from 'ava';

test('writes what is seen first, counts repetitions, mirrors each line in the log', (t) => {
  const written: Threat[] = [];
  const said: string[] = [];
  const desk = new ThreatDesk(
    new Dedup(1000, 10),
    { append: (threat) => void written.push(threat) },
    (level, message, fields) => void said.push(`${level} ${message} ${JSON.stringify(fields)}`),
  );
  desk.receive([fakeDetection('a.test', 0), fakeDetection('a.test', 1), fakeDetection('b.test', 2)]);
  desk.receive([fakeDetection('a.test', 1000)]);
  t.deepEqual(
    written.map((threat) => threat.dest),
    ['a.test:443', 'b.test:443', 'a.test:443'],
  );
  t.is(new Set(written.map((threat) => threat.id)).size, 3);
  t.regex(written[0]?.id ?? '', /^[0-9a-f]{16}$/);
  t.deepEqual([desk.threats, desk.suppressed, said.length], [3, 1, 3]);
  t.regex(said[0] ?? '', /^WARNING EXFIL aws_access_key outbound 127\.0\.0\.1 a\.test:443 .*request\.body/);
});
