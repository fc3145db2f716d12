/**
 * What undoing content codings costs: µs of CPU of all threads per body and per WebSocket message, best of three runs,
 * beside node:zlib's own synchronous call. Run after `npm run build`.
 */
import * as zlib from 'node:zlib';
import { newDecoding } from '../src/detect/content/decoding.ts';
import { MessageInflater } from '../src/detect/content/message-inflater.ts';
import { type ContentSink, openContent } from '../src/detect/content/open-content.ts';

const RUNS = 3;
const decoding = newDecoding();

const text = Buffer.from(
  Array.from(
    { length: 40_000 },
    (_, i) => `{"id":${i * 7919},"role":"${i % 3 ? 'user' : 'tool'}","n":${i % 977}}`,
  ).join(),
);

async function cpuMicroseconds(times: number, work: () => unknown): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < RUNS; run += 1) {
    const before = process.cpuUsage();
    for (let i = 0; i < times; i += 1) await work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / times);
  }
  return best;
}

const nothing = (): void => undefined;
const sinkUntil = (end: () => void): ContentSink => ({
  begin: nothing,
  write: nothing,
  end,
  skip: nothing,
  keepsBytes: false,
});

function read(declared: string, pieces: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve) => {
    const stream = openContent(declared, sinkUntil(resolve), decoding);
    for (const piece of pieces) stream.write(piece);
    stream.end();
  });
}

const halves = (bytes: Buffer): Buffer[] => [bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)];

async function readApart(declared: string, pieces: readonly Uint8Array[]): Promise<void> {
  await new Promise<void>((resolve) => {
    const stream = openContent(declared, sinkUntil(resolve), decoding);
    void (async () => {
      for (const piece of pieces) {
        stream.write(piece);
        await new Promise(setImmediate);
      }
      stream.end();
    })();
  });
}

for (const [bytes, times] of [
  [200, 2000],
  [1024, 2000],
  [4096, 2000],
  [65_536, 500],
  [1_048_576, 30],
] as const) {
  const body = text.subarray(1000, 1000 + bytes);
  for (const [declared, coded, sync] of [
    ['gzip', zlib.gzipSync(body), zlib.gunzipSync],
    [
      'br',
      zlib.brotliCompressSync(body, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 5 } }),
      zlib.brotliDecompressSync,
    ],
  ] as const) {
    const costs = [
      await cpuMicroseconds(times, () => read(declared, [coded])),
      await cpuMicroseconds(times, () => readApart(declared, halves(coded))),
      await cpuMicroseconds(times, () => sync(coded)),
    ].map((cost) => cost.toFixed(0).padStart(5));
    const name = `${declared} ${bytes} B (${coded.length} coded)`.padEnd(34);
    console.log(`${name} whole ${costs[0]} µs, in two turns ${costs[1]} µs, node:zlib at once ${costs[2]} µs`);
  }
}

for (const bytes of [100, 1024, 16_384, 65_536]) {
  const coded = zlib
    .deflateRawSync(text.subarray(1000, 1000 + bytes), { finishFlush: zlib.constants.Z_SYNC_FLUSH })
    .subarray(0, -4);
  let done = (): void => undefined;
  const inflater = new MessageInflater(
    { write: nothing, endMessage: () => done(), end: nothing, skip: nothing },
    decoding,
  );
  const cost = await cpuMicroseconds(1000, () => {
    const message = new Promise<void>((resolve) => (done = resolve));
    inflater.write(coded, true);
    inflater.endMessage(true);
    return message;
  });
  console.log(`WebSocket message of ${bytes} B (${coded.length} coded): ${cost.toFixed(0)} µs`);
}
