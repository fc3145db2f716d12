import * as zlib from 'node:zlib';
import test from 'ava';
import { framingOf } from '../../../src/detect/content/framing.ts';
import { gzipWithFields } from '../../support/codings.ts';

test('measures a gzip header when it is complete', (t) => {
  const gzip = framingOf('gzip', Buffer.alloc(0));
  for (const [coded, length] of [
    [zlib.gzipSync('text'), 10],
    [gzipWithFields(Buffer.from('text')), 10 + 5 + 13 + 2],
  ] as const) {
    for (let have = 0; have < length; have += 1) t.is(gzip.headerBytes(coded.subarray(0, have)), undefined);
    t.is(gzip.headerBytes(coded.subarray(0, length)), length);
    t.is(gzip.headerBytes(coded), length);
  }
});

test('refuses what is no gzip header, and a name without end', (t) => {
  const gzip = framingOf('gzip', Buffer.alloc(0));
  t.is(gzip.headerBytes(Buffer.from('text')), -1);
  const named = Buffer.concat([Buffer.from('1f8b0808000000000003', 'hex'), Buffer.alloc(200_000, 0x61)]);
  t.is(gzip.headerBytes(named.subarray(0, 100_000)), undefined);
  t.is(gzip.headerBytes(named), -1);
});

test('tells the two kinds of deflate apart', (t) => {
  const wrapped = framingOf('deflate', zlib.deflateSync('text'));
  t.deepEqual([wrapped.headerBytes(Buffer.alloc(0)), wrapped.trailerBytes], [2, 4]);
  const raw = framingOf('deflate', zlib.deflateRawSync('text'));
  t.deepEqual([raw.headerBytes(Buffer.alloc(0)), raw.trailerBytes], [0, 0]);
});

test('says which codings go on behind their end', (t) => {
  const gzip = zlib.gzipSync('text');
  t.true(framingOf('gzip', gzip).beginsAgain(gzip));
  t.true(framingOf('zstd', gzip).beginsAgain(Buffer.from('28b52ffd', 'hex')));
  t.false(framingOf('br', gzip).beginsAgain(gzip));
});
