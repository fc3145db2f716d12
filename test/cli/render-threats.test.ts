import test from 'ava';
import { foldedText, renderExplained, renderTable, severityText } from '../../src/cli/render-threats.ts';
import { recordingTerminal } from '../support/recording-terminal.ts';
import { exampleThreat } from '../support/threat-lines.ts';

const wide = { ...recordingTerminal(), columns: 160 };
const narrow = { ...recordingTerminal(), columns: 80 };
const threat = exampleThreat({ severity: 'critical', location: 'request.body', decoded: 'gzip>json' });
const explain = () => ({ summary: 'A key.', advice: 'Revoke it.', falseAlarm: 'Look.', isSecret: true });

test('a table as wide as the terminal', (t) => {
  t.is(
    renderTable([threat], wide),
    [
      'TIME (UTC)           ID        SEVERITY  PATTERN     WAY  HOST                   WHERE                     SNIPPET',
      '2026-02-19 13:41:59  01234567  critical  ai_api_key  out  api.anthropic.com:443  request.body (gzip>json)  Authorization: Bearer sk-ant-api01-...',
      '',
    ].join('\n'),
  );
  t.is(renderTable([], wide), '');
});

test('where there is no room beside them place and snippet have a line of their own', (t) => {
  const long = { ...threat, snippet: 'x'.repeat(200), dest: `${'h'.repeat(60)}:443`, pattern: 'p'.repeat(40) };
  const lines = renderTable([threat, long], narrow).split('\n');
  t.is(lines.length, 6);
  t.is(lines[2], '    01234567  request.body (gzip>json)  Authorization: Bearer sk-ant-api01-...');
  t.is(lines[4], `    01234567  request.body (gzip>json)  ${'x'.repeat(39)}…`);
  t.true(lines.every((line) => line.length <= 80));
  const deep = renderTable([{ ...threat, field: 'messages[0].content'.repeat(3) }], narrow).split('\n')[2] ?? '';
  t.regex(deep, /messages\[0\]\.cont.*… {2}\S/);
  t.is(lines[0], `TIME (UTC)      SEVERITY  ${'PATTERN'.padEnd(28)}  WAY  HOST`);
  t.regex(lines[1] ?? '', /^02-19 13:41:59  critical/);
});

test('where a snippet is cut, what stands around the secret is left', (t) => {
  const body = `{"messages":[{"role":"user","content":"${'so it goes on '.repeat(6)} key=`;
  const shown = (snippet: string, prefix?: string): string => {
    const one = { ...threat, snippet, ...(prefix !== undefined && { prefix }) };
    const line = renderTable([one], narrow).split('\n')[2] ?? '';
    t.true(line.length <= 80, line);
    return line.slice('    01234567  request.body (gzip>json)  '.length);
  };
  t.is(shown(`${body}..."}]}`), '…o it goes on so it goes on  key=..."}]}');
  t.is(shown(`...${body}sk-ant-...","x":"${'y'.repeat(80)}"}`, 'sk-ant-'), '… goes on  key=sk-ant-...","x":"yyyyyyy…');
  t.is(shown(`...${body}`), `...${body.slice(0, 36)}…`);
});

test('lines of earlier versions have a place', (t) => {
  const { id: _id, severity: _severity, location: _location, ...older } = threat;
  t.regex(renderTable([older as typeof threat], wide), /13:41:59 {2}- {3}- {9}ai_api_key/);
});

test('a threat with what its rule says of it', (t) => {
  const whole = exampleThreat({
    severity: 'info',
    expected: true,
    length: 108,
    prefix: 'sk-ant-api03-',
    method: 'POST',
    path: '/v1/messages',
  });
  t.is(
    renderExplained([whole], explain, wide),
    `2026-02-19 13:41:59  info  EXFIL ai_api_key
  way         outbound https api.anthropic.com:443
  request     POST /v1/messages
  where       request.header.authorization
  snippet     Authorization: Bearer sk-ant-api01-...
  secret      sk-ant-api03-, 108 characters, fingerprint fedcba9876543210
  note        Expected: a provider's own key on its way to log in there.
  means       A key.
  do          Revoke it.
  false alarm Look.
  id          0123456789abcdef
`,
  );
  t.regex(
    renderExplained([{ ...threat, example: true }], () => undefined, wide),
    /opens nothing[^]*Nothing is known here/,
  );
});

test('a command or a path is no secret; a secret of the user has its name; long lines are broken', (t) => {
  const command = renderExplained([threat], () => ({ ...explain(), isSecret: false }), wide);
  t.regex(command, /^ {2}match {7}fingerprint/m);
  t.notRegex(command, /secret {5}/);
  const known = exampleThreat({ known: 'DB_PASSWORD', known_from: '/home/me/.env' });
  t.regex(renderExplained([known], explain, wide), /^ {2}known {7}DB_PASSWORD, in \/home\/me\/\.env$/m);
  const env = { ...known, known_from: 'environment' };
  t.regex(renderExplained([env], explain, wide), /^ {2}known {7}DB_PASSWORD, of the environment$/m);
  const wordy = (): ReturnType<typeof explain> => ({ ...explain(), advice: 'Look at it. '.repeat(30).trim() });
  const lines = renderExplained([threat], wordy, narrow).split('\n');
  t.true(lines.every((line) => line.length <= 80));
  t.true(lines.filter((line) => line.startsWith(' '.repeat(14))).length >= 4);
});

test('nothing out of traffic steers the terminal, and colours are for those who show them', (t) => {
  const nasty = exampleThreat({
    severity: 'high',
    snippet: '\u001B[2J',
    path: '\u009B',
    method: 'X',
    dest: '\u202E',
    pattern: '\r',
  });
  for (const text of [renderTable([nasty], wide), renderExplained([nasty], explain, narrow)]) {
    t.notRegex(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
  }
  const colour = { ...wide, colour: true };
  t.is(severityText(colour, 'critical', 10), '\u001B[31mcritical  \u001B[39m');
  t.is(severityText(wide, undefined), '-');
});

test('what a list passes over is counted', (t) => {
  t.is(foldedText(0), '');
  t.is(foldedText(1), '1 expected credential not shown; clawsec threats --all shows it.');
  t.is(foldedText(2), '2 expected credentials not shown; clawsec threats --all shows them.');
});
