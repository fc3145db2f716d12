import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Threat } from '../../src/model/threat.ts';
import { THREATS_FILE } from '../../src/report/jsonl.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { recordingTerminal } from '../support/recording-terminal.ts';
import { runClawsec } from '../support/run-clawsec.ts';
import { tempDir } from '../support/temp-dir.ts';
import { exampleThreat } from '../support/threat-lines.ts';

const threats = Array.from({ length: 30 }, (_, n) => exampleThreat({ id: n.toString(16).padStart(16, '0') }));
const log = threats.map((threat) => `${JSON.stringify(threat)}\n`).join('');
const recent = threats.toReversed();

test('the last ten, most recent first, or as many as asked', async (t) => {
  const logDir = tempDir(t);
  writeFileSync(join(logDir, THREATS_FILE), log);
  for (const [args, wanted] of [
    [[], 10],
    [['--limit', '3'], 3],
    [['--limit=50'], 30],
  ] as const) {
    const { code, stdout, stderr } = await runClawsec(['threats', ...args], { CLAWSEC_LOG_DIR: logDir });
    t.is(code, 0);
    t.is(stderr, '');
    t.deepEqual(JSON.parse(stdout), recent.slice(0, wanted));
  }
});

test('no log, an empty one, nothing but rubbish: an empty array', async (t) => {
  const logDir = tempDir(t);
  const env = { CLAWSEC_LOG_DIR: logDir };
  t.deepEqual(await runClawsec(['threats'], env), { code: 0, stdout: '[]\n', stderr: '' });
  for (const content of ['', '\n\n\n', 'rubbish\n{"a":\n[]\nnull\n42\n', '\u0000\u00ff{"direction"']) {
    writeFileSync(join(logDir, THREATS_FILE), content);
    t.deepEqual(await runClawsec(['threats'], env), { code: 0, stdout: '[]\n', stderr: '' });
  }
});

test('broken lines are passed over', async (t) => {
  const logDir = tempDir(t);
  const [a, b] = [JSON.stringify(threats[0]), JSON.stringify(threats[1])];
  writeFileSync(join(logDir, THREATS_FILE), `${a}\n${a.slice(0, 40)}\n\u0000\u0000\n{}\n${b}\n${b.slice(0, 99)}`);
  const { code, stdout } = await runClawsec(['threats'], { CLAWSEC_LOG_DIR: logDir });
  t.is(code, 0);
  t.deepEqual(JSON.parse(stdout), [threats[1], threats[0]]);
});

test('a log of 200 MB', async (t) => {
  const logDir = tempDir(t);
  const file = join(logDir, THREATS_FILE);
  writeFileSync(file, '');
  truncateSync(file, 200 * 1024 * 1024);
  appendFileSync(file, `\n${log}`);
  const { code, stdout } = await runClawsec(['threats', '--limit', '30'], { CLAWSEC_LOG_DIR: logDir });
  t.is(code, 0);
  t.deepEqual(JSON.parse(stdout), recent);
});

