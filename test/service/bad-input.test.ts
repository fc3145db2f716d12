import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { deflateRawSync, gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import type { Direction } from '../../src/model/flow.ts';
import type { TextStream } from '../../src/model/ports.ts';
import { FLOW, places, startInspection, type TestInspection } from '../support/inspection-fixture.ts';

const KEY = 'AKIAIOSFODNN7EXAMPLE';
const MIB = 1024 * 1024;
const PIECE_BYTES = 64 * 1024;

/** Bytes of a text between two looks at memory. */
const LOOK_EVERY_BYTES = 10 * MIB;
/** Windows, the beginning, an event; and what the collector has not freed yet, which is all that came since the last look. */
const MAX_HELD_BYTES = 2 * LOOK_EVERY_BYTES + 8 * MIB;

/** Pieces of their own, so that what is kept of them is seen in memory. */
function* filled(bytes: number, with_: string): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= PIECE_BYTES) yield Buffer.alloc(Math.min(left, PIECE_BYTES), with_);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Memory in use. */
function heldBytes(): number {
  collectGarbage();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

interface Reading extends TestInspection {
  readonly peakBytes: number;
}

/** Reads a body; asks for memory as it goes, and lets other work have its turn. */
async function read(
  direction: Direction,
  contentType: string,
  pieces: Iterable<Uint8Array>,
  contentEncoding = '',
): Promise<Reading> {
  const started = startInspection();
  const part = direction === 'outbound' ? 'request.body' : 'response.body';
  const stream: TextStream = started.inspection.open(FLOW, direction, part, {
    contentType,
    contentEncoding,
    grpcEncoding: '',
  });
  const before = heldBytes();
  let peakBytes = 0;
  let written = 0;
  for (const piece of pieces) {
    stream.write(piece);
    written += piece.length;
    if (written % LOOK_EVERY_BYTES < PIECE_BYTES) {
      await new Promise((resolve) => setImmediate(resolve));
      peakBytes = Math.max(peakBytes, heldBytes() - before);
    }
  }
  stream.end();
  await started.inspection.drain();
  return { ...started, peakBytes };
}

function* inOrder(...parts: readonly (string | Iterable<Buffer>)[]): Generator<Buffer> {
  for (const part of parts) {
    if (typeof part === 'string') yield Buffer.from(part);
    else yield* part;
  }
}

const offsets = (t: ExecutionContext, { detections }: TestInspection, ...expected: readonly number[]): void => {
  t.deepEqual(
    detections.map(({ finding }) => finding.offset),
    expected,
  );
};

for (const direction of ['outbound', 'inbound'] as const) {
  test.serial(
    `a JSON string of 100 MB, ${direction}, holds no more than its beginning, and is read to its end`,
    async (t) => {
      const size = 100 * MIB;
      const seen = await read(direction, 'application/json', inOrder('{"a":"', filled(size, 'x y '), ` ${KEY}"}`));
      offsets(t, seen, 6 + size + 1);
      t.true(seen.peakBytes < MAX_HELD_BYTES, `${seen.peakBytes}`);
      t.deepEqual(seen.counters.skipped, {});
    },
  );

  test.serial(`one line of 100 MB in NDJSON, ${direction}, is read to its end, and the lines behind it`, async (t) => {
    const size = 100 * MIB;
    const lines = inOrder('{"a":"', filled(size, 'x y '), ` ${KEY}"}\n{"b":"${KEY}"}\n`);
    const seen = await read(direction, 'application/x-ndjson', lines);
    offsets(t, seen, 6 + size + 1, 6 + size + 24 + 6);
    t.true(seen.peakBytes < MAX_HELD_BYTES, `${seen.peakBytes}`);
    t.deepEqual(seen.counters.skipped, direction === 'inbound' ? { long_event: 1 } : {});
  });
}

test.serial('an event of 50 MB that does not end is read to the end, and counted once', async (t) => {
  const size = 50 * MIB;
  const seen = await read('inbound', 'text/event-stream', inOrder('data: "', filled(size, 'x y '), ` ${KEY} `));
  offsets(t, seen, 7 + size + 1);
  t.true(seen.peakBytes < MAX_HELD_BYTES, `${seen.peakBytes}`);
  t.deepEqual(seen.counters.skipped, { long_event: 1 });
});

test('10,000 nested arrays are read, with what stands in the innermost', async (t) => {
  const depth = 10_000;
  const json = `${'['.repeat(depth)}"${KEY}"${']'.repeat(depth)}`;
  const objects = `${'{"a":'.repeat(depth)}"${KEY}"${'}'.repeat(depth)}`;
  for (const text of [json, objects]) {
    for (const type of ['application/json', 'application/x-ndjson', '']) {
      offsets(t, await read('inbound', type, [Buffer.from(text)]), text.indexOf(KEY));
    }
    const event = await read('inbound', 'text/event-stream', [Buffer.from(`data: ${text}\n\n`)]);
    offsets(t, event, 6 + text.indexOf(KEY));
  }
});

const GZIPPED = gzipSync(Buffer.from(`${'some words before it '.repeat(400)}${KEY}`));

test('content that is damaged is read up to the damage, and counted', async (t) => {
  const noise = Buffer.from(Array.from({ length: 2000 }, (_, at) => (at * 7919) % 251));
  const damaged = Buffer.concat([GZIPPED.subarray(0, -12), noise]);
  const { counters } = await read('inbound', 'text/plain', [damaged], 'gzip');
  t.deepEqual(counters.skipped, { content_broken: 1 });

  const raw = await read('inbound', 'text/plain', [Buffer.concat([noise, Buffer.from(` ${KEY} `)])], 'deflate');
  t.deepEqual(raw.counters.skipped, { content_broken: 1 });
  offsets(t, raw, 2001);
});

test('a coding that a head invents hides nothing, and one that it keeps silent about neither', async (t) => {
  const plain = Buffer.from(`{"a":"${KEY}"}`);
  for (const encoding of ['gzip', 'deflate', 'br', 'zstd', 'gzip, br, deflate']) {
    const { detections } = await read('outbound', 'application/json', [plain], encoding);
    t.deepEqual(places(detections), ['aws_access_key 6 - a'], encoding);
  }
  for (const encoding of ['', 'br', 'deflate', 'zstd', 'identity']) {
    const { detections } = await read('outbound', 'text/plain', [GZIPPED], encoding);
    t.deepEqual(places(detections), ['aws_access_key 8400 gzip -'], encoding);
  }
});

test.serial('WebSocket fragments without end are read on, and of what is inflated too much is given up', async (t) => {
  const { inspection, detections, counters } = startInspection();
  const messages = inspection.openMessages(FLOW, 'inbound');
  const before = heldBytes();
  let peakBytes = 0;
  for (let n = 0; n < 5; n += 1) {
    for (const piece of filled(LOOK_EVERY_BYTES, 'x y ')) messages.write(piece, false);
    peakBytes = Math.max(peakBytes, heldBytes() - before);
  }
  messages.write(Buffer.from(` ${KEY} `), false);
  messages.end();
  await inspection.drain();
  t.deepEqual(places(detections), [`aws_access_key ${50 * MIB + 1} - -`]);
  t.deepEqual(counters.skipped, {});
  t.true(peakBytes < MAX_HELD_BYTES, `${peakBytes}`);

  const bombs = startInspection();
  const stream = bombs.inspection.openMessages(FLOW, 'inbound');
  const bomb = deflateRawSync(Buffer.alloc(20 * MIB));
  stream.write(bomb, true);
  stream.endMessage(true);
  stream.write(Buffer.from(KEY), false);
  stream.endMessage(false);
  stream.end();
  await bombs.inspection.drain();
  t.deepEqual(places(bombs.detections), ['aws_access_key 0 - -']);
  t.deepEqual(bombs.counters.skipped, { decode_bomb: 1, long_event: 1 });
});

test('a stream that is broken takes nothing from the next', async (t) => {
  const started = startInspection();
  const { inspection } = started;
  const broken = inspection.open(FLOW, 'inbound', 'response.body', {
    contentType: 'text/event-stream',
    contentEncoding: 'br',
    grpcEncoding: '',
  });
  const sound = inspection.open(FLOW, 'inbound', 'response.body', {
    contentType: 'application/json',
    contentEncoding: 'gzip',
    grpcEncoding: '',
  });
  for (const piece of filled(MIB, '\u0007')) broken.write(piece);
  for (const byte of GZIPPED) sound.write(Uint8Array.of(byte));
  sound.end();
  broken.end();
  await inspection.drain();
  t.deepEqual(places(started.detections), ['aws_access_key 8400 gzip -']);
  t.deepEqual(started.counters.skipped, { content_broken: 1 });
});
