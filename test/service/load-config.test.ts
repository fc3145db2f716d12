import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { defaultOptions, type Options } from '../../config/options.ts';
import { renderExample } from '../../config/render-example.ts';
import { UserError } from '../../src/model/errors.ts';
import { type LoadedConfig, loadConfig } from '../../src/service/load-config.ts';
import { tempDir } from '../support/temp-dir.ts';

type Env = Readonly<Record<string, string>>;

function load(t: ExecutionContext, content: unknown, env: Env = {}, flags: Partial<Options> = {}): LoadedConfig {
  const file = join(tempDir(t), 'c.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return loadConfig({ file, env, flags });
}

function refusal(t: ExecutionContext, act: () => unknown): UserError {
  const error = t.throws(act, { instanceOf: UserError });
  t.notRegex(error.message, /[\n\r]/);
  return error;
}

test('without file, variables and flags the defaults hold', (t) => {
  t.deepEqual(loadConfig({ env: {}, flags: {} }), { options: defaultOptions(), warnings: [] });
});

test('the example loads without a warning and changes nothing', (t) => {
  t.deepEqual(load(t, renderExample()), { options: defaultOptions(), warnings: [] });
});

test('a flag is stronger than a variable, a variable than the file, the file than a default', (t) => {
  const content = { proxy_port: 1111, gateway_local_port: 2222, enable_mitm: true };
  const env = { CLAWSEC_GATEWAY_LOCAL_PORT: '3333', CLAWSEC_ENABLE_MITM: '1' };
  const { options } = load(t, content, env, { enable_mitm: false });
  t.like(options, { proxy_port: 1111, gateway_local_port: 3333, enable_mitm: false, gateway_target_port: 18789 });
});

test('variables of every type', (t) => {
  const env = {
    CLAWSEC_PROXY_PORT: ' 9000 ',
    CLAWSEC_ENABLE_MITM: 'FALSE',
    CLAWSEC_LOG_LEVEL: 'DEBUG',
    CLAWSEC_PROXY_HOST: '::1',
    CLAWSEC_PASSTHROUGH_HOSTS: 'a.example,*.B.example',
    CLAWSEC_LOG_DIR: '/var/log/clawsec',
  };
  t.like(loadConfig({ env, flags: {} }).options, {
    proxy_port: 9000,
    enable_mitm: false,
    log_level: 'DEBUG',
    proxy_host: '::1',
    passthrough_hosts: ['a.example', '*.b.example'],
    log_dir: '/var/log/clawsec',
  });
});

test('each of several paths starts at the folder of the file, or at home', (t) => {
  const env = { CLAWSEC_RULE_FILES: '~/a.json,/b', HOME: '/home/me' };
  t.deepEqual(loadConfig({ env, flags: {} }).options.rule_files, ['/home/me/a.json', '/b']);
});

test('an empty variable counts as not set', (t) => {
  const { options } = load(
    t,
    { proxy_port: 1111, upstream_ca_file: '/ca.pem' },
    { CLAWSEC_PROXY_PORT: '', CLAWSEC_UPSTREAM_CA_FILE: ' ' },
  );
  t.like(options, { proxy_port: 1111, upstream_ca_file: '/ca.pem' });
});

test('an unknown key is a warning with the nearest known one, and the rest holds', (t) => {
  const { options, warnings } = load(t, { proxy_prot: 1, ['__proto__x']: 2, proxy_port: 1111 });
  t.is(options.proxy_port, 1111);
  t.is(warnings.length, 2);
  t.regex(warnings[0] ?? '', /unknown key "proxy_prot" in .*c\.json is ignored; the nearest known key is "proxy_port"/);
});

test('a key named like a property of every object is unknown too', (t) => {
  const { options, warnings } = load(t, '{"__proto__": {"proxy_port": 1}, "constructor": 1}');
  t.deepEqual(options, defaultOptions());
  t.is(warnings.length, 2);
});

test('a variable that looks like a slip is a warning, those of others are none', (t) => {
  const env = { CLAWSEC_PROXY_PROT: '1', CLAWSEC_DIST: 'x', CLAWSEC_FEED_URL: 'x', CLAWSEC_LOCAL_LOG_DIR: 'x' };
  t.deepEqual(loadConfig({ env, flags: {} }).warnings, [
    'unknown variable CLAWSEC_PROXY_PROT is ignored; the nearest known one is CLAWSEC_PROXY_PORT',
  ]);
});

test('paths: home, beside the file, in the current folder, as they are', (t) => {
  const folder = tempDir(t);
  const file = join(folder, 'c.json');
  writeFileSync(file, JSON.stringify({ log_dir: '~/logs', upstream_ca_file: 'ca/extra.pem' }));
  t.like(loadConfig({ file, env: { HOME: '/home/me' }, flags: {} }).options, {
    log_dir: '/home/me/logs',
    upstream_ca_file: join(folder, 'ca/extra.pem'),
  });
  t.is(loadConfig({ env: { CLAWSEC_LOG_DIR: 'logs' }, flags: {} }).options.log_dir, resolve('logs'));
  t.is(loadConfig({ env: { CLAWSEC_LOG_DIR: '~' }, flags: {} }).options.log_dir, homedir());
});

test('a byte order mark is no fault', (t) => {
  t.is(load(t, '\uFEFF{"proxy_port": 1111}').options.proxy_port, 1111);
});

test('a missing file, and what is no file', (t) => {
  const folder = tempDir(t);
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'huge.json'), `{"x": "${'x'.repeat(300_000)}"}`);
  for (const [name, reason] of [
    ['none.json', /none\.json can't be read: it does not exist/],
    ['sub', /sub can't be read: it is a folder/],
    ['sub/none/none.json', /it does not exist/],
    ['huge.json', /can't be read: it has 300009 bytes, and 262144 are allowed/],
    ['huge.json/none.json', /what should be its folder is a file/],
  ] as const) {
    const error = refusal(t, () => loadConfig({ file: join(folder, name), env: {}, flags: {} }));
    t.is(error.code, 'config_missing');
    t.regex(error.message, reason);
  }
});

const INVALID: readonly (readonly [what: string, content: unknown, message: RegExp])[] = [
  [
    'bad JSON',
    '{\n  "proxy_port": 8888,\n}',
    /c\.json is not valid JSON: expected a key in double quotes at line 3, column 1$/,
  ],
  ['an empty file', '', /expected a value at line 1, column 1$/],
  ['a list', '[1, 2]', /c\.json must hold a JSON object, not a list of 2$/],
  ['null', 'null', /must hold a JSON object, not null$/],
  ['a text', '"x"', /must hold a JSON object, not "x"$/],
  [
    'a wrong type',
    { proxy_port: '8888' },
    /proxy_port in .*c\.json must be a whole number from 0 to 65535, not "8888"; did you mean 8888\?$/,
  ],
  ['null for a value', { log_dir: null }, /log_dir in .* must be a path, not null$/],
  ['an object for a value', { log_level: {} }, /must be one of DEBUG, INFO, WARNING, ERROR, not an object$/],
  ['out of range', { scan_timeout_secs: 0 }, /must be a whole number of seconds from 1 to 300, not 0$/],
  ['a bad item', { passthrough_hosts: ['https://x'] }, /host names or IP addresses .*, not "https:\/\/x"$/],
  ['a text for a list', { rule_packs: 'secrets' }, /, not "secrets"; did you mean \["secrets"\]\?$/],
  ['texts for a list', { rule_packs: 'secret, network' }, /; did you mean \["secrets","network"\]\?$/],
  ['a path for a list', { rule_files: 'a.json' }, /at most 100 paths, not "a\.json"; did you mean \["a\.json"\]\?$/],
  ['an entry for a list', { allow: { rule: 'x', reason: 'y' } }, /; did you mean \[\{"rule":"x","reason":"y"\}\]\?$/],
  ['a number for a list', { rule_files: 5 }, /at most 100 paths, not 5$/],
  ['a text for a flag', { enable_mitm: 'false' }, /true or false, not "false"; did you mean false\?$/],
  ['a mistyped word', { expected_credentials: 'rport' }, /, not "rport"; did you mean "report"\?$/],
  [
    'an unknown pack',
    { rule_packs: ['secret'] },
    /a list of some of secrets, .*, not "secret"; did you mean "secrets"\?$/,
  ],
  ['a value that would move the cursor', { log_level: '\u001b[2J\u202e\n' }, /not "\\u001b\[2J\?\\n"$/],
  ['an endless value', { log_level: 'x'.repeat(10_000) }, /not "x{59}…$/],
  ['equal ports', { proxy_port: 9000, gateway_local_port: 9000 }, /proxy_port and gateway_local_port are both 9000/],
  [
    'a gateway relayed to itself',
    { gateway_local_port: 18789 },
    /gateway_local_port and gateway_target_port are both 18789/,
  ],
  [
    'a gateway relayed to the proxy',
    { gateway_target_port: 8888, gateway_target_host: 'localhost' },
    /proxy_port and gateway_target_port/,
  ],
];

for (const [what, content, message] of INVALID) {
  test(`refused: ${what}`, (t) => {
    const error = refusal(t, () => load(t, content));
    t.is(error.code, 'config_invalid');
    t.regex(error.message, message);
  });
}

test('a bad variable is named', (t) => {
  for (const [name, text, message] of [
    ['CLAWSEC_PROXY_PORT', 'abc', /^CLAWSEC_PROXY_PORT must be a whole number from 0 to 65535, not "abc"$/],
    ['CLAWSEC_PROXY_PORT', '99999', /^CLAWSEC_PROXY_PORT must be .*, not 99999$/],
    ['CLAWSEC_ENABLE_MITM', 'yes', /^CLAWSEC_ENABLE_MITM must be true or false, not "yes"$/],
  ] as const) {
    const error = refusal(t, () => loadConfig({ env: { [name]: text }, flags: {} }));
    t.is(error.code, 'config_invalid');
    t.regex(error.message, message);
  }
});

const PEACEFUL: readonly (readonly [what: string, content: Partial<Options>])[] = [
  ['any free port twice', { proxy_port: 0, gateway_local_port: 0 }],
  ['equal ports on different machines', { gateway_local_port: 18789, gateway_target_host: 'gateway.example' }],
  ['equal ports without a gateway', { gateway_local_port: 8888, enable_gateway_proxy: false }],
];

for (const [what, content] of PEACEFUL) {
  test(`accepted: ${what}`, (t) => {
    t.like(load(t, content).options, content);
  });
}

test('a mistake in a list of entries is one line that says where', (t) => {
  const file = join(tempDir(t), 'c.json');
  writeFileSync(file, '{"allow": [{"rule": "ai_api_key", "reson": "a test"}]}');
  const error = refusal(t, () => loadConfig({ file, env: {}, flags: {} }));
  t.is(error.code, 'config_invalid');
  t.is(error.message, `allow in ${file}: entry 1: unknown key "reson"; the nearest known key is "reason"`);
});
