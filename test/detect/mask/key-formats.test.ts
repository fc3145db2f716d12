import test from 'ava';
import {
  keptLength,
  keySpans,
  randomSpans,
  schemeSpans,
  tokenEnd,
  userInfoSpans,
} from '../../../src/detect/mask/key-formats.ts';
import { masked } from '../../support/masked.ts';

/** Random characters, so that no key stands here in one piece. */
const R = 'q7Zr2LmX9vKd4TnB8sWc3HyJ';

const KEYS =
  'sk-ant-api03- sk-ant-oat01- sk-ant- sk-proj- sk-svcacct- sk-live- sk-gpt- sk-pro- sk- sk_live_ rk_test_ whsec_ ' +
  'ghp_ gho_ github_pat_ xoxb- xoxp- AIza ya29. GOCSPX- glpat- npm_ pypi- hf_ dop_v1_ SG. shpat_ dckr_pat_ gsk_ r8_ ' +
  'xai- tskey-auth- eyJ';

for (const prefix of KEYS.split(' ')) {
  test(`of ${prefix} keys only that is kept`, (t) => {
    t.is(keptLength(`${prefix}${R}`, 0), prefix.length);
    t.is(masked(`a ${prefix}${R} b`, keySpans(`a ${prefix}${R} b`)), `a ${prefix}... b`);
  });
}

test('AWS keys, SSH public keys and PEM headers', (t) => {
  t.is(keptLength('AKIAIOSFODNN7EXAMPLE', 0), 4);
  t.is(keptLength('ASIAIOSFODNN7EXAMPLE', 0), 4);
  t.is(keptLength(`ssh-rsa AAAAB3${R}`, 0), 12);
  t.is(keptLength(`ssh-rsa   AAAAB3${R}`, 0), 14);
  t.is(keptLength('-----BEGIN OPENSSH PRIVATE KEY-----', 0), 35);
  t.is(
    masked('ssh-ed25519 AAAAC3Nzab/cd+ef== me@x', keySpans('ssh-ed25519 AAAAC3Nzab/cd+ef== me@x')),
    'ssh-ed25519 AAAA... me@x',
  );
});

test('words that begin alike are none', (t) => {
  for (const text of ['task-force-one-two', 'desk-top', 'AKIA', 'npm_config_registry', 'hf_transfer_on', 'eyJ']) {
    t.deepEqual(keySpans(text), [], text);
  }
});

test('a key after an escaped line end, and a JWT as a whole', (t) => {
  t.is(masked(`x\\nsk-${R}"`, keySpans(`x\\nsk-${R}"`)), 'x\\nsk-..."');
  t.is(masked(`eyJ${R}.${R}.${R} x`, keySpans(`eyJ${R}.${R}.${R} x`)), 'eyJ... x');
  t.is(tokenEnd('a.b~c"d', 0), 5);
});

const SCHEMES: readonly (readonly [text: string, shown: string])[] = [
  ['a bearer abc123 b', 'a bearer ... b'],
  ['Basic dXNlcjpwYXNz', 'Basic ...'],
  [`Bearer+ghp_${R}`, 'Bearer+ghp_...'],
  ['basic understanding of bearer certificates', 'basic understanding of bearer certificates'],
];
for (const [text, shown] of SCHEMES) {
  test(`scheme: ${text}`, (t) => t.is(masked(text, schemeSpans(text)), shown));
}

const URLS: readonly (readonly [text: string, shown: string])[] = [
  ['git clone https://bob:pa55@h.test/x.git', 'git clone https://bob:...@h.test/x.git'],
  ['https://x-access-token:abc@github.com/a/b', 'https://x-access-token:...@github.com/a/b'],
  [`https://ghp_${R}@github.com/a`, 'https://ghp_...@github.com/a'],
  ['postgres://u:p/s@h:5432/db', 'postgres://u:...@h:5432/db'],
  ['redis://:secretpw@h:6379', 'redis://:...@h:6379'],
  ['https://u:12345@h/', 'https://u:...@h/'],
  ['ssh://git@h/x https://h:8080/a?m=b@c https://h/@x', 'ssh://git@h/x https://h:8080/a?m=b@c https://h/@x'],
  ['x https://bob:secre', 'x https://bob:...'],
  ['x http://h:80', 'x http://h:80'],
];
for (const [text, shown] of URLS) {
  test(`URL: ${text.slice(0, 60)}`, (t) => t.is(masked(text, userInfoSpans(text)), shown));
}

test('long random runs, and the lines that continue one', (t) => {
  const line = `${R}${R}${R}`;
  const text = `a ${line}\n  ${R}\nab=\nHost: x`;
  for (const [shown, hidden] of [
    ['t=ghp_', 'xZdWhGGEKD9Z2UdDKO4HJWf4ahbjR42Iz6LM'],
    ['a=1&my_key=', '0123456789abcdef0123456789abcdef'],
    ['', 'Ab9x=Zt4vQm8Lr2Xc7Nb1Kw9Hd3Jf6Gs5Pa0Ye'],
    ['', 'c2VjcmV0IGtleSBudW1iZXIgb25l==QkKx'],
  ] as const) {
    t.is(masked(`${shown}${hidden}`, randomSpans(`${shown}${hidden}`)), `${shown}...`);
  }
  t.is(masked(text, randomSpans(text)), 'a ...\nHost: x');
  t.is(masked(`${'0123456789abcdef'.repeat(2)} x`, randomSpans(`${'0123456789abcdef'.repeat(2)} x`)), '... x');
  for (const word of [
    'a'.repeat(99),
    'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
    '/src/app/2024/some/long/path/to/file-x',
    '-'.repeat(80),
  ]) {
    t.deepEqual(randomSpans(word), [], word);
  }
});

test('one run over a whole window is read once', (t) => {
  t.is(randomSpans('eyJ'.repeat(20_000)).length, 0);
  t.is(keySpans('eyJ'.repeat(20_000)).length, 1);
});
