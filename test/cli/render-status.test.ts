import test from 'ava';
import { type MonitorView, renderStatus, type StatusContext } from '../../src/cli/render-status.ts';
import { newCounters } from '../../src/model/counters.ts';
import type { MonitorStatus } from '../../src/report/status-file.ts';
import { recordingTerminal } from '../support/recording-terminal.ts';
import { exampleThreat } from '../support/threat-lines.ts';

const terminal = recordingTerminal();
const STARTED = '2026-02-19T13:00:00.000Z';

function running(changed: Partial<MonitorStatus> = {}): MonitorView {
  const status: MonitorStatus = {
    state: 'running',
    pid: 4711,
    version: '3.0.0',
    startedAt: STARTED,
    updatedAt: STARTED,
    listening: ['127.0.0.1:8888'],
    gateway: '127.0.0.1:18790',
    mitm: true,
    handlers: 1,
    respawns: 0,
    threats: 7,
    suppressed: 3,
    waiting: 0,
    dropped: 0,
    counters: { ...newCounters(), connections: 12, open: 3, requests: 120, bytes: 1_234_567, windows: 9 },
    ...changed,
  };
  return { kind: 'running', pid: status.pid, status };
}

function render(view: MonitorView, changed: Partial<StatusContext> = {}): string {
  const context = { logDir: '/tmp/clawsec', threats: [], folded: 0, now: Date.parse(STARTED) + 7_500_000, ...changed };
  return renderStatus(view, context, terminal);
}

test('a running monitor', (t) => {
  t.is(
    render(running(), { threats: [exampleThreat()] }),
    `clawsec 3.0.0 is running: PID 4711, since 2026-02-19T13:00:00.000Z (2 h 5 min)
  listening    127.0.0.1:8888
  gateway      127.0.0.1:18790
  MITM         ON
  log folder   /tmp/clawsec
  handlers     1

  connections  12 (3 open)
  requests     120
  relayed      1.2 MB
  scanned      9 windows

7 threats logged, 3 repeats left out.
Last threat (UTC):
  2026-02-19 13:41:59  EXFIL ai_api_key  01234567
    outbound https api.anthropic.com:443  request.header.authorization
    Authorization: Bearer sk-ant-api01-...

What they mean and what to do: clawsec threats --explain
`,
  );
});

test('where a threat stands is said as far as it is known', (t) => {
  const hidden = { ...exampleThreat(), location: 'response.body', decoded: 'gzip>json', field: 'delta.text' };
  t.true(render(running(), { threats: [hidden] }).includes(':443  response.body delta.text (gzip>json)\n    Auth'));
});

test('what passed unread has its sentence, the most frequent first', (t) => {
  const skipped = { http2_framing: 2, content_encoding: 31, queue_full: 0 };
  const text = render(running({ counters: { ...newCounters(), skipped } }));
  t.true(
    text.includes(
      'Passed unread:\n  31  bodies in a content coding that is not known (content_encoding)\n   2  HTTP/2 connections that',
    ),
  );
  t.false(text.includes('queue_full'));
});

test('failures have theirs, those of another version too', (t) => {
  const counters = { ...newCounters(), failures: { dns_failed: 4, of_the_future: 1 } };
  const text = render(running({ counters }));
  t.true(
    text.includes(
      'Failures:\n  4  The host name could not be resolved. (dns_failed)\n  1  Another failure. (of_the_future)\n',
    ),
  );
});

test('trouble is said', (t) => {
  const text = render(running({ state: 'draining', mitm: false, respawns: 2, waiting: 5, dropped: 6 }));
  t.regex(text, /is stopping: PID 4711/);
  t.regex(text, /MITM +OFF: HTTPS passes unread/);
  t.regex(text, /handlers +1, 2 started again after a crash/);
  t.regex(text, /Waiting for the disk: 5 threat lines\./);
  t.regex(text, /Lost: 6 threat lines\./);
});

test('a starting and a stopped monitor', (t) => {
  t.true(render({ kind: 'starting', pid: 5 }).startsWith('clawsec is starting: PID 5\n'));
  t.is(render({ kind: 'stopped' }), 'clawsec is stopped\n  log folder   /tmp/clawsec\n\nNo threats to show.\n');
  t.regex(render({ kind: 'stopped', lostPid: 6 }), /is stopped; the last one \(PID 6\) ended without tidying up\n/);
});

test('nothing out of traffic steers the terminal', (t) => {
  const threat = exampleThreat({
    snippet: '\u001B]0;owned\u0007\r\nfake line',
    dest: 'a\u202Eb:443',
    pattern: '\u009B2J',
  });
  const text = render({ kind: 'stopped' }, { threats: [threat, threat] });
  t.notRegex(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
  t.is(text.split('\n').length, 13);
  t.regex(text, /^Last 2 threats, most recent first \(UTC\):$/m);
});

test('amounts and durations of every size', (t) => {
  for (const [bytes, shown] of [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [5e9, '5.0 GB'],
    [1e21, '1000000.0 PB'],
  ] as const) {
    t.true(render(running({ counters: { ...newCounters(), bytes } })).includes(`relayed      ${shown}\n`));
  }
  for (const [ms, shown] of [
    [-5, '0 s'],
    [61_000, '1 min 1 s'],
    [90_000_000, '1 d 1 h'],
  ] as const) {
    t.true(render(running(), { now: Date.parse(STARTED) + ms }).includes(`(${shown})`));
  }
  t.true(render(running({ startedAt: 'nonsense' })).includes('(unknown)'));
});

test('what was made of what was found: by severity, expected, allowed', (t) => {
  const verdicts = {
    severities: { critical: 1, info: 2 },
    expected: 4,
    leftOut: 0,
    allowed: 12,
    allow: [
      { entry: 'rule=a host=*.b', reason: 'build logs', matched: 12 },
      { entry: 'rule=c', reason: 'an old one', matched: 0 },
      { entry: 'rule=d', reason: 'a slip', matched: 0, problem: 'there is no rule "d"' },
    ],
  };
  const text = render(running({ verdicts }));
  t.true(text.includes('3 threats logged (1 critical, 2 info), 3 repeats left out.\n4 expected credentials logged.\n'));
  t.true(
    text.includes(`Allowed: 12 findings
  12  rule=a host=*.b (build logs)
   0  rule=c (an old one) inert: has matched nothing yet
   0  rule=d (a slip) inert: there is no rule "d"
`),
  );
  const dropping = render(running({ verdicts: { ...verdicts, expected: 0, leftOut: 1, allow: [] } }));
  t.true(
    dropping.includes('7 threats logged (1 critical, 2 info), 3 repeats left out.\n1 expected credential left out.\n'),
  );
  t.false(dropping.includes('Allowed'));
});
