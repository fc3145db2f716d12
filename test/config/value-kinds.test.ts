import test from 'ava';
import * as fc from 'fast-check';
import { OPTION_KEYS, type OptionKey, optionRow } from '../../config/options.ts';
import { valueKind } from '../../config/value-kinds.ts';

function check(key: OptionKey, raw: unknown): unknown {
  const row = optionRow(key);
  const checked = valueKind(row).check(row, raw);
  return checked.kind === 'value' ? checked.value : checked;
}

const ACCEPTED: readonly (readonly [OptionKey, unknown])[] = [
  ['proxy_port', 0],
  ['proxy_port', 65535],
  ['gateway_local_port', 0],
  ['dedup_window_secs', 0],
  ['idle_timeout_secs', 0],
  ['enable_mitm', false],
  ['log_level', 'DEBUG'],
  ['ca_key_type', 'ec'],
  ['proxy_host', '0.0.0.0'],
  ['proxy_host', '::'],
  ['proxy_host', 'fe80::1%eth0'],
  ['gateway_target_host', 'my_gateway.internal'],
  ['passthrough_hosts', []],
  ['passthrough_hosts', ['a.example', '*.b.example', '::1', '192.0.2.1']],
  ['rule_packs', []],
  ['rule_packs', ['network', 'secrets']],
  ['rule_files', ['rules/', '~/a.json']],
  ['upstream_ca_file', ''],
  ['log_dir', 'logs here'],
];

for (const [key, value] of ACCEPTED) {
  test(`${key} accepts ${JSON.stringify(value)}`, (t) => {
    t.deepEqual(check(key, value), value);
  });
}

const REFUSED: readonly (readonly [OptionKey, unknown])[] = [
  ['proxy_port', -1],
  ['proxy_port', 65536],
  ['proxy_port', 80.5],
  ['proxy_port', '8888'],
  ['proxy_port', null],
  ['proxy_port', 1e21],
  ['gateway_target_port', 0],
  ['scan_threads', 0],
  ['drain_timeout_secs', 5],
  ['enable_mitm', 'true'],
  ['enable_mitm', 1],
  ['log_level', 'info'],
  ['log_level', 'TRACE'],
  ['ca_key_type', []],
  ['proxy_host', ''],
  ['proxy_host', 'http://127.0.0.1'],
  ['proxy_host', '127.0.0.1:8888'],
  ['proxy_host', '[::1]'],
  ['proxy_host', 'a b'],
  ['proxy_host', 'localhost\n'],
  ['passthrough_hosts', 'a.example'],
  ['passthrough_hosts', {}],
  ['rule_packs', 'secrets'],
  ['rule_files', {}],
  ['log_dir', ''],
  ['log_dir', '/tmp/\0'],
  ['log_dir', 7],
];

for (const [key, value] of REFUSED) {
  test(`${key} refuses ${JSON.stringify(value)}`, (t) => {
    t.deepEqual(check(key, value), { kind: 'refused', got: value });
  });
}

test('of a list the wrong item is named', (t) => {
  for (const item of ['https://a.example', 'a.example:443', '*', 'a.*.example', '', 5]) {
    t.deepEqual(check('passthrough_hosts', ['good.example', item]), { kind: 'refused', got: item });
  }
});

test('a list has a ceiling', (t) => {
  const list = Array.from({ length: 1001 }, (_, n) => `h${n}.example`);
  t.deepEqual(check('passthrough_hosts', list), { kind: 'refused', got: list });
  t.deepEqual(check('passthrough_hosts', list.slice(1)), list.slice(1));
});

test('hosts are kept in lower case', (t) => {
  t.deepEqual(check('passthrough_hosts', ['API.Example']), ['api.example']);
});

