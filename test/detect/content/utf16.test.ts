import test from 'ava';
import * as fc from 'fast-check';
import { byteOrderOf, Utf16Reader } from '../../../src/detect/content/utf16.ts';
import { cutAt } from '../../support/cut.ts';

test('knows byte order marks as soon as it can be told', (t) => {
  t.is(byteOrderOf(Buffer.from('fffe', 'hex')), 'little-endian');
  t.is(byteOrderOf(Buffer.from('feff', 'hex')), 'big-endian');
  t.is(byteOrderOf(Buffer.from('ff', 'hex')), undefined);
  t.is(byteOrderOf(Buffer.from('')), undefined);
  t.is(byteOrderOf(Buffer.from('ff00', 'hex')), 'none');
  t.is(byteOrderOf(Buffer.from('a')), 'none');
});

test('reads the same however it is cut', (t) => {
  const text = fc.string({ unit: 'binary', maxLength: 30 }).map((parts) => `a${parts}😀`);
  fc.assert(
    fc.property(text, fc.boolean(), fc.array(fc.nat(80), { maxLength: 30 }), (text, isBig, at) => {
      const little = Buffer.from(text, 'utf16le');
      const bytes = isBig ? Buffer.from(little).swap16() : little;
      const reader = new Utf16Reader(isBig ? 'big-endian' : 'little-endian');
      const out = cutAt(bytes, at).map((piece) => Buffer.from(reader.read(piece)));
      t.is(Buffer.concat([...out, reader.end()]).toString(), text);
    }),
  );
});

test('changes nothing it is given', (t) => {
  const bytes = Buffer.from('abc', 'utf16le').swap16();
  const before = Buffer.from(bytes);
  new Utf16Reader('big-endian').read(bytes);
  t.true(bytes.equals(before));
});

test('half a character becomes a replacement', (t) => {
  for (const order of ['little-endian', 'big-endian'] as const) {
    const reader = new Utf16Reader(order);
    const read = Buffer.from(reader.read(Buffer.from([order === 'little-endian' ? 0x61 : 0])));
    t.is(Buffer.concat([read, reader.end()]).toString(), '\uFFFD');
  }
});
