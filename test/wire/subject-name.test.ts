import { isIP } from 'node:net';
import test from 'ava';
import * as fc from 'fast-check';
import { readSubjectName } from '../../src/wire/subject-name.ts';

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

test('reads DNS names, whatever their case and final dot', (t) => {
  for (const [host, text] of [
    ['api.example.test', 'api.example.test'],
    ['API.Example.Test.', 'api.example.test'],
    ['localhost', 'localhost'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['_dmarc.a_b.test', '_dmarc.a_b.test'],
    ['256.1.1.1', '256.1.1.1'],
  ] as const) {
    t.deepEqual(readSubjectName(host), { kind: 'dns', text });
  }
});

test('reads IP literals into octets', (t) => {
  for (const [host, octets] of [
    ['127.0.0.1', '7f000001'],
    ['[::1]', `${'00'.repeat(15)}01`],
    ['::', '00'.repeat(16)],
    ['1::', `0001${'00'.repeat(14)}`],
    ['2001:DB8::ff', `20010db8${'00'.repeat(11)}ff`],
    ['::ffff:1.2.3.4', `${'00'.repeat(10)}ffff01020304`],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['fe80::1%eth0', `fe80${'00'.repeat(13)}01`],
  ] as const) {
    const subject = readSubjectName(host);
    t.is(subject?.kind === 'ip' && hex(subject.octets), octets, host);
  }
});

test('refuses what no certificate can carry', (t) => {
  const refused = [
    '',
    '.',
    'a..b',
    '*.example.test',
    'a b',
    'a/b',
    'a\0b',
    'b\u00fccher.test',
    '[::1',
    '1:2:3',
    ':::',
    '::1]x',
  ];
  refused.push('x'.repeat(64), `${'a.'.repeat(127)}toolong`, '1:2:3:4:5:6:7:8:9', 'a:80', 'http://a', '::1@b:1');
  for (const host of refused) t.is(readSubjectName(host), undefined, JSON.stringify(host));
});

test('agrees with the system on what an IP address is', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (host) => {
        const subject = readSubjectName(host);
        return subject?.kind === 'ip' && subject.octets.length === (isIP(host) === 4 ? 4 : 16);
      }),
      { numRuns: 300 },
    ),
  );
});

test('never throws, and what it accepts has harmless characters only', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.string(), (host) => /^[a-z0-9_.:-]+$/.test(readSubjectName(host)?.text ?? 'none')),
      { numRuns: 500 },
    ),
  );
});
