import test from 'ava';
import * as fc from 'fast-check';
import { goesOn, mayPrecede, widthAt } from '../../../src/detect/hidden/utf8-text.ts';

const bytesOf = (text: string): Buffer => Buffer.from(text);

test('every text in UTF-8 is divided into its characters', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', 'é', 'ж', '忽', '👍'), maxLength: 30 }), (text) => {
      const bytes = bytesOf(text);
      let count = 0;
      for (let at = 0; at < bytes.length; count++) {
        const width = widthAt(bytes, at, bytes.length);
        t.true(width > 0);
        for (let next = at + 1; next < at + width; next++) t.true(goesOn(bytes[next] ?? 0));
        at += width;
      }
      t.is(count, Array.from(text).length);
      for (let at = 1; at < bytes.length; at++) t.true(mayPrecede(bytes[at - 1] ?? 0, bytes[at] ?? 0));
    }),
  );
});

test('what is none has no width', (t) => {
  for (const bytes of [
    [0x80],
    [0xc1, 0x81],
    [0xf5, 0x80, 0x80, 0x80],
    [0xc3, 0x41],
    [0xe4, 0xb8, 0x41],
    [0x01],
    [0x7f],
  ])
    t.is(widthAt(Buffer.from(bytes), 0, bytes.length), 0, String(bytes));
});

test('a character may be cut off at the end', (t) => {
  t.is(widthAt(bytesOf('忽').subarray(0, 2), 0, 2), 3);
  t.is(widthAt(Buffer.of(0xe4, 0xb8, 0x41), 0, 2), 3);
});

test('bytes follow each other as UTF-8 has them', (t) => {
  t.true(mayPrecede(0x41, 0xc3));
  t.true(mayPrecede(0xc3, 0xa9));
  t.true(mayPrecede(0xa9, 0x41));
  t.true(mayPrecede(0xa9, -1));
  for (const [before, byte] of [
    [0x41, 0xa9],
    [0xc3, 0x41],
    [0xc3, 0xc3],
    [0xff, 0x41],
    [0x41, 0x02],
    [0xc0, -1],
  ] as const)
    t.false(mayPrecede(before, byte), `${before} ${byte}`);
});
