import test from 'ava';
import * as fc from 'fast-check';
import { formatAuthority, parseAbsoluteTarget, parseAuthority } from '../../src/wire/authority.ts';

const accepted: readonly (readonly [text: string, host: string, port: number])[] = [
  ['example.test', 'example.test', 80],
  ['Example.TEST:8080', 'example.test', 8080],
  ['example.test.', 'example.test.', 80],
  ['my_service-1.internal:65535', 'my_service-1.internal', 65_535],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example', 80],
  ['127.0.0.1:1', '127.0.0.1', 1],
  ['1.2.3.4.example', '1.2.3.4.example', 80],
  ['[::1]', '::1', 80],
  ['[2001:DB8::A]:443', '2001:db8::a', 443],
  ['[::ffff:1.2.3.4]:443', '::ffff:1.2.3.4', 443],
  [`${'a'.repeat(63)}.b`, `${'a'.repeat(63)}.b`, 80],
];

for (const [text, host, port] of accepted) {
  test(`an authority: ${text}`, (t) => {
    t.deepEqual(parseAuthority(text, 80), { host, port });
  });
}

const refused: readonly string[] = [
  '',
  ':80',
  'a:',
  'a:0',
  'a:65536',
  'a:99999',
  'a:-1',
  'a:8a',
  'a:80:80',
  'a b',
  ' a',
  'a\r\nb',
  'a\0b',
  'a\n',
  'user@a',
  'user:secret@a:80',
  'a/b',
  'a?b',
  'a#b',
  'a\\b',
  'a%2eb',
  'a,b',
  'a..b',
  '.a',
  '.',
  'b\xfccher.test',
  '\u212aelvin.test',
  '::1',
  '[::1',
  '::1]',
  '[::1]x',
  '[]',
  '[1.2.3.4]',
  '[1::2::3]',
  '[12345::]',
  '[fe80::1%eth0]',
  '[fe80::1%25eth0]',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '256.1.1.1',
  '1.2.3.4.',
  `${'a'.repeat(64)}.b`,
  'a.'.repeat(127),
];

for (const text of refused) {
  test(`no authority: ${JSON.stringify(text.slice(0, 40))}`, (t) => {
    t.is(parseAuthority(text, 80), undefined);
  });
}

test('253 characters are a host, 254 are not', (t) => {
  const host = `${'a.'.repeat(126)}b`;
  t.is(parseAuthority(host, 80)?.host, host);
  t.is(parseAuthority(`${host}c`, 80), undefined);
});

test('what is formatted is read again', (t) => {
  t.is(formatAuthority('example.test', 443), 'example.test:443');
  t.is(formatAuthority('::1', 443), '[::1]:443');
  fc.assert(
    fc.property(fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()), fc.integer({ min: 1, max: 65_535 }), (host, port) => {
      t.deepEqual(parseAuthority(formatAuthority(host, port), 80), { host: host.toLowerCase(), port });
    }),
    { numRuns: 200 },
  );
});

const a80 = { host: 'a.test', port: 80 };
const absolute: readonly (readonly [target: string, host: string, port: number, path: string])[] = [
  ['http://a.test', 'a.test', 80, ''],
  ['http://a.test/', 'a.test', 80, '/'],
  ['HTTP://A.test:81/x?y#z', 'a.test', 81, '/x?y#z'],
  ['http://a.test?x=/y', 'a.test', 80, '/?x=/y'],
  ['http://[::1]:8080//x', '::1', 8080, '//x'],
  ['http://a.test/http://b.test/', 'a.test', 80, '/http://b.test/'],
];

for (const [target, host, port, path] of absolute) {
  test(`an absolute target: ${target}`, (t) => {
    t.deepEqual(parseAbsoluteTarget(target), { scheme: 'http', authority: { host, port }, path });
  });
}

for (const target of [
  '/',
  '*',
  'a.test:443',
  'https://a.test/',
  'http:/a.test',
  'http://',
  'http:///x',
  'http://u:p@a.test/',
  'http://a.test@b.test/',
  'http://a\\@b/',
  'http://a b/',
]) {
  test(`no absolute target: ${target}`, (t) => {
    t.is(parseAbsoluteTarget(target), undefined);
  });
}

test('a query may hold anything without changing the authority', (t) => {
  t.deepEqual(parseAbsoluteTarget('http://a.test?@b.test/')?.authority, a80);
});
