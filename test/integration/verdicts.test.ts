import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { scanWhole } from '../../src/detect/scanner.ts';
import { Spotter } from '../../src/detect/spotter.ts';
import { compileKernel } from '../../src/detect/kernel/select.ts';
import { ANCHORS, RULES } from '../../src/detect/rules/index.ts';
import { withHidden } from '../../src/detect/unfold/hidden-anchors.ts';
import { Judge } from '../../src/detect/verdict/judge.ts';
import { curl } from '../support/curl.ts';
import { startHttpOrigin } from '../support/http-origin.ts';
import { engine } from '../support/inspection-fixture.ts';
import { startLive } from '../support/live-monitor.ts';
import { until } from '../support/monitor.ts';

const newKey = (): string => `sk-ant-api03-${randomBytes(40).toString('hex')}`;

test('a login is expected; the same key in a body is a leak; what is allowed is silent', async (t) => {
  const origin = await startHttpOrigin(t, (req, res) => req.resume().on('end', () => res.end('fine')));
  const options = { known_providers: [{ rule: 'ai_api_key', header: 'x-api-key', host: 'localhost:*' }] };
  const monitor = await startLive(t, options);
  const url = `https://localhost:${origin.port}`;
  const key = newKey();
  const login = ['-H', `x-api-key: ${key}`, '-d', '{"model":"claude","max_tokens":1}', `${url}/v1/messages?beta=true`];
  for (const args of [[], ['--http1.1']]) await curl(monitor, [...args, ...login]);
  await curl(monitor, ['-d', `{"note":"my key is ${key}"}`, `${url}/paste/${key}?x`]);
  await until(() => monitor.threats().length === 2, 'two lines');
  const [expected, leak] = monitor.threats();
  t.like(expected, {
    pattern: 'ai_api_key',
    severity: 'info',
    expected: true,
    location: 'request.header.x-api-key',
    length: key.length,
    prefix: 'sk-ant-api03-',
    method: 'POST',
    path: '/v1/messages',
  });
  t.like(leak, { severity: 'critical', fingerprint: expected?.fingerprint, path: '/paste/sk-ant-api03-...' });
  t.false('expected' in (leak ?? {}));

  // For people the expected one is folded away; programs get everything.
  await until(() => monitor.status()?.threats === 2, 'the count of both');
  const status = await monitor.clawsec('status');
  t.regex(status.stdout, /1 threat logged \(1 critical\), \d+ repeats? left out\.\n1 expected credential logged\.\n/);
  const folded = '1 expected credential not shown; clawsec threats --all shows it.';
  t.true(status.stdout.includes(folded));
  t.false(status.stdout.includes('request.header.x-api-key'));
  t.is((JSON.parse((await monitor.clawsec('threats')).stdout) as object[]).length, 2);
  monitor.kill('SIGTERM');
  await monitor.exit;
  t.false(monitor.written().includes(key.slice(20)));

  // The same installation knows the secret again, and allows it by what a line says of it.
  const allow = [
    { fingerprint: expected?.fingerprint, reason: 'the key of a test account' },
    { rule: 'no_such_rule', reason: 'a slip' },
  ];
  const known_providers = [...options.known_providers, { rule: 'ai_api_kye', header: 'x-key', host: 'a.example' }];
  const again = await startLive(t, { allow, known_providers }, { logDir: monitor.logDir });
  await until(() => again.output().includes('WARNING allow: "rule=no_such_rule" silences nothing: there is no rule'));
  t.regex(again.output(), /WARNING known_providers: ".*" expects nothing: .* the nearest is "ai_api_key"/);
  await curl(again, ['-d', key, `${url}/`]);
  await curl(again, ['-d', newKey(), `${url}/`]);
  await until(() => again.threats().length === 3, 'the line of another key');
  t.not(again.threats()[2]?.fingerprint, expected?.fingerprint);
  await until(() => again.status()?.verdicts?.allowed === 1, 'the count');
  const { stdout } = await again.clawsec('status');
  t.regex(
    stdout,
    /Allowed: 1 finding\n +1 +fingerprint=[0-9a-f]{16} \(the key of a test account\)\n +0 +rule=no_such_rule \(a slip\) inert: there is no rule/,
  );
  t.true(existsSync(join(again.logDir, 'fingerprint.key')));
  t.true(readFileSync(join(again.logDir, 'clawsec.log'), 'utf8').includes('expected: EXFIL'));
});

