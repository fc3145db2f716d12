import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import test from 'ava';
import { type Options, defaultOptions } from '../../config/options.ts';
import type { Detection } from '../../src/model/finding.ts';
import { assemble } from '../../src/service/assemble.ts';
import type { Owner } from '../support/monitor.ts';
import { startHttpOrigin } from '../support/http-origin.ts';
import { connect, connectTls, originCa, proxyCa, readAll } from '../support/proxy-fixture.ts';
import { tempDir } from '../support/temp-dir.ts';

async function assembled(owner: Owner, options: Partial<Options> = {}) {
  const upstreamCaFile = join(tempDir(owner), 'origin.crt');
  writeFileSync(upstreamCaFile, originCa.certPem);
  const found: Detection[] = [];
  const said: string[] = [];
  const all = {
    ...defaultOptions(),
    proxy_port: 0,
    gateway_local_port: 0,
    upstream_ca_file: upstreamCaFile,
    drain_timeout_secs: 1,
    ...options,
  };
  const monitor = await assemble({
    options: all,
    authority: proxyCa,
    ticketKeys: Buffer.alloc(48, 7),
    log: (level, message) => said.push(`${level} ${message}`),
    report: (detection) => found.push(detection),
  });
  const portOf = (address = ''): number => Number(address.slice(address.lastIndexOf(':') + 1));
  const addresses = await monitor.listen();
  return { monitor, found, said, addresses, port: portOf(addresses.proxy), gatewayPort: portOf(addresses.gateway) };
}

async function get(socket: Socket, target: string): Promise<string> {
  socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  return readAll(socket);
}

test('relay and detection meet: what goes through is found, and reported when drain resolves', async (t) => {
  const origin = await startHttpOrigin(t, (_req, res) => res.end('rm -rf / it says'));
  const { monitor, found, said, port } = await assembled(t);
  const socket = await connectTls(t, port, `localhost:${origin.port}`);
  t.regex(await get(socket, '/?AKIAIOSFODNN7EXAMPLE'), /rm -rf \/ it says$/);
  await monitor.drain();
  const dest = `localhost:${origin.port}`;
  t.deepEqual(
    found.map(({ finding, direction, flow }) => [finding.rule, direction, flow.protocol, flow.dest]),
    [
      ['aws_access_key', 'outbound', 'https', dest],
      ['destructive_rm', 'inbound', 'https', dest],
    ],
  );
  // With fractions of a millisecond, which become the microseconds of the threat line.
  t.true(found.some(({ at }) => !Number.isInteger(at)));
  t.true(found.every(({ at }) => Math.abs(at - Date.now()) < 600_000));
  t.like(monitor.counters, { connections: 1, open: 0, requests: 1, windows: 2, skipped: {}, failures: {} });
  t.deepEqual(
    said.filter((line) => line.startsWith('ERROR')),
    [],
  );
});

test('secrets are masked unless it is told otherwise', async (t) => {
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'), { plain: true });
  for (const mask of [true, false]) {
    const { monitor, found, port } = await assembled(t, { mask_secrets: mask });
    await get(await connect(t, port), `http://localhost:${origin.port}/?AKIAIOSFODNN7EXAMPLE`);
    await monitor.drain();
    t.is(found[0]?.finding.snippet.includes('AKIAIOSFODNN7EXAMPLE'), !mask);
  }
});

test('the gateway relay listens beside the proxy, unless it is off', async (t) => {
  const target = await startHttpOrigin(t, (req, res) => res.end(JSON.stringify(req.headers)), { plain: true });
  const { monitor, found, gatewayPort } = await assembled(t, { gateway_target_port: target.port });
  t.true(
    (await get(await connect(t, gatewayPort), '/AKIAIOSFODNN7EXAMPLE')).endsWith(
      '{"host":"localhost","connection":"close"}',
    ),
  );
  await monitor.drain();
  t.is(found[0]?.flow.protocol, 'gateway');
  const without = await assembled(t, { enable_gateway_proxy: false });
  t.false('gateway' in without.addresses);
  await without.monitor.drain();
});

test('a CA file that can not be read is a mistake of the user', async (t) => {
  await t.throwsAsync(assembled(t, { upstream_ca_file: '/no/such/file' }), { name: 'UserError' });
});
