/** What reading WebSocket frames costs: µs per KB of payload, best of five runs. Run after `npm run build`. */
import { FrameReader, type FrameSink } from '../src/wire/websocket/frame-reader.ts';
import { clientFrame, frame } from '../test/support/websocket-frames.ts';

const TOTAL_BYTES = 16 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;
const RUNS = 5;

let seen = 0;
const sink: FrameSink = {
  payload: (bytes) => {
    seen += bytes.length;
  },
  messageEnd: () => undefined,
  control: () => undefined,
  broken: (detail) => {
    throw new Error(detail);
  },
};

function microsecondsPerKb(from: 'client' | 'server', messageBytes: number): number {
  const payload = Buffer.alloc(messageBytes, 0x61);
  const one = from === 'client' ? clientFrame(payload) : frame(payload);
  const stream = Buffer.concat(Array.from({ length: Math.ceil(TOTAL_BYTES / messageBytes) }, () => one));
  let best = Infinity;
  for (let run = 0; run < RUNS; run += 1) {
    const reader = new FrameReader(from, sink);
    seen = 0;
    const start = process.hrtime.bigint();
    for (let at = 0; at < stream.length; at += CHUNK_BYTES) reader.feed(stream.subarray(at, at + CHUNK_BYTES));
    const microseconds = Number(process.hrtime.bigint() - start) / 1000;
    best = Math.min(best, microseconds / (seen / 1024));
  }
  return best;
}

for (const messageBytes of [64, 256, 1024, 16 * 1024, 1024 * 1024]) {
  const client = microsecondsPerKb('client', messageBytes).toFixed(3);
  const server = microsecondsPerKb('server', messageBytes).toFixed(3);
  console.log(`${messageBytes} B messages: client (masked) ${client} µs/KB, server ${server} µs/KB`);
}
