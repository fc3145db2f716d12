import { createHmac, randomBytes } from 'node:crypto';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import test from 'ava';
import type { Threat } from '../../src/model/threat.ts';
import { curl } from '../support/curl.ts';
import { type HttpOrigin, startHttpOrigin } from '../support/http-origin.ts';
import { type LiveMonitor, startLive } from '../support/live-monitor.ts';
import { until } from '../support/monitor.ts';
import { connectTls, readUntil, startTlsOrigin } from '../support/proxy-fixture.ts';
import { Shared } from '../support/shared.ts';
import { clientFrame, frame } from '../support/websocket-frames.ts';

/** Written backwards, which nothing undoes. */
const mirrored = (text: string): string => Array.from(text).toReversed().join('');

/** A key that nothing else on this machine holds. */
const newKey = (): string => `sk-ant-api03-${randomBytes(30).toString('hex')}`;

/** What the cases have at hand: a monitor, origins, clients. */
interface Scene {
  readonly monitor: LiveMonitor;
  readonly origin: HttpOrigin;
  readonly plain: HttpOrigin;
  readonly socketPort: number;
  readonly url: string;
  /** A TLS connection through the monitor. */
  tunnel(port: number): Promise<TLSSocket>;
}

interface Case {
  readonly name: string;
  readonly key: string;
  readonly expected: Pick<Threat, 'direction' | 'location'> & { readonly protocol?: Threat['protocol'] };
  readonly send: (scene: Scene, key: string) => Promise<unknown>;
  /** Of what a case sends when it isn't the origin for HTTPS. */
  readonly portOf?: (scene: Scene) => number;
}

const outbound = (location: string) => ({ direction: 'outbound', location }) as const;
const inbound = (location: string) => ({ direction: 'inbound', location }) as const;

/** A request of Node's own client on a connection through the monitor. */
function nodeRequest(socket: TLSSocket, path: string, method = 'GET'): ClientRequest {
  return request({ createConnection: () => socket, host: 'localhost', path, method });
}

async function answered(sent: ClientRequest): Promise<string> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response as AsyncIterable<Buffer>) text += chunk.toString();
  return text;
}

async function postInTwo(scene: Scene, body: string, at: number): Promise<void> {
  const sent = nodeRequest(await scene.tunnel(scene.origin.port), '/', 'POST');
  sent.setHeader('Content-Length', body.length);
  sent.write(body.slice(0, at));
  // Longer than the monitor waits for the rest of a text before it judges what it has.
  await sleep(60);
  sent.end(body.slice(at));
  await answered(sent);
}

