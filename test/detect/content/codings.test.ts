import * as zlib from 'node:zlib';
import test from 'ava';
import {
  beginsGzip,
  beginsZlib,
  beginsZstd,
  looksLikeText,
  parseCodings,
} from '../../../src/detect/content/codings.ts';

test('reads lists of codings', (t) => {
  t.deepEqual(parseCodings(''), []);
  t.deepEqual(parseCodings(' gzip ,x-gzip,, identity, br'), ['gzip', 'gzip', 'br']);
  t.deepEqual(parseCodings('deflate, zstd, compress, constructor'), ['deflate', 'zstd', 'unknown', 'unknown']);
});

test('knows gzip and zstd as soon as it can be told', (t) => {
  const told = (begins: (bytes: Uint8Array) => boolean | undefined, hex: string): unknown[] =>
    [0, 1, 2, 3, 4, 5].map((length) => begins(Buffer.from(hex, 'hex').subarray(0, length)));
  const [yes, no, open] = [true, false, undefined];
  t.deepEqual(told(beginsGzip, '1f8b080000'), [open, open, open, open, yes, yes]);
  t.deepEqual(told(beginsGzip, '1f8b08e000'), [open, open, open, open, no, no]);
  t.deepEqual(told(beginsGzip, '1f8b090000'), [open, open, open, no, no, no]);
  t.deepEqual(told(beginsGzip, '7b22610000'), [open, no, no, no, no, no]);
  t.deepEqual(told(beginsZstd, '28b52ffd00'), [open, open, open, open, yes, yes]);
  t.deepEqual(told(beginsZstd, '5a2a4d1800'), [open, open, open, open, yes, yes]);
  t.deepEqual(told(beginsZstd, '28b52ffe00'), [open, open, open, open, no, no]);
  t.deepEqual(told(beginsZstd, '502a4d1900'), [open, open, open, open, no, no]);
});

test('knows a zlib header of any level', (t) => {
  for (const level of [0, 1, 6, 9]) t.true(beginsZlib(zlib.deflateSync('text', { level })));
  t.true(beginsZlib(zlib.deflateSync('text', { windowBits: 9 })));
  t.false(beginsZlib(zlib.deflateSync('text', { dictionary: Buffer.from('text') })));
  t.false(beginsZlib(Buffer.from('{"')));
});

test('tells text from what is compressed', (t) => {
  t.true(looksLikeText(Buffer.from('{\r\n\t"käse": "\f"}')));
  t.true(looksLikeText(Buffer.concat([Buffer.alloc(64, 0x61), Buffer.alloc(1)])));
  t.false(looksLikeText(zlib.brotliCompressSync(Buffer.from('text'.repeat(10)))));
  t.false(looksLikeText(Buffer.from([0x61, 0x00])));
});
