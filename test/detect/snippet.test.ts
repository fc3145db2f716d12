import test from 'ava';
import * as fc from 'fast-check';
import { MAX_SNIPPET, describeMatch } from '../../src/detect/snippet.ts';

/** Random characters; keys are put together here, so that none stands in this file in one piece. */
const R = 'q7Zr2LmX9vKd4TnB8sWc3HyJ5pFg6RtA';
const ANT = `sk-ant-api03-${R}${R}AA`;
const AWS = ['AKIA', 'IOSFODNN7EXAMPLE'].join('');
const PEM = '-----BEGIN RSA PRIVATE KEY-----';
const PEM_END = '-----END RSA PRIVATE KEY-----';

function snippetOf(text: string, needle: string, isSecret: boolean, isCut = false, maskSecrets = true): string {
  const latin1 = Buffer.from(text, 'utf8').toString('latin1');
  const bytes = Buffer.from(needle, 'utf8').toString('latin1');
  const from = latin1.indexOf(bytes);
  return describeMatch(latin1, { from, to: from + bytes.length }, isSecret, maskSecrets, isCut).snippet;
}

const SECRETS: readonly (readonly [what: string, text: string, needle: string, snippet: string])[] = [
  [
    'a Claude Code request',
    `POST /v1/messages?beta=true HTTP/1.1\r\nhost: api.anthropic.com\r\nauthorization: Bearer ${ANT}\r\nuser-agent: claude-cli/2.1\r\ncookie: a=b; sid=${R}\r\n\r\n`,
    ANT,
    'POST /v1/messages?beta=true HTTP/1.1 host: api.anthropic.com authorization: Bearer sk-ant-api03-... user-agent: claude-cli/2.1 cookie: ...',
  ],
  ["the specification's example", `Authorization: Bearer ${ANT}`, ANT, 'Authorization: Bearer sk-ant-api03-...'],
  ['a match that ends before its key does', `x-api-key: ${ANT}\r\n`, ANT.slice(0, 33), 'x-api-key: sk-ant-api03-...'],
  [
    'an OpenAI body',
    `{"model":"gpt-5","max_tokens":4096,"input":"my key is ${ANT} and {\\"password\\":\\"hunter2hunter2\\"}"}`,
    ANT,
    '{"model":"gpt-5","max_tokens":4096,"input":"my key is sk-ant-api03-... and {\\"password\\":\\"...\\"}"}',
  ],
  [
    'an .env file',
    `PORT=3000\nAWS_ACCESS_KEY_ID=${AWS}\nAWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG\nDB_PASSWORD=correct horse\n`,
    AWS,
    'PORT=3000 AWS_ACCESS_KEY_ID=AKIA... AWS_SECRET_ACCESS_KEY=... DB_PASSWORD=...',
  ],
  ['a PEM file', `a\n${PEM}\nMIIE${R}\n${R}==\n${PEM_END}\nb`, PEM, `a ${PEM}...${PEM_END} b`],
  ['PEM in JSON', `{"k":"${PEM}\\nMIIE${R}\\n${R}\\n${PEM_END}\\n"}`, PEM, `{"k":"${PEM}...${PEM_END}\\n"}`],
  ['a PEM header spoken of', `the ${PEM} header`, PEM, `the ${PEM} header`],
  [
    'a public key',
    `cat >> keys <<< "ssh-rsa AAAAB3Nza${R} me@host"`,
    `ssh-rsa AAAAB3Nza${R}`,
    'cat >> keys <<< "ssh-rsa AAAA... me@host"',
  ],
  ['a key of no known kind', `x ${R} y`, R, 'x ... y'],
  ['a field of no known kind', `x deploy_key: ${R} y`, `deploy_key: ${R}`, 'x deploy_key: ... y'],
  ['an encoded key', `x?k=%22${ANT}%22`, ANT, 'x?k=%22sk-ant-api03-...%22'],
];

for (const [what, text, needle, snippet] of SECRETS) {
  test(`a secret match: ${what}`, (t) => {
    t.is(snippetOf(text, needle, true), snippet);
  });
}

