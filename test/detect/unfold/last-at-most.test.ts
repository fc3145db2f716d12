import test from 'ava';
import { lastAtMost } from '../../../src/detect/unfold/last-at-most.ts';

test('finds the last of equal values, and none before the first', (t) => {
  t.is(lastAtMost([], 5), -1);
  t.deepEqual(
    [0, 1, 2, 3, 4, 9].map((value) => lastAtMost([1, 3, 3, 4], value)),
    [-1, 0, 0, 2, 3, 3],
  );
});