test('what steers terminals is escaped, and means the same', async (t) => {
  const logDir = tempDir(t);
  const nasty: Threat = exampleThreat({ snippet: '\u001B[2J\u009B\u202E\u2028\u{E0041}' });
  writeFileSync(join(logDir, THREATS_FILE), `${JSON.stringify(nasty)}\n`);
  const { stdout } = await runClawsec(['threats'], { CLAWSEC_LOG_DIR: logDir });
  t.notRegex(stdout.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  t.deepEqual(JSON.parse(stdout), [nasty]);
});

for (const limit of ['0', '-1', '1.5', 'ten', '100001', '1e3', '9'.repeat(40)]) {
  test(`--limit=${limit} is a mistake`, async (t) => {
    const { code, stdout, stderr } = await runClawsec(['threats', `--limit=${limit}`]);
    t.is(code, 2);
    t.is(stdout, '');
    t.is(
      stderr,
      `clawsec: --limit must be a whole number from 1 to 100000, not "${limit}". Run \`clawsec threats --help\` for its flags.\n`,
    );
  });
}

/** A log of a leak, a login and an example, the last one first. */
const MIXED = [
  exampleThreat({ id: '3'.repeat(16), severity: 'info', example: true, pattern: 'aws_access_key', dest: 'a.test:443' }),
  exampleThreat({ id: '2'.repeat(16), severity: 'info', expected: true }),
  exampleThreat({ id: '1'.repeat(16), severity: 'critical', location: 'request.body' }),
];

async function runThreats(logDir: string, args: readonly string[], columns?: number): Promise<string> {
  const terminal = { ...recordingTerminal(), ...(columns !== undefined && { columns }) };
  t0(await runCli(['threats', ...args], { CLAWSEC_LOG_DIR: logDir }, terminal));
  return terminal.written.out;
}

function t0(code: number): void {
  if (code !== 0) throw new Error(`exit code ${code}`);
}

function mixedLog(owner: Parameters<typeof tempDir>[0]): string {
  const logDir = tempDir(owner);
  writeFileSync(
    join(logDir, THREATS_FILE),
    MIXED.toReversed()
      .map((one) => `${JSON.stringify(one)}\n`)
      .join(''),
  );
  return logDir;
}

test('on a terminal it is a table, with expected credentials folded away unless asked for', async (t) => {
  const logDir = mixedLog(t);
  const folded = await runThreats(logDir, [], 160);
  t.regex(
    folded,
    /^TIME \(UTC\) .*\n.* info .*aws_access_key .*\n.* critical .*request\.body .*\n\n1 expected credential not shown; clawsec threats --all shows it\.\nWhat one means and what to do: clawsec threats --explain --id ID\n$/,
  );
  const all = await runThreats(logDir, ['--all'], 160);
  t.is(all.split('\n').length, 7);
  t.false(all.includes('not shown'));
  t.is(await runThreats(tempDir(t), [], 80), 'No threats to show.\n');
  t.regex(await runThreats(logDir, ['--limit', '1'], 160), /\n\nThe last 1; --limit N shows more\.\nWhat/);
});

test('a rule that there is not is a mistake; one without threats, one of the log alone and a pattern are not', async (t) => {
  const logDir = mixedLog(t);
  const gone = exampleThreat({ id: '4'.repeat(16), pattern: 'gone_rule' });
  appendFileSync(join(logDir, THREATS_FILE), `${JSON.stringify(gone)}\n`);
  for (const rule of ['github_token', 'nothing_*', 'ai_api_ke?', 'gone_rule']) {
    t.true(Array.isArray(JSON.parse(await runThreats(logDir, ['--rule', rule]))), rule);
  }
  for (const args of [[], ['--json'], ['--explain']]) {
    const { code, stdout, stderr } = await runClawsec(['threats', '--rule', 'ai_api_kye', ...args], {
      CLAWSEC_LOG_DIR: logDir,
    });
    t.deepEqual([code, stdout], [2, '']);
    t.regex(stderr, /^clawsec: there is no rule "ai_api_kye"; the nearest is "ai_api_key"\. Run .*\n$/);
  }
});

test('programs, and people who ask for JSON, get all of it', async (t) => {
  const logDir = mixedLog(t);
  t.deepEqual(JSON.parse(await runThreats(logDir, [])), MIXED);
  t.deepEqual(JSON.parse(await runThreats(logDir, ['--json'], 80)), MIXED);
});

test('threats are chosen by what they are', async (t) => {
  const logDir = mixedLog(t);
  for (const [args, expected] of [
    [['--severity', 'high'], [2]],
    [['--rule', 'aws_*'], [0]],
    [
      ['--host', 'api.anthropic.com'],
      [1, 2],
    ],
    [['--id', '2'.repeat(16)], [1]],
    [['--id', '33333333'], [0]],
    [['--id', 'nobody'], []],
    [['--since', '1h'], []],
    [['--since', '2026-02-19', '--limit', '1'], [0]],
  ] as const) {
    const wanted = expected.map((index) => MIXED[index]);
    t.deepEqual(JSON.parse(await runThreats(logDir, args)), wanted, args.join(' '));
  }
});

test('--explain says what a threat means, to people and to programs', async (t) => {
  const logDir = mixedLog(t);
  const text = await runThreats(logDir, ['--explain', '--id', '1'.repeat(16)]);
  for (const part of ['means       A secret key of an AI service.', 'do          Revoke', 'false alarm A key sent'])
    t.true(text.includes(part), part);
  const [explained] = JSON.parse(await runThreats(logDir, ['--explain', '--json', '--severity', 'high'])) as object[];
  t.like(explained, { pattern: 'ai_api_key', explanation: { summary: 'A secret key of an AI service.' } });
});
