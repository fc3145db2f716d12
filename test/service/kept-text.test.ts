import test from 'ava';
import { KeptText } from '../../src/service/kept-text.ts';

const bytes = (length: number, value: number): Buffer => Buffer.alloc(length, value);

test('a beginning is kept, and no more', (t) => {
  const kept = new KeptText('beginning');
  kept.push(Buffer.from('abc'));
  t.is(kept.whole(3)?.toString(), 'abc');
  t.is(kept.whole(2), undefined);
  for (let round = 0; round < 300; round++) kept.push(bytes(1024, 46));
  const piece = kept.around(2);
  t.is(piece?.text.length, 256 * 1024);
  t.is(piece?.offset, 2);
  t.true(piece?.isStart);
  t.is(kept.around(256 * 1024), undefined);
});

test('of a stream the end is kept', (t) => {
  const kept = new KeptText('recent');
  kept.push(Buffer.from('abc'));
  t.like(kept.around(1), { offset: 1, isStart: true });
  for (let round = 0; round < 100; round++) kept.push(bytes(1024, 46));
  kept.push(Buffer.from('xyz'));
  const at = 3 + 100 * 1024 + 1;
  const piece = kept.around(at);
  t.is(piece?.text.length, 64 * 1024);
  t.is(piece?.text[piece.offset], 0x79);
  t.false(piece?.isStart);
  t.is(kept.around(1), undefined);
  t.is(kept.whole(1_000_000), undefined);
});