async function webSocket(scene: Scene): Promise<TLSSocket> {
  const socket = await scene.tunnel(scene.socketPort);
  socket.write('GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n');
  socket.write('Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
  await readUntil(socket, '\r\n\r\n');
  return socket;
}

const CASES: readonly Case[] = [
  {
    name: 'in the URL',
    key: newKey(),
    expected: outbound('request.url'),
    send: ({ monitor, url }, key) => curl(monitor, [`${url}/v1?key=${key}&x=1`]),
  },
  {
    name: 'in the URL, percent-encoded',
    key: newKey(),
    expected: outbound('request.url'),
    send: ({ monitor, url }, key) => curl(monitor, [`${url}/v1?key=%22${key.replaceAll('-', '%2D')}%22`]),
  },
  {
    name: 'in a header',
    key: newKey(),
    expected: outbound('request.header.x-api-key'),
    send: ({ monitor, url }, key) => curl(monitor, ['-H', `X-Api-Key: ${key}`, url]),
  },
  {
    name: 'in Authorization',
    key: newKey(),
    expected: outbound('request.header.authorization'),
    send: ({ monitor, url }, key) => curl(monitor, ['-H', `Authorization: Bearer ${key}`, url]),
  },
  {
    name: 'in a chunked body',
    key: newKey(),
    expected: outbound('request.body'),
    send: ({ monitor, url }, key) =>
      curl(monitor, ['-H', 'Transfer-Encoding: chunked', '--data-binary', '@-', url], `{"key":"${key}"}`),
  },
  {
    name: 'in a body behind 100 KB',
    key: newKey(),
    expected: outbound('request.body'),
    send: ({ monitor, url }, key) => curl(monitor, ['--data-binary', '@-', url], `${'padding '.repeat(12_800)}${key} `),
  },
  {
    name: 'in a file that is uploaded',
    key: newKey(),
    expected: outbound('request.body'),
    send: ({ monitor, url }, key) => curl(monitor, ['-F', 'file=@-;filename=notes.txt', url], `my key is ${key}\n`),
  },
  {
    name: 'in the second request of a connection',
    key: newKey(),
    expected: outbound('request.body'),
    send: ({ monitor, url }, key) =>
      curl(monitor, ['-d', 'clean', `${url}/first`, '--next', '-d', key, `${url}/second`]),
  },
  {
    name: 'in a body that pauses before the key is recognisable',
    key: newKey(),
    expected: outbound('request.body'),
    send: (scene, key) => postInTwo(scene, `{"key":"${key}"}`, 12),
  },
  {
    name: 'in a body of Node’s own client',
    key: newKey(),
    expected: outbound('request.body'),
    send: async (scene, key) => answered(nodeRequest(await scene.tunnel(scene.origin.port), '/', 'POST').end(key)),
  },
  {
    name: 'in a plain HTTP request',
    key: newKey(),
    expected: { ...outbound('request.header.x-token'), protocol: 'http' },
    portOf: (scene) => scene.plain.port,
    send: ({ monitor, plain }, key) => curl(monitor, ['-H', `X-Token: ${key}`, `http://localhost:${plain.port}/`]),
  },
  {
    name: 'in a WebSocket message of the client',
    key: newKey(),
    expected: outbound('ws.message'),
    portOf: (scene) => scene.socketPort,
    send: async (scene, key) => {
      const socket = await webSocket(scene);
      socket.write(clientFrame(`{"token":"${key}"}`));
      await readUntil(socket, 'got it');
    },
  },
  {
    name: 'in a WebSocket message of the server',
    key: newKey(),
    expected: inbound('ws.message'),
    portOf: (scene) => scene.socketPort,
    send: async (scene, key) => {
      const socket = await webSocket(scene);
      // From its end on no rule sees it on the way there.
      socket.write(clientFrame(`say ${mirrored(key)}`));
      await readUntil(socket, key);
    },
  },
  {
    name: 'in a header of the response',
    key: newKey(),
    expected: inbound('response.header.x-secret'),
    send: ({ monitor, url }, key) => curl(monitor, [`${url}/header?${mirrored(key)}`]),
  },
  {
    name: 'in base64 in JSON, and nowhere else,',
    key: newKey(),
    expected: outbound('request.body'),
    send: ({ monitor, url }, key) =>
      curl(monitor, ['-d', JSON.stringify({ file: Buffer.from(`API_KEY=${key}\n`).toString('base64') }), url]),
  },
  {
    name: 'in the body of the response',
    key: newKey(),
    expected: inbound('response.body'),
    send: ({ monitor, url }, key) => curl(monitor, [`${url}/body?${mirrored(key)}`]),
  },
];

/** A key cut in two by a pause is found by its beginning, so its fingerprint tells nothing. */
const PAUSED_KEY = newKey();

const shared = new Shared();
let scene: Scene;
let lines: readonly Threat[] = [];
let written = '';

test.before(async () => {
  const keyIn = (url = ''): string => mirrored(url.split('?')[1] ?? '');
  const origin = await startHttpOrigin(shared, (req, res) => {
    if (req.url?.startsWith('/header') === true) res.setHeader('X-Secret', keyIn(req.url));
    req.resume().on('end', () => res.end(req.url?.startsWith('/body') === true ? keyIn(req.url) : 'fine'));
  });
  const plain = await startHttpOrigin(shared, (_req, res) => res.end('fine'), { plain: true });
  const socketPort = await startTlsOrigin(shared, (socket) => {
    void (async () => {
      await readUntil(socket, '\r\n\r\n');
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      socket.on('data', (bytes: Buffer) => {
        const key = bytes.subarray(bytes[1] === 0xfe ? 4 : 2, bytes[1] === 0xfe ? 8 : 6);
        const text = bytes.subarray(bytes[1] === 0xfe ? 8 : 6).map((byte, i) => byte ^ (key[i % 4] ?? 0));
        const [verb, what = ''] = Buffer.from(text).toString().split(' ');
        socket.write(frame(verb === 'say' ? mirrored(what) : 'got it'));
      });
    })();
  });
  const monitor = await startLive(shared, { dedup_window_secs: 0, log_level: 'DEBUG' });
  const ca = readFileSync(monitor.caFile, 'utf8');
  scene = {
    monitor,
    origin,
    plain,
    socketPort,
    url: `https://localhost:${origin.port}`,
    tunnel: (port) => connectTls(shared, monitor.port, `localhost:${port}`, { ca }),
  };
  for (const { send, key } of CASES) await send(scene, key);
  await postInTwo(scene, `{"key":"${PAUSED_KEY}"}`, 50);
  // All that was detected is in the file after a stop.
  monitor.kill('SIGTERM');
  await monitor.exit;
  lines = monitor.threats();
  written = monitor.written();
});

test.after.always(() => shared.end());

/** As the monitor makes them, with its own key. */
const fingerprintOf = (key: string): string => {
  const own = readFileSync(`${scene.monitor.logDir}/fingerprint.key`, 'latin1').trimEnd();
  return createHmac('sha256', own).update(key).digest('hex').slice(0, 16);
};

for (const { name, key, expected, portOf } of CASES) {
  test(`a key ${name} is one line, and right`, (t) => {
    const own = lines.filter((line) => line.fingerprint === fingerprintOf(key));
    t.is(own.length, 1);
    t.like(own[0], {
      protocol: 'https',
      ...expected,
      threat_type: 'EXFIL',
      pattern: 'ai_api_key',
      source: '127.0.0.1',
      dest: `localhost:${portOf?.(scene) ?? scene.origin.port}`,
    });
  });
}

test('every line has the eight fields of the specification first, in its order, and nothing else fired', (t) => {
  const fields = ['direction', 'protocol', 'threat_type', 'pattern', 'snippet', 'source', 'dest', 'timestamp'];
  for (const line of lines) {
    const [known, more] = [
      [...fields, 'id', 'severity', 'location', 'fingerprint', 'length', 'prefix', 'offset'],
      ['decoded', 'field', 'stream', 'method', 'path'],
    ];
    t.deepEqual(Object.keys(line).slice(0, known.length), known);
    for (const key of Object.keys(line).slice(known.length)) t.true(more.includes(key), key);
    t.regex(line.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    t.true(Math.abs(Date.parse(line.timestamp) - Date.now()) < 600_000);
    t.true(line.snippet.length <= 200);
    t.regex(line.snippet, /sk-ant-/);
  }
  t.is(lines.length, CASES.length + 1);
  t.is(new Set(lines.map((line) => line.id)).size, lines.length);
});

test('a key cut in two by a pause is one line', (t) => {
  const known = new Set(CASES.map(({ key }) => fingerprintOf(key)));
  const own = lines.filter((line) => !known.has(line.fingerprint));
  t.is(own.length, 1);
  t.like(own[0], { ...outbound('request.body'), pattern: 'ai_api_key' });
});

test('no key stands in clear in the threat log, in clawsec.log or on the terminal', (t) => {
  for (const key of [...CASES.map((one) => one.key), PAUSED_KEY]) {
    const drawn = key.slice('sk-ant-api03-'.length);
    for (const piece of [drawn.slice(0, 16), drawn.slice(20, 36), drawn.slice(-16)]) t.false(written.includes(piece));
  }
});

test('threats are mirrored in clawsec.log and on the terminal', (t) => {
  const mirrored = scene.monitor.output().match(/WARNING EXFIL ai_api_key \w+ 127\.0\.0\.1 localhost:\d+ /g) ?? [];
  t.is(mirrored.length, lines.length);
  const log = readFileSync(`${scene.monitor.logDir}/clawsec.log`, 'utf8');
  for (const { id } of lines) t.is(log.split(id).length, 2);
});

test('the two requests of one curl came over one connection', async (t) => {
  // One connection for each client that spoke HTTPS, whatever number of requests it sent.
  const clients = CASES.filter(({ portOf }) => portOf === undefined).length + 1;
  await until(() => scene.origin.connections() >= clients);
  t.is(scene.origin.connections(), clients);
});
