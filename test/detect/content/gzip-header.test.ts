import * as zlib from 'node:zlib';
import test from 'ava';
import * as fc from 'fast-check';
import { GzipHeader } from '../../../src/detect/content/gzip-header.ts';
import { gzipWithFields } from '../../support/codings.ts';
import { cutAt } from '../../support/cut.ts';

function lengthOf(pieces: readonly Uint8Array[]): { length: number; isComplete: boolean } {
  const header = new GzipHeader();
  let length = 0;
  for (const piece of pieces) length += header.read(piece);
  return { length, isComplete: header.isComplete };
}

test('ends where the header does, however it is cut', (t) => {
  for (const [coded, length] of [
    [zlib.gzipSync('text'), 10],
    [gzipWithFields(Buffer.from('text')), 10 + 5 + 13 + 2],
  ] as const) {
    fc.assert(
      fc.property(fc.array(fc.nat(40)), (at) => {
        t.deepEqual(lengthOf(cutAt(coded, at)), { length, isComplete: true });
      }),
    );
    for (let have = 0; have < length; have += 1) {
      t.deepEqual(lengthOf([coded.subarray(0, have)]), { length: have, isComplete: false });
    }
  }
});

test('reads any fields', (t) => {
  const input = fc.tuple(
    fc.option(fc.uint8Array({ maxLength: 70_000, size: 'max' })),
    fc.option(fc.nat(300)),
    fc.option(fc.nat(300)),
    fc.boolean(),
    fc.array(fc.nat(80_000)),
  );
  fc.assert(
    fc.property(input, ([extra, name, comment, hasSum, at]) => {
      const field = extra?.subarray(0, 65_535);
      const parts = [Buffer.from('1f8b0800000000000003', 'hex')];
      if (field) parts.push(Buffer.from([field.length & 255, field.length >> 8]), Buffer.from(field));
      for (const text of [name, comment]) if (text !== null) parts.push(Buffer.alloc(text, 0x61), Buffer.alloc(1));
      if (hasSum) parts.push(Buffer.alloc(2));
      const header = Buffer.concat(parts);
      header[3] = (hasSum ? 2 : 0) | (field ? 4 : 0) | (name === null ? 0 : 8) | (comment === null ? 0 : 16);
      const pieces = cutAt(Buffer.concat([header, Buffer.from('deflated')]), at);
      t.deepEqual(lengthOf(pieces), { length: header.length, isComplete: true });
    }),
    { numRuns: 50 },
  );
});
