import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import tls from 'node:tls';
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { UserError } from '../../src/model/errors.ts';
import { checkUpstreamIdentity, loadUpstreamTrust, upstreamContext } from '../../src/proxy/upstream-trust.ts';
import { createAuthority } from '../../src/wire/mint.ts';
import { ecAuthority, leafKey, mintFor, now, rsaAuthority, scratchDir } from '../support/cert-fixtures.ts';

const [ours, theirs, third] = [rsaAuthority, ecAuthority, createAuthority({ keyType: 'ec', now })].map(({ certPem }) =>
  certPem.trim(),
) as [string, string, string];
const nowhere = { env: {}, systemBundles: [] };

test("Node's roots are there by default, each once", async (t) => {
  const { certificates, warnings } = await loadUpstreamTrust(nowhere);
  t.is(certificates.length, new Set(tls.rootCertificates).size);
  t.deepEqual(warnings, []);
  t.notThrows(() => upstreamContext(certificates));
});

test('adds up the system bundle, both variables and upstream_ca_file', async (t) => {
  const dir = await scratchDir(t);
  const [bundle, extra, file] = [join(dir, 'bundle'), join(dir, 'extra'), join(dir, 'file')];
  await writeFile(bundle, `# roots\n${ours}\n\n${tls.rootCertificates[0]}`);
  await writeFile(extra, theirs.replaceAll('\n', '\r\n'));
  await writeFile(file, `${third}\n${theirs}\n`);
  const { certificates, warnings } = await loadUpstreamTrust({
    env: { NODE_EXTRA_CA_CERTS: extra, SSL_CERT_FILE: bundle },
    systemBundles: [join(dir, 'none'), bundle, file],
    upstreamCaFile: file,
  });
  t.deepEqual(warnings, []);
  t.is(certificates.length, new Set(tls.rootCertificates).size + 3);
  t.notThrows(() => upstreamContext(certificates));
});

test('our own CA is no problem anywhere, and not trusted', async (t) => {
  const dir = await scratchDir(t);
  const own = join(dir, 'ca.crt');
  await writeFile(own, `${ours}\n`);
  const { certificates, warnings } = await loadUpstreamTrust({
    env: { NODE_EXTRA_CA_CERTS: own, SSL_CERT_FILE: own },
    systemBundles: [own],
    upstreamCaFile: own,
    ownCaPem: rsaAuthority.certPem,
  });
  t.deepEqual(warnings, []);
  t.false(certificates.includes(ours));
  t.is(certificates.length, new Set(tls.rootCertificates).size);
});

test('a variable that leads nowhere is a warning', async (t) => {
  const dir = await scratchDir(t);
  const empty = join(dir, 'empty');
  await writeFile(empty, 'nothing here');
  const { warnings } = await loadUpstreamTrust({
    ...nowhere,
    env: { NODE_EXTRA_CA_CERTS: join(dir, 'none'), SSL_CERT_FILE: empty },
  });
  t.deepEqual(warnings, [
    `NODE_EXTRA_CA_CERTS: ${dir}/none: it does not exist; ignored`,
    `SSL_CERT_FILE: ${empty}: it holds no PEM certificate; ignored`,
  ]);
});

test('a broken certificate does not spoil the others', async (t) => {
  const dir = await scratchDir(t);
  const file = join(dir, 'file');
  const broken = `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`;
  await writeFile(file, [broken, theirs.replace(/\n.{64}\n/, '\n'), theirs].join('\n'));
  const { certificates } = await loadUpstreamTrust({ ...nowhere, upstreamCaFile: file });
  t.is(certificates.at(-1), theirs);
  t.is(certificates.length, new Set(tls.rootCertificates).size + 1);
  t.notThrows(() => upstreamContext(certificates));
});

test('an upstream_ca_file that is of no use stops the start', async (t) => {
  const dir = await scratchDir(t);
  const empty = join(dir, 'empty');
  await writeFile(empty, ecAuthority.keyPem);
  await chmod(empty, 0o600);
  for (const [upstreamCaFile, reason] of [
    [join(dir, 'none'), /it does not exist/],
    [dir, /it is a folder/],
    [empty, /holds no PEM certificate/],
  ] as const) {
    const trust = loadUpstreamTrust({ ...nowhere, upstreamCaFile });
    const error = await t.throwsAsync(trust, { instanceOf: UserError, message: reason });
    t.is(error.code, 'ca_file_unreadable');
  }
});

test('the context trusts what was added and nothing else, from TLS 1.2 on', async (t) => {
  const connect = async (certificates: readonly string[], serverVersion: tls.SecureVersion): Promise<boolean> => {
    const ciphers = 'DEFAULT@SECLEVEL=0';
    const limits = { minVersion: 'TLSv1', maxVersion: serverVersion, ciphers } as const;
    const server = tls.createServer({ key: leafKey.keyPem, cert: mintFor('a.test'), ...limits });
    t.teardown(() => server.close());
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const secureContext = upstreamContext(certificates);
    const socket = tls.connect({ port, host: '127.0.0.1', servername: 'a.test', secureContext });
    t.teardown(() => socket.destroy());
    await once(socket, 'secureConnect');
    return socket.authorized;
  };
  t.true(await connect([...tls.rootCertificates, theirs], 'TLSv1.3'));
  t.true(await connect([theirs], 'TLSv1.2'));
  await t.throwsAsync(connect([ours], 'TLSv1.3'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  await t.throwsAsync(connect([theirs], 'TLSv1.1'), { code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
});

test('a certificate is for the host it names, be it a name or an address', (t) => {
  for (const host of ['a.test', '127.0.0.1', '::1', '2001:db8::1']) {
    for (const other of ['a.test', '127.0.0.1', '::1', '2001:db8::1', '2001:DB8:0::1', 'b.test']) {
      const refusal = checkUpstreamIdentity(other, new X509Certificate(mintFor(host)).toLegacyObject());
      t.is(refusal === undefined, new URL(asUrl(host)).host === new URL(asUrl(other)).host, `${host} ${other}`);
    }
  }
});

const asUrl = (host: string): string => (host.includes(':') ? `https://[${host}]` : `https://${host}`);
