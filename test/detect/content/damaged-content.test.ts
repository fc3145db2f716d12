import { randomBytes } from 'node:crypto';
import * as zlib from 'node:zlib';
import test from 'ava';
import * as fc from 'fast-check';
import { newDecoding } from '../../../src/detect/content/decoding.ts';
import { ENCODINGS } from '../../support/codings.ts';
import { readContent } from '../../support/content-collector.ts';
import { cutAt, cuts } from '../../support/cut.ts';

const encoding = fc.constantFrom(...ENCODINGS);

test('of a content cut off anywhere, all before is read', async (t) => {
  const short = Buffer.from(randomBytes(120).toString('base64') + 'abcabcabcabc'.repeat(5));
  for (const { declared, path, encode } of ENCODINGS.slice(0, 4)) {
    const coded = encode(short);
    for (let length = 1; length < coded.length; length += 1) {
      const read = await readContent(declared, [coded.subarray(0, length)]);
      const expected = zlibPartly(declared, coded.subarray(0, length));
      if (expected.length === 0) continue;
      t.deepEqual(read.path, [path]);
      t.true(read.bytes.equals(expected), `${path} ${length}`);
      t.deepEqual(read.skips, ['content_broken']);
    }
  }
});

/** What node:zlib makes of a cut stream when it is told not to mind. */
function zlibPartly(declared: string, coded: Buffer): Buffer {
  const options = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
  if (declared.includes('gzip')) return zlib.gunzipSync(coded, options);
  if (coded.length < 2) return Buffer.alloc(0);
  return coded[0] === 0x78 ? zlib.inflateSync(coded, options) : zlib.inflateRawSync(coded, options);
}

test('of damaged content, all before the damage is read', async (t) => {
  const long = Buffer.from(randomBytes(30_000).toString('base64'));
  for (const { declared, path, encode } of ENCODINGS) {
    const coded = encode(long);
    const at = 20_000;
    coded.fill(0xff, at);
    const sound = await readContent(declared, [coded.subarray(0, at)]);
    for (const places of [[], [10_000], [at - 1, at + 1]]) {
      const read = await readContent(declared, cutAt(coded, places));
      t.deepEqual(read.path, [path]);
      t.deepEqual(read.skips, ['content_broken']);
      const common = Math.min(sound.bytes.length, read.bytes.length);
      t.true(read.bytes.subarray(0, common - 300).equals(long.subarray(0, common - 300)));
      t.true(read.bytes.length >= sound.bytes.length - 2, `${path}: ${read.bytes.length} of ${sound.bytes.length}`);
    }
  }
});

test('no flipped byte throws or loses what stands before it', async (t) => {
  const bytes = Buffer.from(randomBytes(3000).toString('base64'));
  const input = fc.tuple(encoding, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 255 }), cuts);
  await fc.assert(
    fc.asyncProperty(input, async ([one, place, flip, at]) => {
      const coded = one.encode(bytes);
      const offset = Math.min(coded.length - 1, Math.floor(place * coded.length));
      coded[offset] = (coded[offset] ?? 0) ^ flip;
      const decoding = newDecoding();
      const read = await readContent(one.declared, cutAt(coded, at), { decoding });
      t.is(decoding.backlogBytes, 0);
      await decoding.drain();
      if (read.path[0] === one.path && one.path !== 'br') {
        const sound = zlibPartly(one.declared, one.encode(bytes).subarray(0, offset));
        const common = Math.max(0, sound.length - 4);
        t.true(read.bytes.subarray(0, common).equals(sound.subarray(0, common)));
      }
    }),
    { numRuns: 100 },
  );
});

test('no bytes throw, whatever they are said to be', async (t) => {
  const start = fc.constantFrom('', '1f8b08', '1f8b0800000000000003', '28b52ffd', '789c', 'fffe', 'feff', '502a4d18');
  const declared = fc.constantFrom('', 'gzip', 'deflate', 'br', 'zstd', 'br, gzip', 'deflate, br, gzip', 'x, br');
  const input = fc.tuple(start, fc.uint8Array({ maxLength: 400 }), declared, cuts);
  await fc.assert(
    fc.asyncProperty(input, async ([magic, bytes, codings, at]) => {
      const decoding = newDecoding();
      const given = Buffer.concat([Buffer.from(magic, 'hex'), bytes]);
      const { path, bytes: read } = await readContent(codings, cutAt(given, at), { decoding });
      if (path.length === 0) t.true(read.equals(given));
      t.is(decoding.backlogBytes, 0);
      await decoding.drain();
    }),
    { numRuns: 300 },
  );
});

test('a bomb is given up by its ratio or its size', async (t) => {
  for (const { declared, encode } of ENCODINGS) {
    const coded = encode(Buffer.alloc(20_000_000));
    for (const limits of [{}, { maxBytes: 200_000 }]) {
      const decoding = newDecoding(limits);
      const { bytes, skips } = await readContent(declared, cutAt(coded, [9, 5000]), { decoding });
      t.deepEqual(skips, ['decode_bomb']);
      t.true(bytes.length <= (limits.maxBytes ?? 9 * 2 ** 20));
      t.is(decoding.backlogBytes, 0);
    }
  }
});

test('a bomb within a coding is given up, too', async (t) => {
  const coded = zlib.gzipSync(zlib.gzipSync(Buffer.alloc(30_000_000)));
  const { bytes, skips } = await readContent('gzip, gzip', [coded]);
  t.deepEqual(skips, ['decode_bomb']);
  t.true(bytes.length <= 9 * 2 ** 20);
});

test('more than four codings are not undone', async (t) => {
  let coded: Buffer = Buffer.from('deep');
  for (let i = 0; i < 6; i += 1) coded = zlib.gzipSync(coded);
  const { path, bytes, skips } = await readContent('', [coded]);
  t.deepEqual([path, skips], [['gzip', 'gzip', 'gzip', 'gzip'], ['decode_bomb']]);
  t.is(zlib.gunzipSync(zlib.gunzipSync(bytes)).toString(), 'deep');
});

test('what comes faster than it is decoded is not read, the part before is', async (t) => {
  const coded = zlib.gzipSync(randomBytes(400_000));
  for (const limits of [{ maxBacklogBytes: 100_000 }, { maxSharedBacklogBytes: 100_000 }]) {
    const decoding = newDecoding(limits);
    const pieces = Array.from({ length: 40 }, (_, i) => coded.subarray(i * 10_000, (i + 1) * 10_000));
    const { bytes, skips } = await readContent('gzip', pieces, { decoding });
    t.deepEqual(skips, ['decode_backlog']);
    t.true(bytes.length > 90_000 && bytes.length < 110_000);
    t.is(decoding.backlogBytes, 0);
  }
});
