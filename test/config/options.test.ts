import test from 'ava';
import { defaultOptions, isOptionKey, OPTION_KEYS, optionRow, type Options } from '../../config/options.ts';
import { valueKind } from '../../config/value-kinds.ts';

/** The configuration block of the specification, word by word. */
const SPECIFIED = {
  proxy_host: '127.0.0.1',
  proxy_port: 8888,
  gateway_local_port: 18790,
  gateway_target_port: 18789,
  log_dir: '/tmp/clawsec',
  log_level: 'INFO',
  max_scan_bytes: 65536,
  enable_mitm: true,
  dedup_window_secs: 60,
} as const satisfies Partial<Options>;

test('the specified keys have the specified defaults', (t) => {
  t.like(defaultOptions(), SPECIFIED);
});

for (const key of OPTION_KEYS) {
  test(`the row of ${key} holds together`, (t) => {
    const row = optionRow(key);
    t.regex(key, /^[a-z][a-z_]*[a-z]$/);
    t.regex(row.help, /^[A-Z].*\.$/);
    t.notRegex(row.help, /[|\n]/);
    t.is(valueKind(row).check(row, row.default).kind, 'value');
    if (key.endsWith('_secs')) t.is(row.unit, 'seconds');
    if (key.endsWith('_bytes')) t.is(row.unit, 'bytes');
  });
}

test('a flag belongs to one boolean option', (t) => {
  const flags = OPTION_KEYS.map((key) => optionRow(key)).filter((row) => row.flag !== undefined);
  t.true(flags.every((row) => row.type === 'boolean' && row.flag?.sets !== row.default));
  t.is(new Set(flags.map((row) => row.flag?.name)).size, flags.length);
});

test('draining ends before stop kills', (t) => {
  const row = optionRow('drain_timeout_secs');
  t.true(row.type === 'integer' && row.max < 5);
});

test('only keys of the table are keys', (t) => {
  t.true(isOptionKey('proxy_port'));
  t.false(isOptionKey('PROXY_PORT'));
  t.false(isOptionKey('__proto__'));
  t.false(isOptionKey('toString'));
});
