import { Dedup } from '../../src/detect/dedup.ts';
import { Judge, type JudgeSettings } from '../../src/detect/verdict/judge.ts';
import type { Detection } from '../../src/model/finding.ts';
import type { Threat } from '../../src/model/threat.ts';
import { ThreatDesk } from '../../src/service/threat-desk.ts';
import { fakeDetection } from '../support/fake-detection.ts';
import test from 'ava';

const NOTHING: JudgeSettings = { allow: [], knownProviders: [], expectedCredentials: 'log', ruleIds: ['ai_api_key'] };

function openDesk(settings: Partial<JudgeSettings> = {}, hide?: (text: string) => string) {
  const written: Threat[] = [];
  const said: string[] = [];
  const desk = new ThreatDesk(
    new Dedup(1000, 10),
    { append: (threat) => void written.push(threat) },
    (level, message, fields) => void said.push(`${level} ${message} ${JSON.stringify(fields)}`),
    new Judge({ ...NOTHING, ...settings }),
    hide,
  );
  return { desk, written, said };
}

/** A key that logs in at its provider, at `at`. */
function login(at: number): Detection {
  const detection = fakeDetection('api.anthropic.com', at);
  const { finding } = detection;
  const own = { rule: 'ai_api_key', prefix: 'sk-ant-api03-', location: 'request.header.x-api-key' };
  return { ...detection, finding: { ...finding, ...own } };
}

/** The same key in a body. */
function leak(at: number): Detection {
  const detection = login(at);
  return { ...detection, finding: { ...detection.finding, location: 'request.body' } };
}

test('writes what is seen first, counts repetitions, mirrors each line in the log', (t) => {
  const { desk, written, said } = openDesk();
  desk.receive([fakeDetection('a.test', 0), fakeDetection('a.test', 1), fakeDetection('b.test', 2)]);
  desk.receive([fakeDetection('a.test', 1000)]);
  t.deepEqual(
    written.map((threat) => threat.dest),
    ['a.test:443', 'b.test:443', 'a.test:443'],
  );
  t.is(new Set(written.map((threat) => threat.id)).size, 3);
  t.regex(written[0]?.id ?? '', /^[0-9a-f]{16}$/);
  t.deepEqual([desk.threats, desk.suppressed, said.length], [3, 1, 3]);
  t.regex(said[0] ?? '', /^WARNING EXFIL aws_access_key outbound 127\.0\.0\.1 a\.test:443 .*critical.*request\.body/);
});

test('an expected credential is a line of no weight, and never holds back an alarm', (t) => {
  const { desk, written, said } = openDesk();
  desk.receive([login(0), login(1), leak(2), leak(3), login(4)]);
  t.deepEqual(
    written.map(({ severity, expected, location }) => [severity, expected, location]),
    [
      ['info', true, 'request.header.x-api-key'],
      ['critical', undefined, 'request.body'],
    ],
  );
  t.deepEqual(
    said.map((line) => line.slice(0, 24)),
    ['INFO expected: EXFIL ai_', 'WARNING EXFIL ai_api_key'],
  );
  t.like(desk.verdictsAt(0), { severities: { critical: 1 }, expected: 1, leftOut: 0 });
  t.is(desk.suppressed, 3);
});

test('a second key that logs in at the same provider is a line of its own', (t) => {
  const { desk, written } = openDesk();
  const other = login(1);
  desk.receive([login(0), { ...other, finding: { ...other.finding, fingerprint: 'f'.repeat(16) } }, login(2)]);
  t.deepEqual(
    written.map(({ fingerprint }) => fingerprint),
    ['0123456789abcdef', 'f'.repeat(16)],
  );
});

test('another secret of a rule of a pack is a line of its own; the same one, or of the twelve patterns, is not', (t) => {
  const { desk, written } = openDesk();
  const other = leak(1);
  const isSecret = { isSecret: true, rule: 'acme_token' } as const;
  const changed = { ...other.finding, fingerprint: 'f'.repeat(16) };
  const known = { ...leak(0), finding: { ...leak(0).finding, ...isSecret } };
  desk.receive([known, { ...other, finding: { ...changed, ...isSecret } }, known]);
  t.deepEqual(
    written.map(({ fingerprint }) => fingerprint),
    ['0123456789abcdef', 'f'.repeat(16)],
  );
  for (const rule of ['unix_sensitive', 'aws_access_key']) {
    const found = (fingerprint: string): Detection => ({
      ...other,
      finding: { ...other.finding, rule, fingerprint, ...(rule === 'aws_access_key' && { isSecret: true }) },
    });
    desk.receive([found('a'.repeat(16)), found('b'.repeat(16))]);
  }
  t.is(written.length, 4);
});

test('a documentation example does not hold back the real thing', (t) => {
  const { desk, written } = openDesk();
  const real = fakeDetection('a.test', 1);
  desk.receive([{ ...real, at: 0, finding: { ...real.finding, isExample: true, severity: 'info' } }, real]);
  t.deepEqual(
    written.map(({ severity, example }) => [severity, example]),
    [
      ['info', true],
      ['critical', undefined],
    ],
  );
});

test('expected credentials are left out, or reported, where that is wanted', (t) => {
  const dropping = openDesk({ expectedCredentials: 'drop' });
  dropping.desk.receive([login(0), leak(1)]);
  t.deepEqual(
    dropping.written.map(({ location }) => location),
    ['request.body'],
  );
  t.like(dropping.desk.verdictsAt(0), { expected: 0, leftOut: 1 });

  const reporting = openDesk({ expectedCredentials: 'report' });
  reporting.desk.receive([login(0)]);
  t.like(reporting.written[0], { severity: 'critical', location: 'request.header.x-api-key' });
  t.false('expected' in (reporting.written[0] ?? {}));
});

test('what is allowed is no line, and counted by entry', (t) => {
  const allow = [{ location: 'request.body', reason: 'a test account' }];
  const { desk, written } = openDesk({ allow });
  desk.receive([leak(0), leak(1), login(2)]);
  t.is(written.length, 1);
  t.deepEqual(desk.verdictsAt(0).allow, [{ entry: 'location=request.body', reason: 'a test account', matched: 2 }]);
  t.is(desk.verdictsAt(0).allowed, 2);
  t.is(desk.suppressed, 0);
});

test('what is to be hidden is in no field, method, path or location of a line, nor in the log', (t) => {
  const { desk, written, said } = openDesk({}, (text) => text.replaceAll('hunter2', '...'));
  const one = fakeDetection('a.test', 0);
  desk.receive([
    {
      ...one,
      request: { method: 'hunter2', path: '/a/hunter2' },
      finding: { ...one.finding, field: '["hunter2"].b', location: 'request.header.hunter2' },
    },
  ]);
  t.like(written[0], { location: 'request.header....', field: '["..."].b', method: '...', path: '/a/...' });
  t.false(said.join().includes('hunter2'));
});