const TEXTS: readonly (readonly [OptionKey, string, unknown])[] = [
  ['proxy_port', '9000', 9000],
  ['proxy_port', '-1', -1],
  ['proxy_port', '0x10', '0x10'],
  ['proxy_port', '1e3', '1e3'],
  ['enable_mitm', 'TRUE', true],
  ['enable_mitm', '1', true],
  ['enable_mitm', 'False', false],
  ['enable_mitm', '0', false],
  ['enable_mitm', 'yes', 'yes'],
  ['log_level', 'ERROR', 'ERROR'],
  ['proxy_host', '::1', '::1'],
  ['log_dir', '/a,b', '/a,b'],
  ['allow', '[{"rule":"x","reason":"y"}]', [{ rule: 'x', reason: 'y' }]],
  ['allow', 'rule=x', 'rule=x'],
  ['rule_packs', 'secrets, network', ['secrets', 'network']],
  ['rule_files', 'a.json,b/', ['a.json', 'b/']],
  ['passthrough_hosts', ' a.example , *.b.example,, ', ['a.example', '*.b.example']],
];

for (const [key, text, value] of TEXTS) {
  test(`the text ${JSON.stringify(text)} means ${JSON.stringify(value)} to ${key}`, (t) => {
    t.deepEqual(valueKind(optionRow(key)).fromText(text), value);
  });
}

test('no value whatever makes a check throw', (t) => {
  fc.assert(
    fc.property(fc.constantFrom(...OPTION_KEYS), fc.anything(), (key, raw) => {
      const row = optionRow(key);
      return ['value', 'refused'].includes(valueKind(row).check(row, raw).kind);
    }),
    { numRuns: 300 },
  );
  t.pass();
});

const ENTRY = { rule: 'x', reason: 'a test' };

test('entries are checked field by field, and the wrong one is named', (t) => {
  t.deepEqual(check('allow', [ENTRY, { ...ENTRY, host: '*.a', until: '2026-03-31' }]), [
    ENTRY,
    { ...ENTRY, host: '*.a', until: '2026-03-31' },
  ]);
  for (const [item, because] of [
    [{ ...ENTRY, fingerpint: 'x' }, 'entry 2: unknown key "fingerpint"; the nearest known key is "fingerprint"'],
    [{ rule: 'x' }, 'entry 2: "reason" is missing: why it is no alarm'],
    [
      { reason: 'x', until: '2026-03-31' },
      'entry 2: it has nothing to match on: give one of rule, host, path, location, fingerprint',
    ],
    [{ ...ENTRY, rule: 5 }, 'entry 2: "rule" must be a text of 1 to 512 characters'],
    [{ ...ENTRY, rule: '' }, 'entry 2: "rule" must be a text of 1 to 512 characters'],
    [{ ...ENTRY, rule: 'a\nb' }, 'entry 2: "rule" must be a text of 1 to 512 characters'],
    [{ ...ENTRY, fingerprint: 'abc' }, 'entry 2: "fingerprint" must be 16 hex digits, as a threat line shows them'],
    [
      { ...ENTRY, until: 'x' },
      'entry 2: "until" must be a day such as 2026-03-31, or a moment such as 2026-03-31T12:00Z',
    ],
    [{ ...ENTRY, ['a\u001b']: '' }, 'entry 2: unknown key "a?"; the nearest known key is "path"'],
    ['x', 'entry 2: it must be an object'],
    [[], 'entry 2: it must be an object'],
    [null, 'entry 2: it must be an object'],
  ] as const) {
    const refused = check('allow', [ENTRY, item]);
    t.like(refused, { kind: 'refused', because });
  }
  t.deepEqual(check('allow', { ...ENTRY }), { kind: 'refused', got: ENTRY });
  t.like(check('known_providers', [{ rule: 'x', header: 'y' }]), {
    because: 'entry 1: "host" is missing: the host of the service; without a port HTTPS on 443 is meant',
  });
});

test('a list of entries has a ceiling', (t) => {
  const list = Array.from({ length: 501 }, () => ENTRY);
  t.deepEqual(check('allow', list), { kind: 'refused', got: list });
  t.deepEqual(check('allow', list.slice(1)), list.slice(1));
});

test('of a list with a wrong item that item is refused', (t) => {
  t.deepEqual(check('rule_packs', ['secrets', 'secret']), { kind: 'refused', got: 'secret' });
  t.deepEqual(check('rule_files', ['a', '']), { kind: 'refused', got: '' });
  t.deepEqual(check('rule_files', ['a\0']), { kind: 'refused', got: 'a\0' });
});
