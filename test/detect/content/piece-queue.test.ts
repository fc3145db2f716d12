import test from 'ava';
import { PieceQueue } from '../../../src/detect/content/piece-queue.ts';

const piece = (length: number, byte = 0x61): Buffer => Buffer.alloc(length, byte);

test('joins small pieces, and gives large ones as they are', (t) => {
  const queue = new PieceQueue();
  const large = piece(100_000);
  for (const one of [piece(1000), piece(2000), piece(15_000), piece(0), large, piece(1)]) queue.push(one);
  t.is(queue.bytes, 118_001);
  t.is(queue.take().length, 3000);
  t.is(queue.take().length, 15_000);
  t.is(queue.take(), large);
  t.is(queue.take().length, 1);
  t.is(queue.take().length, 0);
  t.is(queue.bytes, 0);
});

test('keeps the order, also of what is put back', (t) => {
  const queue = new PieceQueue();
  queue.push(Buffer.from('bc'));
  queue.push(Buffer.from('d'));
  queue.unshift(Buffer.from('a'));
  queue.unshift(Buffer.from(''));
  t.is(queue.bytes, 4);
  t.is(Buffer.from(queue.takeAll()).toString(), 'abcd');
  t.is(queue.bytes, 0);
});

test('puts many small pieces together, without changing what was taken', (t) => {
  const queue = new PieceQueue();
  const all = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251));
  const taken: Buffer[] = [];
  let trips = 0;
  for (let at = 0; at < all.length; at += 1) {
    queue.push(all.subarray(at, at + 1));
    if (at % 30_000 === 10_000) taken.push(Buffer.from(queue.take()));
  }
  while (queue.bytes > 0) {
    taken.push(Buffer.from(queue.take()));
    trips += 1;
  }
  t.true(trips < 20);
  t.true(Buffer.concat(taken).equals(all));
});