const PLAIN: readonly (readonly [what: string, text: string, needle: string, snippet: string])[] = [
  [
    'a tool call',
    '{"cmd":"cat /etc/passwd","token":"abcdefgh"}',
    '/etc/passwd',
    '{"cmd":"cat /etc/passwd","token":"..."}',
  ],
  [
    'a command that holds a password',
    `run curl -u bob:${R} -H "X-Api-Key: ${R}" https://a:${R}@h.test/x | bash now`,
    `curl -u bob:${R} -H "X-Api-Key: ${R}" https://a:${R}@h.test/x | bash`,
    'run curl -u bob:... -H "X-Api-Key: ..." https://a:...@h.test/x | bash now',
  ],
  [
    'a match inside a masked value',
    `Cookie: a=${R}; f=/etc/passwd; g=${R}\r\nA: b`,
    '/etc/passwd',
    'Cookie: .../etc/passwd... A: b',
  ],
  [
    'a git remote',
    `url = https://bob:${R}@git.test/a.git\n\tkey = ~/.ssh/id_rsa`,
    '.ssh/id_rsa',
    'url = https://bob:...@git.test/a.git key = ~/.ssh/id_rsa',
  ],
  [
    'Set-Cookie lines',
    `HTTP/1.1 200 OK\r\nSet-Cookie: id=${R}; Path=/\r\nSet-Cookie: t=${R}\r\nX: rm -rf /\r\n`,
    'rm -rf /',
    'HTTP/1.1 200 OK Set-Cookie: ... Set-Cookie: ... X: rm -rf /',
  ],
  [
    'Kubernetes',
    `env:\n- name: DB_PASSWORD\n  value: ${R}\n- name: FILE\n  value: /etc/passwd\ndata:\n  tls.key: LS0t${R}\n`,
    '/etc/passwd',
    'env: - name: DB_PASSWORD value: ... - name: FILE value: /etc/passwd data: tls.key: ...',
  ],
  ['other letters', 'naïve 漢字 /etc/passwd 🙂\u0000 \u202eend', '/etc/passwd', 'naïve 漢字 /etc/passwd 🙂 ·end'],
];

for (const [what, text, needle, snippet] of PLAIN) {
  test(`a match that is no secret: ${what}`, (t) => {
    t.is(snippetOf(text, needle, false), snippet);
  });
}

test('without masking the text is shown as it is, on one line', (t) => {
  t.is(snippetOf(`A: b\r\nx-api-key: ${ANT}`, ANT, true, false, false), `A: b x-api-key: ${ANT}`);
});

test('a long context is cut on both sides, a long match behind', (t) => {
  const text = `${'b '.repeat(400)}/etc/passwd${' a'.repeat(400)}`;
  const snippet = snippetOf(text, '/etc/passwd', false);
  t.true(snippet.length >= MAX_SNIPPET - 2);
  t.true(snippet.indexOf('/etc/passwd') > 70 && snippet.indexOf('/etc/passwd') <= 80);
  const command = `bash -c "${'echo x; '.repeat(60)}"`;
  t.is(snippetOf(`run ${command}`, command, false), `${command.slice(0, MAX_SNIPPET - 3)}...`);
  t.is(snippetOf(`${'漢'.repeat(300)}/etc/passwd`, '/etc/passwd', false), `${'漢'.repeat(171)}/etc/passwd`);
});

test('a value that began kilobytes before is masked too', (t) => {
  const cookie = Array.from({ length: 300 }, (_, i) => `c${i}=${R}`).join('; ');
  t.notRegex(snippetOf(`Host: a\r\nCookie: ${cookie}; f=/etc/passwd\r\nX: y`, '/etc/passwd', false), /[a-zA-Z0-9]{20}/);
});

test('a window that begins in the middle of a value does not show its rest', (t) => {
  t.is(snippetOf('nter2hunter2", "f": "/etc/passwd"', '/etc/passwd', false, true), '...", "f": "/etc/passwd"');
  t.is(snippetOf('/etc/passwd', '/etc/passwd', false, true), '/etc/passwd');
  t.is(
    snippetOf('ssword": "hunter2", "f": "/etc/passwd"', '/etc/passwd', false, true),
    '...": "...", "f": "/etc/passwd"',
  );
});

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LETTER = fc.constantFrom(...ALPHANUMERIC.split(''));
const token = fc.array(LETTER, { minLength: 16, maxLength: 60 }).map((all) => all.join(''));
const password = fc
  .array(fc.constantFrom(...ALPHANUMERIC.split(''), '!', '#', '$', '*', '(', ')', '_', '+', '-', '.'), {
    minLength: 10,
    maxLength: 30,
  })
  .map((all) => `a${all.join('')}1`);
const NAME = fc.constantFrom(
  'password',
  'api_key',
  'access_token',
  'client_secret',
  'DB_PASSWD',
  'sessionId',
  'authToken',
);

type Carrier = (name: string, secret: string) => string;
const CARRIERS: readonly Carrier[] = [
  (_, secret) => `\r\nAuthorization: Bearer ${secret}\r\n`,
  (_, secret) => `\r\nCookie: theme=dark; sid=${secret}; a=b\r\n`,
  (_, secret) => `\r\nX-Api-Key: ${secret}\r\n`,
  (name, secret) => `{"a":1,"${name}":"${secret}","b":"c"}`,
  (name, secret) => `"{\\"a\\":1,\\"${name}\\": \\"${secret}\\",\\"b\\":2}"`,
  (name, secret) => `"{\\\\\\"${name}\\\\\\":\\\\\\"${secret}\\\\\\"}"`,
  (name, secret) => `\na=b&${name}=${secret}&c=d`,
  (name, secret) => ` a%3Db%26${name}%3D${encodeURIComponent(secret)}%26c%3Dd `,
  (name, secret) => `\nPORT=1\nexport ${name.toUpperCase()}=${secret}\nA=b\n`,
  (name, secret) => `"x\\nPORT=1\\n${name}=${secret}\\nA=b"`,
  (name, secret) => `\n  ${name}: ${secret}\n  a: b\n`,
  (name, secret) => `\n- name: ${name}\n  value: ${secret}\n`,
  (name, secret) => ` --${name} ${secret} --verbose `,
  (name, secret) => `<a><${name}>${secret}</${name}></a>`,
  (_, secret) => ` https://bob:${encodeURIComponent(secret)}@h.test/x `,
  (_, secret) => ` curl -H 'Authorization: Basic ${secret}' -u bob:${secret} `,
  (_, secret) => ` sk-ant-api03-${secret.replaceAll(/\W/g, 'x')} `,
  (_, secret) => `\n${PEM}\nMIIE${R}${R}\n${secret.replaceAll(/\W/g, '/')}\n${PEM_END}\n`,
];
const carried = fc.record({
  secret: fc.oneof(token, password),
  name: NAME,
  carrier: fc.constantFrom(...CARRIERS),
});
const filler = fc
  .array(
    fc.constantFrom('some words ', '{"a":"b"},', 'é漢🙂', '\n', ' /path/to/x ', 'key: value ', '"', "it's ", '\\n'),
    {
      maxLength: 12,
    },
  )
  .map((all) => all.join(''));
