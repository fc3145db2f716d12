import test from 'ava';
import * as fc from 'fast-check';
import { ChunkHistory } from '../../src/detect/chunk-history.ts';

test('gives back what it holds, whatever the sizes of the pieces', (t) => {
  const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 900, max: 5000 })), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(sizes, fc.nat(6000), (pieces, kept) => {
      const total = pieces.reduce((a, b) => a + b);
      const text = Uint8Array.from({ length: total }, (_, at) => (at * 31) ^ (at >> 8));
      const history = new ChunkHistory();
      for (const size of pieces) {
        history.push(text.subarray(history.to, history.to + size));
        history.forget(history.to - kept);
      }
      t.is(history.to, total);
      const from = Math.max(0, total - kept);
      t.deepEqual(history.copy(from, total), Buffer.from(text.slice(from)));
      const middle = from + ((total - from) >> 1);
      t.deepEqual(history.copy(from, middle), Buffer.from(text.slice(from, middle)));
      t.deepEqual(Buffer.from(history.part(middle, total)), Buffer.from(text.slice(middle)));
      const last = new Uint8Array(7);
      const count = history.copyLast(7, last);
      t.true(count >= Math.min(7, kept, total));
      t.deepEqual(last.subarray(0, count), text.slice(total - count));
    }),
    { numRuns: 200 },
  );
});

test('copies are memory of their own', (t) => {
  const history = new ChunkHistory();
  const piece = Buffer.from('abcdef');
  history.push(piece);
  const copy = history.copy(0, 6);
  t.is(copy.byteLength, copy.buffer.byteLength);
  t.not(copy.buffer, piece.buffer);
});

test('keeps no reference to small pieces but the first, and to large ones only as long as told', async (t) => {
  const history = new ChunkHistory();
  history.push(new Uint8Array(10));
  const buffer = new Uint8Array(65_536).fill(1);
  history.push(buffer.subarray(0, 1000));
  buffer.fill(2);
  t.is(history.copy(10, 11)[0], 1);
  history.push(buffer.subarray(0, 1024));
  buffer.fill(3);
  t.is(history.copy(1010, 1011)[0], 3);
});
