import { deflateSync, gzipSync } from 'node:zlib';
import test from 'ava';
import { mayBePacked, packedKind, packedAnchors } from '../../../src/detect/hidden/packed-places.ts';

const gzip = gzipSync('a text that is long enough to be of interest').toString('base64');

test('the beginnings of compressed texts are known', (t) => {
  t.is(packedKind(Buffer.from(gzip), 0), 'gzip');
  t.is(packedKind(Buffer.from(deflateSync('text').toString('base64url')), 0), 'zlib');
  t.is(packedKind(Buffer.from('KLUv/SQA'), 0), 'zstd');
  t.is(packedKind(Buffer.from('H4sJAAAA'), 0), undefined);
});

test('they are looked for where many others are', (t) => {
  t.is(packedAnchors(300).length, 2);
  t.is(packedAnchors(64).length, 0);
});

test('a place is one where base64 begins and goes on', (t) => {
  const may = (before: string, after: string): boolean => mayBePacked(Buffer.from(before + after), before.length);
  t.true(may('"', gzip));
  t.true(may('', gzip));
  t.true(may('\\n', gzip));
  t.true(may('', gzip.slice(0, 12)));
  t.true(may('=', `${gzip.slice(0, 20)}%2B`));
  t.false(may('n', gzip));
  t.false(may('"', `${gzip.slice(0, 20)}" and so on`));
});
