import test from 'ava';
import * as fc from 'fast-check';
import { Base64Stream } from '../../../src/detect/formats/base64-stream.ts';
import { cutAt, cuts } from '../../support/cut.ts';

function decode(pieces: readonly Uint8Array[]): { readonly bytes: Buffer; readonly isBroken: boolean } {
  const stream = new Base64Stream();
  const bytes = Buffer.concat(pieces.map((piece) => stream.decode(piece)));
  return { bytes, isBroken: stream.isBroken };
}

test('texts that follow each other, cut anywhere', (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), cuts, (texts, offsets) => {
      const encoded = Buffer.from(texts.map((text) => Buffer.from(text).toString('base64')).join(''));
      t.deepEqual(decode(cutAt(encoded, offsets)), { bytes: Buffer.concat(texts), isBroken: false });
    }),
  );
});

test('what is no base64 ends it', (t) => {
  for (const wrong of ['YWJj*YWJj', 'YWJj=YWJ', 'YWJj====', 'YWJjY===', 'YWJjYW=j', 'YWJj-___']) {
    t.deepEqual(decode([Buffer.from(wrong)]), { bytes: Buffer.from('abc'), isBroken: true }, wrong);
    t.deepEqual(decode(Array.from(wrong, (one) => Buffer.from(one))), { bytes: Buffer.from('abc'), isBroken: true });
  }
});

test('the place of what is no base64 is known', (t) => {
  const stream = new Base64Stream();
  stream.decode(Buffer.from('YWJj'));
  t.is(stream.brokenAt, 4);
  stream.decode(Buffer.from('YW*j'));
  t.is(stream.brokenAt, 2);
  stream.decode(Buffer.from('YWJj'));
  t.is(stream.brokenAt, 0);
});

test('a group that is not complete waits', (t) => {
  t.deepEqual(decode([Buffer.from('YWJjYW')]), { bytes: Buffer.from('abc'), isBroken: false });
});