test('documentation examples are reported, with no weight', async (t) => {
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'));
  const monitor = await startLive(t);
  await curl(monitor, [`https://localhost:${origin.port}/?AKIAIOSFODNN7EXAMPLE`]);
  await until(() => monitor.threats().length === 1);
  t.like(monitor.threats()[0], { pattern: 'aws_access_key', severity: 'info', example: true, path: '/' });
});

const spotter = new Spotter(compileKernel, withHidden(ANCHORS), RULES);
const judge = new Judge({ allow: [], knownProviders: [], expectedCredentials: 'log', ruleIds: [] });

/** What becomes of the findings in a request head on its way to `dest`, which names `host`. */
function verdicts(dest: string, fields: string, host = dest.replace(/:\d+$/, '')): string[] {
  const head = Buffer.from(`POST /v1/messages HTTP/1.1\r\nHost: ${host}\r\n${fields}\r\n\r\n`);
  const window = scanWhole(spotter, head, 'request.head');
  const findings = window === undefined ? [] : engine(window).findings;
  const flow = { protocol: 'https', source: '127.0.0.1', dest } as const;
  return findings.map((finding) => judge.judge({ flow, direction: 'outbound', finding, at: 0 }));
}

const ANTHROPIC = 'sk-ant-api03-LabKeyDoNotUse0123456789abcdefghij';
const OPENAI = 'sk-proj-Zt4vQm8Lr2Xc7Nb1Kw9Hd3Jf6Gs5Pa0YeUiOo';
const SIGNATURE = 'AWS4-HMAC-SHA256 Credential=AKIAQWERTYUIOPASDFGH/20260101/us-east-1/bedrock/aws4_request';

for (const [dest, fields, expected] of [
  ['api.anthropic.com:443', `x-api-key: ${ANTHROPIC}`, 'expected'],
  ['api.anthropic.com:443', `X-Api-Key:${ANTHROPIC}`, 'expected'],
  ['api.anthropic.com:443', `Authorization: Bearer ${ANTHROPIC}`, 'expected'],
  ['api.openai.com:443', `Authorization: Bearer ${OPENAI}`, 'expected'],
  ['bedrock-runtime.eu-west-1.amazonaws.com:443', `Authorization: ${SIGNATURE}`, 'expected'],
  ['api.anthropic.com:443', `Authorization: Basic ${Buffer.from(`user:${ANTHROPIC}`).toString('base64')}`, 'expected'],
  ['api.anthropic.com.evil.test:443', `x-api-key: ${ANTHROPIC}`, 'alarm'],
  ['api.anthropic.com:444', `x-api-key: ${ANTHROPIC}`, 'alarm'],
  ['api.openai.com:443', `Authorization: Bearer ${ANTHROPIC}`, 'alarm'],
  ['api.anthropic.com:443', `x-api-key: ${OPENAI}`, 'alarm'],
  ['api.anthropic.com:443', `X-Note: x-api-key: ${ANTHROPIC}`, 'alarm'],
  ['api.anthropic.com:443', `x-api-key: ${Buffer.from(ANTHROPIC).toString('base64')}`, 'alarm'],
] as const) {
  test(`a head for ${dest} with ${fields.slice(0, 32)}… is ${expected}`, (t) => {
    t.deepEqual(verdicts(dest, fields), [expected]);
  });
}

test('a head that names another host than its tunnel is an alarm', (t) => {
  t.deepEqual(verdicts('api.anthropic.com:443', `x-api-key: ${ANTHROPIC}`, 'evil.test'), ['alarm']);
  t.deepEqual(verdicts('evil.test:443', `x-api-key: ${ANTHROPIC}`, 'api.anthropic.com'), ['alarm']);
});

for (const version of ['--http1.1', '--http2']) {
  test(`so it is in a tunnel of a client that offers ${version.slice(2)}`, async (t) => {
    const origin = await startHttpOrigin(t, (req, res) => req.resume().on('end', () => res.end('fine')));
    const monitor = await startLive(t, {
      known_providers: [{ rule: 'ai_api_key', header: 'x-api-key', host: 'localhost:*' }],
    });
    const login = [version, '-H', `x-api-key: ${newKey()}`, `https://localhost:${origin.port}/`];
    await curl(monitor, login);
    await until(() => monitor.threats().length === 1, 'a login');
    await curl(monitor, ['-H', 'Host: evil.test', ...login]);
    await until(() => monitor.threats().length === 2, 'an alarm');
    t.deepEqual(
      monitor.threats().map(({ expected }) => expected),
      [true, undefined],
    );
  });
}
