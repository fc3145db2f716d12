import * as zlib from 'node:zlib';
import test from 'ava';
import { framingOf } from '../../../src/detect/content/framing.ts';

test('tells the two kinds of deflate apart', (t) => {
  const wrapped = framingOf('deflate', zlib.deflateSync('text'));
  const header = wrapped.openHeader();
  t.false(header.isComplete);
  t.is(header.read(Buffer.from('a')), 1);
  t.false(header.isComplete);
  t.is(header.read(Buffer.from('abc')), 1);
  t.true(header.isComplete);
  t.is(wrapped.trailerBytes, 4);
  const raw = framingOf('deflate', zlib.deflateRawSync('text'));
  t.true(raw.openHeader().isComplete);
  t.is(raw.trailerBytes, 0);
});

test('says which codings go on behind their end', (t) => {
  const gzip = zlib.gzipSync('text');
  t.true(framingOf('gzip', gzip).beginsAgain(gzip));
  t.true(framingOf('zstd', gzip).beginsAgain(Buffer.from('28b52ffd', 'hex')));
  t.false(framingOf('br', gzip).beginsAgain(gzip));
});