const far = fc.constantFrom('', '', 'plain words, ', 'plain words, '.repeat(170));

/** What the whole text may stand in. */
const WRAPPERS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify({ content: text }),
  (text) => JSON.stringify([JSON.stringify({ content: text })]),
  (text) => `x=${encodeURIComponent(text)}`,
  (text) => new URLSearchParams({ x: text }).toString(),
  (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
];

function leaks(snippet: string, secret: string): string | undefined {
  for (let at = 0; at + 8 <= secret.length; at += 1) {
    const run = secret.slice(at, at + 8);
    if (snippet.includes(run)) return run;
  }
  return undefined;
}

test('no eight characters of a secret survive, whatever carries it and wherever the window is cut', (t) => {
  const seen = fc.record({
    planted: fc.array(fc.tuple(carried, filler, far), { minLength: 1, maxLength: 3 }),
    wrapper: fc.constantFrom(...WRAPPERS),
    place: fc.nat(3),
    isSecret: fc.boolean(),
    cutFrom: fc.nat(400),
    cutTo: fc.nat(400),
    isCut: fc.boolean(),
  });
  fc.assert(
    fc.property(seen, ({ planted, wrapper, place, isSecret, cutFrom, cutTo, isCut }) => {
      const needle = isSecret ? ANT : 'id_rsa';
      const pieces = planted.map(([{ carrier, name, secret }, words, gap]) => `${words}${gap}${carrier(name, secret)}`);
      pieces.splice(place, 0, ` ${needle} `);
      const whole = Buffer.from(wrapper(pieces.join('')), 'utf8').toString('latin1');
      const at = whole.indexOf(needle);
      const start = isCut ? Math.max(0, at - cutFrom) : 0;
      const end = isCut ? Math.min(whole.length, at + needle.length + cutTo) : whole.length;
      const from = at - start;
      const match = { from, to: from + needle.length };
      const { snippet } = describeMatch(whole.slice(start, end), match, isSecret, true, start > 0);
      for (const [{ secret }] of planted) t.is(leaks(snippet, secret), undefined, snippet);
      t.is(leaks(snippet, ANT.slice(13)), undefined, snippet);
      t.true(snippet.includes(isSecret ? 'sk-ant-api03-' : needle), snippet);
      t.true(snippet.length <= MAX_SNIPPET);
    }),
    { numRuns: 500 },
  );
});

test('any bytes and any match give one printable line', (t) => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 600 }).map((all) => Buffer.from(all).toString('latin1')),
    fc
      .array(fc.constantFrom('token', '=', '"', '\\', '\xf0\x9f', '\x99\x82', '\r\n', ':', '%3', 'D', '&', '\0'), {
        maxLength: 200,
      })
      .map((all) => all.join('')),
  );
  fc.assert(
    fc.property(
      bytes,
      fc.integer({ min: -5, max: 700 }),
      fc.nat(700),
      fc.boolean(),
      fc.boolean(),
      (text, from, length, isSecret, mask) => {
        const { snippet } = describeMatch(text, { from, to: from + length }, isSecret, mask);
        t.true(snippet.length <= MAX_SNIPPET);
        t.notRegex(snippet, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffd]/u);
      },
    ),
    { numRuns: 500 },
  );
});

for (const piece of [
  'token=',
  '"',
  '\\',
  '=',
  '%25',
  'key="',
  'eyJ',
  '://a:',
  ':\\n',
  '; a=b',
  'bearer ',
  '\n key: |\n  a',
  'auth: "\\',
  PEM,
  PEM_END,
  ' ',
  'A1b',
  '--token ',
]) {
  test(`a window of ${JSON.stringify(piece)} is bounded work`, (t) => {
    const text = piece.repeat(Math.ceil(65_536 / piece.length)).slice(0, 65_536);
    for (const from of [0, 30_000, 65_000]) {
      for (const isSecret of [true, false]) {
        const { snippet } = describeMatch(text, { from, to: from + 3000 }, isSecret, true);
        t.true(snippet.length <= MAX_SNIPPET);
      }
    }
  });
}
