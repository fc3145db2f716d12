import test from 'ava';
import { pairsIn, WIDE_CLASS } from '../../../src/detect/hidden/neighbours.ts';

const literal = (text: string): Set<number>[] => Array.from(Buffer.from(text), (byte) => new Set([byte]));

test('knows what stands beside each other in anchors, wide places aside', (t) => {
  const wide = new Set(Array.from({ length: WIDE_CLASS + 1 }, (_, index) => 0x61 + index));
  const pairs = pairsIn([
    { rule: 0, classes: literal('nc ') },
    { rule: 1, classes: [...literal('x'), wide] },
  ]);
  const has = (two: string): number | undefined => pairs[two.charCodeAt(0) * 256 + two.charCodeAt(1)];
  t.is(has('nc'), 1);
  t.is(has('c '), 1);
  t.is(has('cn'), 0);
  t.is(has('xa'), 0);
});
