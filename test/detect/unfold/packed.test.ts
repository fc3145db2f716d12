import { deflateSync, gzipSync } from 'node:zlib';
import test from 'ava';
import * as fc from 'fast-check';
import { decodeBase64 } from '../../../src/detect/unfold/base64.ts';
import { unpack, type Packed } from '../../../src/detect/unfold/packed.ts';

function unpacked(text: string): Packed[] {
  const found: Packed[] = [];
  decodeBase64(Buffer.from(text), (run) => {
    const one = unpack(run);
    if (one !== undefined) found.push(one);
  });
  return found;
}

function textOf(packed: Packed | undefined): string {
  return Buffer.from(packed?.plain.bytes ?? []).toString();
}

const TEXT = 'here stands a text that is compressed and then encoded\n'.repeat(9);

test('gzip and zlib in base64 are undone', (t) => {
  for (const [id, coded] of [
    ['gzip', gzipSync(TEXT)],
    ['zlib', deflateSync(TEXT)],
    ['zlib', deflateSync(TEXT, { level: 1 })],
    ['zlib', deflateSync(TEXT, { level: 9 })],
  ] as const) {
    for (const encoding of ['base64', 'base64url'] as const) {
      const [one, ...others] = unpacked(`{"a":"${coded.toString(encoding)}"}`);
      t.is(one?.id, id);
      t.is(textOf(one), TEXT);
      t.is(others.length, 0);
      t.is(one?.coded.originOf(one.plain.originOf(0)), 6);
      t.true((one?.coded.originOf(one.plain.originOf(TEXT.length)) ?? 99) < 11);
    }
  }
});

test('what is cut off or damaged is read up to there, what is too long in part', (t) => {
  const noise = Array.from({ length: 2000 }, (_, index) => Math.sin(index).toString()).join('\n');
  const coded = gzipSync(noise).toString('base64');
  t.true(textOf(unpacked(coded.slice(0, 9001))[0]).length > 9000);
  t.true(noise.startsWith(textOf(unpacked(coded.slice(0, 9001))[0])));
  const damaged = gzipSync(noise).fill(0xff, 12_000, 12_100);
  t.true(textOf(unpacked(damaged.toString('base64'))[0]).length > 2000);
  const long = textOf(unpacked(gzipSync(noise.repeat(40)).toString('base64'))[0]);
  t.true(long.length > 0 && long.length <= 256 * 1024);
});

/** A frame of Zstandard (RFC 8878) of a block of each run: so many bytes of one value. */
function zstdOf(runs: readonly (readonly [byte: number, count: number])[]): Buffer {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
  const blocks = runs.map(([byte, count], index) => {
    const bits = (count << 3) | (1 << 1) | (index === runs.length - 1 ? 1 : 0);
    return Buffer.from([bits & 0xff, (bits >> 8) & 0xff, bits >> 16, byte]);
  });
  return Buffer.concat([header, ...blocks]);
}

test('of Zstandard all blocks are read, up to 256 KB', (t) => {
  const some = [97, 98, 99].map((byte) => [byte, 100_000] as const);
  const [one] = unpacked(zstdOf(some.slice(0, 2)).toString('base64'));
  t.is(one?.id, 'zstd');
  t.is(textOf(one), 'a'.repeat(100_000) + 'b'.repeat(100_000));
  t.is(textOf(unpacked(zstdOf(some).toString('base64'))[0]).length, 256 * 1024);
});

test('what only looks like it is left alone', (t) => {
  for (const text of ['H4sIAAAAAAAAAAAAAAAA', 'eJwNotCompressedAtAll', 'KLUv/andMoreOfThatText', ''])
    t.deepEqual(unpacked(text), []);
  fc.assert(
    fc.property(fc.constantFrom('H4sIA', 'eJx', 'KLUv/'), fc.uint8Array({ maxLength: 300 }), (begin, rest) => {
      t.notThrows(() => unpacked(`${begin}${Buffer.from(rest).toString('base64')}`));
    }),
  );
});
