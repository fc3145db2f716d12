/**
 * CPU of reading HTTP/2 per request and response, on bytes that Node's own client and server have exchanged, beside
 * what the two of them need for the same exchange over loopback: that is what a proxy that ends connections does,
 * being a server on one side and a client on the other. Prints microseconds and the ratio of the two; the ratio is
 * what compares between machines. Run after `npm run build`.
 */
import { once } from 'node:events';
import { connect, createServer, type ClientHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Http2Reader } from '../src/wire/http2/http2-reader.ts';
import type { Http2Sink } from '../src/wire/http2/sink.ts';
import { recordHttp2 } from '../test/support/http2-recording.ts';
import type { Sent } from '../test/support/http2-seen.ts';

const REQUESTS = 2_000;
const AT_ONCE = 10;
const ROUNDS = 9;

const requestFields = (i: number): Record<string, string> => ({
  ':method': 'POST',
  ':path': `/v1/messages?beta=true&n=${i}`,
  accept: 'application/json',
  'user-agent': 'agent-cli/2.1.0 (external, cli)',
  'content-type': 'application/json',
  authorization: 'Bearer 0123456789abcdef0123456789abcdef',
  'accept-encoding': 'gzip, deflate, br',

  'x-request-id': `req_${(i * 2_654_435_761).toString(16)}`,
});
const responseFields = (i: number): Record<string, string | number> => ({
  ':status': 200,
  'content-type': 'application/json',
  server: 'example',
  'cache-control': 'no-store',
  'x-ratelimit-remaining': String(4_000 - (i % 50)),
  'request-id': `req_${(i * 2_246_822_519).toString(16)}`,

  via: '2 edge',
});

function serve(body: Buffer): (stream: ServerHttp2Stream) => void {
  return (stream) => {
    stream.resume();
    stream.respond(responseFields(stream.id ?? 0));
    stream.end(body);
  };
}

async function ask(session: ClientHttp2Session, body: Buffer): Promise<void> {
  for (let i = 0; i < REQUESTS; i += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, j) => {
        const stream = session.request(requestFields(i + j));
        stream.resume();
        stream.end(body);
        await once(stream, 'close');
      }),
    );
  }
}

/** CPU microseconds per request of Node's client and server together. */
async function theirs(body: Buffer): Promise<number> {
  const server = createServer();
  server.on('stream', serve(body));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  let best = Infinity;
  for (let round = 0; round < 3; round += 1) {
    const start = process.cpuUsage();
    await ask(session, body);
    const used = process.cpuUsage(start);
    best = Math.min(best, (used.user + used.system) / REQUESTS);
  }
  session.close();
  server.close();
  return best;
}

let seen = 0;
const sink: Http2Sink = {
  request: (_stream, head) => {
    if (head.header('content-encoding') === undefined && head.header('content-type') !== undefined) seen += 1;
  },
  response: (_stream, head) => {
    if (head.header('content-encoding') === undefined && head.header('content-type') !== undefined) seen += 1;
  },
  data: () => undefined,
  trailers: () => undefined,
  end: () => undefined,
  close: () => undefined,
  cut: () => undefined,
  unread: () => undefined,
  broken: (detail) => {
    throw new Error(detail);
  },
};

/** CPU microseconds per request and response: the best of some rounds, for noise only ever adds. */
function ours(sent: readonly Sent[]): number {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    seen = 0;
    const start = process.cpuUsage();
    const reader = new Http2Reader(sink);
    for (const [from, bytes] of sent) reader.feed(from, bytes);
    const used = process.cpuUsage(start);
    if (seen !== 2 * REQUESTS) throw new Error(`${seen} heads`);
    best = Math.min(best, (used.user + used.system) / REQUESTS);
  }
  return best;
}

for (const [name, bodyBytes] of [['1 KB', 1_024] as const, ['64 KB', 65_536] as const]) {
  const body = Buffer.alloc(bodyBytes, 0x61);
  const { sent } = await recordHttp2(serve(body), (session) => ask(session, body));
  const own = ours(sent);
  const peer = await theirs(body);
  console.log(
    `${name.padEnd(6)} ours ${own.toFixed(2)} µs  node:http2 ${peer.toFixed(1)} µs  ratio ${(own / peer).toFixed(3)}`,
  );
}
