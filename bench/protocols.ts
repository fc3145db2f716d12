/**
 * What the whole program costs beside HTTP/2, WebSockets and event streams, in one run each, as ratios. Run after
 * `npm run build`: `node dist/bench/protocols.js`. Linux: CPU time is read from /proc.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { WebSocket, WebSocketServer } from 'ws';
import { descendantsOf } from '../src/service/process-tree.ts';
import { startHttp2Origin } from '../test/support/http2-origin.ts';
import { startHttpOrigin } from '../test/support/http-origin.ts';
import { startLive } from '../test/support/live-monitor.ts';
import { connectTls, proxyCa } from '../test/support/proxy-fixture.ts';
import { Shared } from '../test/support/shared.ts';
import { startTermination } from './http2-termination.ts';

const REPETITIONS = 5;
const REQUESTS = 4000;
const CONCURRENT = 16;
const MESSAGES = 2000;
const EVENTS = 400;
/** Of /proc/PID/stat on Linux. */
const MS_PER_TICK = 10;

const owner = new Shared();
const monitor = await startLive(owner);
const ca = readFileSync(monitor.caFile, 'utf8');
const peer = await startTermination(owner);

function cpuMs(root: number): number {
  const pids = [root, ...descendantsOf(root).map(({ pid }) => pid)];
  return pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    return sum + (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
  }, 0);
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;

/** CPU of a proxy, µs for each request of a 1 KB answer over HTTP/2. */
async function http2Cost(pid: number, proxyPort: number, trusted: string, port: number): Promise<number> {
  const socket = await connectTls(owner, proxyPort, `localhost:${port}`, { ca: trusted, ALPNProtocols: ['h2'] });
  const session = connectHttp2('https://localhost', { createConnection: () => socket });
  const ask = async (): Promise<void> => {
    const answer = await text(session.request({ ':path': '/v1/messages', 'user-agent': 'bench', accept: '*/*' }));
    if (answer.length !== 1024) throw new Error(`${answer.length} bytes`);
  };
  const many = async (count: number): Promise<void> => {
    let left = count;
    const worker = async (): Promise<void> => {
      while (left-- > 0) await ask();
    };
    await Promise.all(Array.from({ length: CONCURRENT }, worker));
  };
  await many(500);
  const before = cpuMs(pid);
  await many(REQUESTS);
  const cost = ((cpuMs(pid) - before) * 1000) / REQUESTS;
  session.destroy();
  return cost;
}

const body = Buffer.from('{"type":"text","text":"lorem ipsum dolor sit amet"}'.repeat(21)).subarray(0, 1024);
const http2Port = await startHttp2Origin(owner, (stream) => {
  stream.respond({ ':status': 200, 'content-type': 'application/json', server: 'bench', 'x-request-id': 'a1b2c3d4' });
  stream.end(body);
});
const ours: number[] = [];
const theirs: number[] = [];
for (let round = 0; round < REPETITIONS; round++) {
  ours.push(await http2Cost(monitor.pid, monitor.port, ca, http2Port));
  theirs.push(await http2Cost(peer.pid, peer.port, proxyCa.certPem, http2Port));
}
const http2Ratio = median(ours.map((cost, round) => cost / (theirs[round] ?? 1)));
console.log(
  `HTTP/2, 1 KB: ${median(ours).toFixed(0)} µs CPU a request, node:http2 termination ${median(theirs).toFixed(0)}; ratio ${http2Ratio.toFixed(2)}`,
);

/** Round trips of 1 KB text messages under deflate, in µs. */
async function roundTrips(socket: TLSSocket): Promise<number[]> {
  const client = new WebSocket('wss://localhost/', {
    createConnection: () => socket,
    perMessageDeflate: { threshold: 0 },
  });
  await once(client, 'open');
  const times: number[] = [];
  for (let round = 0; round < MESSAGES; round++) {
    const start = performance.now();
    client.send(body.toString());
    await once(client, 'message');
    if (round >= MESSAGES / 10) times.push((performance.now() - start) * 1000);
  }
  client.terminate();
  return times;
}

const origin = await startHttpOrigin(owner, (_req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/event-stream' });
  let left = EVENTS;
  const timer = setInterval(() => {
    const sentAt = performance.now();
    res.write(
      `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" word"},"at":${sentAt}}\n\n`,
    );
    if (--left > 0) return;
    clearInterval(timer);
    res.end();
  }, 5);
});
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 0 } });
origin.server.on('upgrade', (req, socket, head) => {
  sockets.handleUpgrade(req, socket, head, (ws) =>
    ws.on('message', (data) => ws.send(data as Buffer, { binary: false })),
  );
});
const { connect: tlsDirect } = await import('node:tls');
const direct = async (): Promise<TLSSocket> => {
  const { originCa } = await import('../test/support/proxy-fixture.ts');
  const socket = tlsDirect({ port: origin.port, host: '127.0.0.1', servername: 'localhost', ca: originCa.certPem });
  await once(socket, 'secureConnect');
  return socket;
};
const through = (): Promise<TLSSocket> => connectTls(owner, monitor.port, `localhost:${origin.port}`, { ca });

const added: number[] = [];
for (let round = 0; round < REPETITIONS; round++) {
  added.push(median(await roundTrips(await through())) - median(await roundTrips(await direct())));
}
console.log(`WebSocket, 1 KB under deflate: a message and its answer take ${median(added).toFixed(0)} µs longer (p50)`);

/** How late events of a stream arrive, in µs. */
async function lateness(socket: TLSSocket): Promise<number[]> {
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  const late: number[] = [];
  let rest = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    const now = performance.now();
    rest += chunk.toString('latin1');
    for (const [, at] of rest.matchAll(/"at":([\d.]+)\}\n\n/g)) late.push((now - Number(at)) * 1000);
    rest = rest.slice(rest.lastIndexOf('\n\n') + 1);
  }
  return late;
}

for (const share of [0.5, 0.99]) {
  const values: number[] = [];
  for (let round = 0; round < 3; round++) {
    const proxied = await lateness(await through());
    const straight = await lateness(await direct());
    values.push(quantile(proxied, share) - quantile(straight, share));
  }
  console.log(`Event stream of deltas: an event arrives ${median(values).toFixed(0)} µs later (p${share * 100})`);
}
await sleep(100);
await owner.end();
process.exit();
