/**
 * CPU of the framer per message, beside the parser inside Node (llhttp) on the same bytes with its callbacks set.
 * Prints microseconds and the ratio of the two; the ratio is what compares between machines.
 */
import { createRequire } from 'node:module';
import { DEFAULT_FRAMER_LIMITS } from '../src/wire/http1/framer-limits.ts';
import { RequestFramer } from '../src/wire/http1/request-framer.ts';
import { ResponseFramer } from '../src/wire/http1/response-framer.ts';

const ROUNDS = 7;
const ROUND_MS = 150;

const requestHead = [
  'POST /v1/messages?beta=true HTTP/1.1',
  'Host: api.example.test',
  'Connection: keep-alive',
  'Accept: application/json',
  'User-Agent: agent-cli/2.1.0 (external, cli)',
  'Content-Type: application/json',
  'Authorization: Bearer 0123456789abcdef0123456789abcdef',
  'Accept-Encoding: gzip, deflate, br',
  'Content-Length: 1024',
];
const responseHead = [
  'HTTP/1.1 200 OK',
  'Date: Thu, 01 Jan 2026 00:00:00 GMT',
  'Content-Type: application/json',
  'Connection: keep-alive',
  'Server: example',
  'Request-Id: req_0123456789abcdef',
  'Content-Length: 1024',
];
const chunkedHead = ['HTTP/1.1 200 OK', 'Content-Type: text/event-stream', 'Transfer-Encoding: chunked'];

function message(head: readonly string[], body: string): Buffer {
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`, 'latin1');
}

const chunk = `1000\r\n${'c'.repeat(4096)}\r\n`;
const CASES = [
  { name: '1 KB POST', bytes: message(requestHead, 'b'.repeat(1024)), isRequest: true },
  { name: '1 KB response', bytes: message(responseHead, 'b'.repeat(1024)), isRequest: false },
  { name: '64 KB chunked', bytes: message(chunkedHead, `${chunk.repeat(16)}0\r\n\r\n`), isRequest: false },
];

function ours(bytes: Buffer, isRequest: boolean): () => void {
  const framer = isRequest ? new RequestFramer(DEFAULT_FRAMER_LIMITS) : new ResponseFramer(DEFAULT_FRAMER_LIMITS);
  return () => {
    if (framer instanceof ResponseFramer) framer.expect('POST');
    framer.push(bytes);
    for (;;) {
      const event = framer.next();
      if (event.kind === 'more') return;
      if (event.kind === 'bad') throw new Error(event.detail);
    }
  };
}

interface Llhttp {
  initialize(type: number, resource: object): void;
  execute(bytes: Buffer): unknown;
  [callback: number]: (...values: unknown[]) => number;
}

interface HttpCommon {
  readonly HTTPParser: {
    new (): Llhttp;
    readonly REQUEST: number;
    readonly RESPONSE: number;
    readonly kOnHeadersComplete: number;
    readonly kOnBody: number;
    readonly kOnMessageComplete: number;
  };
}

/** Undefined where this Node keeps its parser to itself. */
function theirs(bytes: Buffer, isRequest: boolean): (() => void) | undefined {
  let common: HttpCommon;
  try {
    common = createRequire(import.meta.url)('_http_common') as HttpCommon;
  } catch {
    return undefined;
  }
  const { HTTPParser } = common;
  const parser = new HTTPParser();
  parser.initialize(isRequest ? HTTPParser.REQUEST : HTTPParser.RESPONSE, {});
  parser[HTTPParser.kOnHeadersComplete] = () => 0;
  parser[HTTPParser.kOnBody] = () => 0;
  parser[HTTPParser.kOnMessageComplete] = () => 0;
  return () => {
    const result = parser.execute(bytes);
    if (result !== bytes.length) throw new Error(String(result));
  };
}

/** CPU microseconds per call: the best of some rounds, for noise only ever adds. */
function microsecondsPer(run: () => void): number {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = process.cpuUsage();
    const until = performance.now() + ROUND_MS;
    let runs = 0;
    while (performance.now() < until) {
      for (let i = 0; i < 500; i += 1) run();
      runs += 500;
    }
    const used = process.cpuUsage(start);
    best = Math.min(best, (used.user + used.system) / runs);
  }
  return best;
}

for (const { name, bytes, isRequest } of CASES) {
  const own = microsecondsPer(ours(bytes, isRequest));
  const peer = theirs(bytes, isRequest);
  const other = peer === undefined ? undefined : microsecondsPer(peer);
  const comparison = other === undefined ? '' : `  llhttp ${other.toFixed(2)} µs  ratio ${(own / other).toFixed(2)}`;
  console.log(`${name.padEnd(14)} (${bytes.length} bytes)  ours ${own.toFixed(2)} µs${comparison}`);
}
