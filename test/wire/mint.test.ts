import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import tls from 'node:tls';
import test from 'ava';
import { createAuthority, mintLeaf } from '../../src/wire/mint.ts';
import { ecAuthority, leafKey, mintFor, now, openssl, rsaAuthority } from '../support/cert-fixtures.ts';

const DAY_MS = 86_400_000;
const LONG_HOST = `${'a'.repeat(40)}.${'b'.repeat(24)}.test`;
const HOSTS = ['api.example.test', 'a', '127.0.0.1', '::1', LONG_HOST];

const rsaLeafSpki = new Uint8Array(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' }),
);

for (const [caName, authority] of Object.entries({ rsa: rsaAuthority, ec: ecAuthority })) {
  test(`openssl verifies the ${caName} authority strictly`, async (t) => {
    const files = { ca: authority.certPem };
    t.regex(await openssl(t, ['verify', '-x509_strict', '-check_ss_sig', '-CAfile', '@ca', '@ca'], files), /: OK/);
    const text = await openssl(t, ['x509', '-in', '@ca', '-noout', '-text'], files);
    t.regex(text, /Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    t.regex(text, /Key Usage: critical\s+Certificate Sign, CRL Sign/);
    t.regex(text, /Subject Key Identifier:/);
  });

  for (const [leafName, publicKeyDer] of Object.entries({ rsa: rsaLeafSpki, ec: leafKey.publicKeyDer })) {
    test(`openssl verifies ${leafName} leaves of the ${caName} authority strictly`, async (t) => {
      for (const host of HOSTS) {
        const leaf = mintLeaf({ host, authority, publicKeyDer, now });
        const name = /^[\d.]+$|:/.test(host) ? '-verify_ip' : '-verify_hostname';
        const args = ['verify', '-x509_strict', '-purpose', 'sslserver', name, host, '-CAfile', '@ca', '@leaf'];
        t.regex(await openssl(t, args, { ca: authority.certPem, leaf }), /: OK/);
      }
    });
  }
}

test('a leaf has every extension that strict clients ask for', async (t) => {
  const text = await openssl(t, ['x509', '-in', '@leaf', '-noout', '-text'], { leaf: mintFor('api.example.test') });
  t.regex(text, /Basic Constraints: critical\s+CA:FALSE/);
  t.regex(text, /Key Usage: critical\s+Digital Signature\n/);
  t.regex(text, /Extended Key Usage: *\n\s+TLS Web Server Authentication\n/);
  t.regex(text, /Subject Alternative Name: *\n\s+DNS:api\.example\.test\n/);
  const keyId = /Authority Key Identifier: *\n\s+(?:keyid:)?([0-9A-F:]{59})/.exec(text)?.[1] ?? 'none';
  const ca = await openssl(t, ['x509', '-in', '@ca', '-noout', '-ext', 'subjectKeyIdentifier'], {
    ca: ecAuthority.certPem,
  });
  t.true(ca.includes(keyId));
});

test('a host over 64 characters stands in a critical SAN and nowhere else', async (t) => {
  const pem = mintFor(LONG_HOST);
  const leaf = new X509Certificate(pem);
  t.is(leaf.subject, undefined as unknown as string);
  t.is(leaf.checkHost(LONG_HOST), LONG_HOST);
  const text = await openssl(t, ['x509', '-in', '@leaf', '-noout', '-text'], { leaf: pem });
  t.regex(text, /Subject Alternative Name: critical/);
});

test('names are spelt in one way', (t) => {
  t.is(new X509Certificate(mintFor('API.Example.Test.')).subjectAltName, 'DNS:api.example.test');
  t.is(new X509Certificate(mintFor('[2001:db8::1]')).subjectAltName, 'IP Address:2001:DB8:0:0:0:0:0:1');
  t.is(new X509Certificate(mintFor('10.0.0.1')).checkIP('10.0.0.1'), '10.0.0.1');
});

test('refuses a host that no certificate can carry', (t) => {
  for (const host of ['*.example.test', '', 'a b', 'x,DNS:other.test']) {
    t.throws(() => mintFor(host), { instanceOf: RangeError });
  }
});

test('serial numbers are positive, 16 bytes and random', (t) => {
  const serials = Array.from({ length: 50 }, () => new X509Certificate(mintFor('a.test')).serialNumber);
  for (const serial of serials) t.regex(serial, /^[4-7][0-9A-F]{31}$/);
  t.is(new Set(serials).size, 50);
  for (const fill of [0x00, 0xff]) {
    const serial = new Uint8Array(16).fill(fill);
    const leaf = mintLeaf({ host: 'a.test', authority: ecAuthority, publicKeyDer: leafKey.publicKeyDer, now, serial });
    t.is(
      new X509Certificate(leaf).serialNumber,
      Buffer.from(serial.with(0, fill === 0 ? 0x40 : 0x7f))
        .toString('hex')
        .toUpperCase(),
    );
  }
});

test('leaves live from two days ago for 90 days, but not longer than their authority', (t) => {
  const leaf = new X509Certificate(mintFor('a.test'));
  const from = Date.parse(leaf.validFrom);
  t.true(Math.abs(now.getTime() - from - 2 * DAY_MS) < 1000);
  t.is(Date.parse(leaf.validTo) - from, 90 * DAY_MS);
  const ca = new X509Certificate(ecAuthority.certPem);
  const late = new X509Certificate(mintFor('a.test', new Date(Date.parse(ca.validTo) - DAY_MS)));
  t.is(late.validTo, ca.validTo);
});

test('dates from 2050 on are written as GeneralizedTime', (t) => {
  const authority = createAuthority({ keyType: 'ec', now: new Date('2045-06-01T00:00:00Z') });
  const ca = new X509Certificate(authority.certPem);
  t.is(Date.parse(ca.validFrom), Date.parse('2045-05-30T00:00:00Z'));
  t.true(Date.parse(ca.validTo) > Date.parse('2055-05-01T00:00:00Z'));
  t.true(ca.verify(ca.publicKey));
});

test('two authorities never have the same name', (t) => {
  const [one, two] = [ecAuthority, rsaAuthority].map(({ certPem }) => new X509Certificate(certPem));
  t.not(one?.subject, two?.subject);
  t.regex(one?.subject ?? '', /^O=clawsec\nCN=clawsec CA [0-9a-f]{16}$/);
});

test('an authority made by another tool is honoured, its key identifier too', async (t) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const args = ['req', '-new', '-x509', '-key', '@key', '-subj', '/C=CH/O=Ours & Söhne/CN=Root', '-utf8'];
  args.push('-days', '30', '-addext', 'keyUsage=critical,keyCertSign,cRLSign', '-config', '@config');
  const config =
    '[req]\ndistinguished_name=dn\nx509_extensions=v3\n[dn]\n[v3]\nbasicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=hash\n';
  const certPem = await openssl(t, args, { key: keyPem, config });
  const leaf = mintLeaf({
    host: 'a.test',
    authority: { certPem, keyPem },
    publicKeyDer: leafKey.publicKeyDer,
    now: new Date(),
  });
  t.regex(await openssl(t, ['verify', '-x509_strict', '-CAfile', '@ca', '@leaf'], { ca: certPem, leaf }), /: OK/);
});

test('PEM bodies of every length load', (t) => {
  const lengths = new Set<number>();
  for (let length = 1; length <= 63; length += 1) {
    for (const authority of [rsaAuthority, ecAuthority]) {
      const cert = mintLeaf({ host: 'h'.repeat(length), authority, publicKeyDer: leafKey.publicKeyDer, now });
      t.notRegex(cert, /\n\n|[^\n]{65}/);
      lengths.add(cert.split('\n').slice(1, -2).join('').length % 64);
      t.notThrows(() => tls.createSecureContext({ cert, key: leafKey.keyPem }));
    }
  }
  // Base64 comes in fours, so these are all there are.
  t.deepEqual(
    [...lengths].sort((a, b) => a - b),
    Array.from({ length: 16 }, (_, i) => i * 4),
  );
});
