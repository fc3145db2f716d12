import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import test from 'ava';
import { cleanEnv } from '../support/clean-env.ts';
import { curl } from '../support/curl.ts';
import { startHttpOrigin } from '../support/http-origin.ts';
import { startLive } from '../support/live-monitor.ts';
import { until } from '../support/monitor.ts';
import { connectTls, readUntil } from '../support/proxy-fixture.ts';

const run = promisify(execFile);

/** What an agent on Node does without a proxy library: CONNECT, then TLS with the CAs the process was started with. */
const NODE_AGENT = `
  const [port, target] = process.argv.slice(1);
  require('node:http').request({ port, host: '127.0.0.1', method: 'CONNECT', path: target })
    .on('connect', (_reply, socket) => {
      require('node:http').get({ host: 'localhost', path: '/AKIAIOSFODNN7EXAMPLE',
        createConnection: () => require('node:tls').connect({ socket, servername: 'localhost' }) },
        (res) => res.pipe(process.stdout).on('finish', () => process.exit()));
    }).end();`;

test('the variables of the specification are all an agent needs', async (t) => {
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'));
  const plain = await startHttpOrigin(t, (_req, res) => res.end('fine'), { plain: true });
  const monitor = await startLive(t, { dedup_window_secs: 0 });
  const proxy = `http://127.0.0.1:${monitor.port}`;
  const env = cleanEnv({
    HTTP_PROXY: proxy,
    http_proxy: proxy,
    HTTPS_PROXY: proxy,
    CURL_CA_BUNDLE: monitor.caFile,
    NODE_EXTRA_CA_CERTS: monitor.caFile,
  });
  for (const url of [`https://localhost:${origin.port}`, `http://localhost:${plain.port}`]) {
    const { stdout } = await run('curl', ['-qsS', `${url}/AKIAIOSFODNN7EXAMPLE`], { env });
    t.is(stdout, 'fine');
  }
  const node = ['-e', NODE_AGENT, String(monitor.port), `localhost:${origin.port}`];
  t.is((await run(process.execPath, node, { env })).stdout, 'fine');
  // Without the CA an agent is told that something stands in between.
  const { CURL_CA_BUNDLE, ...untrusting } = env;
  await t.throwsAsync(run('curl', ['-qsS', `https://localhost:${origin.port}`], { env: untrusting }), { code: 60 });
  t.is(CURL_CA_BUNDLE, monitor.caFile);
  await monitor.clawsec('stop');
  t.deepEqual(
    monitor.threats().map((one) => `${one.protocol} ${one.location}`),
    ['https request.url', 'http request.url', 'https request.url'],
  );
});

test('three megabytes up and down arrive byte for byte', async (t) => {
  const blob = randomBytes(3_000_000);
  const origin = await startHttpOrigin(t, (req, res) => {
    const hash = createHash('sha256');
    req.on('data', (bytes: Buffer) => hash.update(bytes));
    req.on('end', () => res.end(req.method === 'POST' ? hash.digest('hex') : blob));
  });
  const monitor = await startLive(t);
  const url = `https://localhost:${origin.port}/`;
  const text = blob.toString('base64');
  // So long a body curl announces with Expect: 100-continue.
  const up = await curl(monitor, ['-H', 'Content-Type: text/plain', '--data-binary', '@-', url], text);
  t.is(up.body, createHash('sha256').update(text).digest('hex'));
  const ca = readFileSync(monitor.caFile, 'utf8');
  const socket = await connectTls(t, monitor.port, `localhost:${origin.port}`, { ca });
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  const chunks: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
  t.true(Buffer.concat(chunks).includes(blob));
});

test('an event stream is passed on at once, event by event, and read while it runs', async (t) => {
  let next = (_text: string): void => {};
  const origin = await startHttpOrigin(t, (_req, res) => {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' });
    res.flushHeaders();
    next = (text) => void res.write(`data: ${text}\n\n`);
  });
  const monitor = await startLive(t);
  const ca = readFileSync(monitor.caFile, 'utf8');
  const socket = await connectTls(t, monitor.port, `localhost:${origin.port}`, { ca });
  socket.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await readUntil(socket, '\r\n\r\n');
  // Each event is sent only when the one before it has arrived.
  for (const text of ['one', 'two', 'AKIAIOSFODNN7EXAMPLE', 'four']) {
    next(text);
    t.true((await readUntil(socket, '\n\n')).includes(text));
  }
  await until(() => monitor.threats().length === 1, 'a threat while the stream is open');
  t.like(monitor.threats()[0], { direction: 'inbound', pattern: 'aws_access_key', location: 'response.body' });
});

test('what passes unread is served, counted, and told by status', async (t) => {
  const origin = await startHttpOrigin(t, (_req, res) => {
    res.writeHead(200, { 'Content-Encoding': 'compress' }).end('AKIAIOSFODNN7EXAMPLE');
  });
  const monitor = await startLive(t);
  t.is((await curl(monitor, [`https://localhost:${origin.port}/`])).body, 'AKIAIOSFODNN7EXAMPLE');
  await until(() => monitor.status()?.counters.skipped.content_encoding === 1, 'it counted');
  const { stdout } = await monitor.clawsec('status');
  for (const part of ['Passed unread', 'content coding']) t.true(stdout.includes(part), stdout);
});
