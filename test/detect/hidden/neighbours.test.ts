import test from 'ava';
import { WIDE_CLASS, pairsIn } from '../../../src/detect/hidden/neighbours.ts';

test('what stands beside each other, but for places that take nearly anything', (t) => {
  const set = (text: string): ReadonlySet<number> => new Set(Buffer.from(text));
  const wide = new Set(Array.from({ length: WIDE_CLASS + 1 }, (_, byte) => byte));
  const pairs = pairsIn([{ rule: 0, classes: [set('ab'), set('c'), wide, set('d'), set('e')] }]);
  const found = Array.from(pairs.keys()).filter((pair) => pairs[pair] === 1);
  t.deepEqual(
    found.map((pair) => String.fromCharCode(pair >> 8, pair & 0xff)),
    ['ac', 'bc', 'de'],
  );
});
