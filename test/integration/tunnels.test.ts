import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { createAuthority } from '../../src/wire/mint.ts';
import { curl } from '../support/curl.ts';
import { startHttpOrigin } from '../support/http-origin.ts';
import { startLive } from '../support/live-monitor.ts';
import { loopbackAddresses } from '../support/loopback.ts';
import { freePort, until } from '../support/monitor.ts';
import { originCa, readAll, startOrigin } from '../support/proxy-fixture.ts';
import { tempDir } from '../support/temp-dir.ts';

const KEY = 'X-Id: AKIAIOSFODNN7EXAMPLE';

test('--no-mitm leaves tunnels closed: the client sees the origin’s own certificate, and status counts it', async (t) => {
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'));
  const monitor = await startLive(t, {}, { args: ['--no-mitm'] });
  t.regex(monitor.output(), /MITM OFF/);
  const caFile = join(tempDir(t), 'origin.crt');
  writeFileSync(caFile, originCa.certPem);
  const url = `https://localhost:${origin.port}/`;
  t.like(await curl({ port: monitor.port, caFile }, ['-H', KEY, url]), { code: 0, status: 200, body: 'fine' });
  t.is((await curl(monitor, [url])).code, 60);
  const plain = await startHttpOrigin(t, (_req, res) => res.end('fine'), { plain: true });
  t.is((await curl(monitor, ['-H', KEY, `http://localhost:${plain.port}/`])).status, 200);
  await until(() => (monitor.status()?.counters.skipped.no_mitm ?? 0) >= 2, 'two tunnels counted');
  const status = await monitor.clawsec('status');
  t.regex(status.stdout, /MITM\s+OFF/);
  t.regex(status.stdout, /tunnels left closed because interception is off/);
  await monitor.clawsec('stop');
  // Plain HTTP is read all the same.
  t.deepEqual(
    monitor.threats().map((one) => one.dest),
    [`localhost:${plain.port}`],
  );
});

test('hosts in passthrough_hosts are not opened, others are', async (t) => {
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'));
  const other = await startHttpOrigin(t, (_req, res) => res.end('fine'), { host: '127.0.0.1' });
  const monitor = await startLive(t, { passthrough_hosts: ['localhost', '*.internal.test'] });
  const caFile = join(tempDir(t), 'origin.crt');
  writeFileSync(caFile, originCa.certPem);
  const closed = await curl({ port: monitor.port, caFile }, ['-H', KEY, `https://localhost:${origin.port}/`]);
  t.like(closed, { code: 0, status: 200 });
  t.is((await curl(monitor, ['-H', KEY, `https://127.0.0.1:${other.port}/`])).status, 200);
  await monitor.clawsec('stop');
  t.deepEqual(
    monitor.threats().map((one) => one.dest),
    [`127.0.0.1:${other.port}`],
  );
  t.is(monitor.status()?.counters.skipped.passthrough_host, 1);
});

test('over HTTPS too, an upstream that can’t be reached is 502 and one that isn’t trusted 526', async (t) => {
  const stranger = createAuthority({ keyType: 'ec', now: new Date() });
  const untrusted = await startHttpOrigin(t, (_req, res) => res.end('never'), { authority: stranger });
  const misnamed = await startHttpOrigin(t, (_req, res) => res.end('never'), { host: 'other.test' });
  const resetting = await startOrigin(t, (socket) => socket.once('data', () => socket.resetAndDestroy()));
  const monitor = await startLive(t);
  const closed = await freePort();
  for (const [url, status] of [
    [`https://localhost:${closed}/`, 502],
    [`https://no-such-host.invalid/`, 502],
    [`https://localhost:${resetting}/`, 502],
    [`http://localhost:${closed}/`, 502],
    [`https://localhost:${untrusted.port}/`, 526],
    [`https://localhost:${misnamed.port}/`, 526],
  ] as const) {
    const answer = await curl(monitor, [url]);
    t.like(answer, { code: 0, status }, url);
    t.regex(answer.body, /^clawsec: [A-Z][^\n]+\.\n/, url);
  }
  await monitor.clawsec('stop');
  t.like(monitor.status()?.counters.failures, { upstream_untrusted: 2, dns_failed: 1 });
});

for (const address of loopbackAddresses()) {
  const literal = address.includes(':') ? `[${address}]` : address;
  test(`an upstream by its address ${literal}, over HTTPS and plain HTTP`, async (t) => {
    const secure = await startHttpOrigin(t, (_req, res) => res.end('fine'), { host: address, address });
    const plain = await startHttpOrigin(t, (_req, res) => res.end('fine'), { address, plain: true });
    const monitor = await startLive(t);
    t.like(await curl(monitor, ['-H', KEY, `https://${literal}:${secure.port}/`]), { code: 0, status: 200 });
    t.like(await curl(monitor, ['-H', KEY, `http://${literal}:${plain.port}/`]), { code: 0, status: 200 });
    await monitor.clawsec('stop');
    t.deepEqual(
      monitor.threats().map((one) => one.dest),
      [`${literal}:${secure.port}`, `${literal}:${plain.port}`],
    );
  });
}

test('60 new hosts at once are all served', async (t) => {
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'), { isEveryHost: true });
  const monitor = await startLive(t);
  const parallel = ['--parallel', '--parallel-immediate', '--parallel-max', '60', '--fail-early', '-f'];
  const hosts = Array.from({ length: 60 }, (_, n) => `https://h${n}.example.test/`);
  const answer = await curl(monitor, [...parallel, '--connect-to', `::localhost:${origin.port}`, ...hosts]);
  t.is(answer.code, 0, answer.stderr);
  t.is(answer.body.match(/fine/g)?.length, 60);
  await until(() => monitor.status()?.counters.requests === 60, '60 requests');
  t.deepEqual(monitor.status()?.counters.failures, {});
});

test('CONNECT and requests to the proxy itself are refused, garbage too, and it stands', async (t) => {
  const monitor = await startLive(t);
  const say = async (text: string): Promise<string> => {
    const socket = connectTcp(monitor.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(text);
    return readAll(socket);
  };
  t.regex(await say(`GET http://localhost:${monitor.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`), /^HTTP\/1\.1 508 /);
  t.regex(await say(`CONNECT localhost:${monitor.port} HTTP/1.1\r\nHost: x\r\n\r\n`), /^HTTP\/1\.1 (?:200|508) /);
  t.regex(await say('\x00\x01\x02 garbage\r\n\r\n'), /^HTTP\/1\.1 400 /);
  t.regex(
    await say(`GET http://x.test/ HTTP/1.1\r\nHost: x.test\r\nX: ${'y'.repeat(200_000)}\r\n\r\n`),
    /^HTTP\/1\.1 431 /,
  );
  const smuggled =
    'POST http://x.test/ HTTP/1.1\r\nHost: x.test\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n';
  t.regex(await say(smuggled), /^HTTP\/1\.1 400 /);
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'));
  t.is((await curl(monitor, [`https://localhost:${origin.port}/`])).body, 'fine');
  t.notRegex(readFileSync(join(monitor.logDir, 'status.json'), 'utf8'), /"respawns":[^0]/);
});

test('the CAs named in NODE_EXTRA_CA_CERTS at the start are trusted upstream', async (t) => {
  const authority = createAuthority({ keyType: 'ec', now: new Date() });
  const file = join(tempDir(t), 'extra.crt');
  writeFileSync(file, authority.certPem);
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'), { authority });
  for (const name of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE']) {
    const monitor = await startLive(t, {}, { env: { [name]: file } });
    t.is((await curl(monitor, [`https://localhost:${origin.port}/`])).status, 200, name);
  }
});
