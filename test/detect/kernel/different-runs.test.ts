import test from 'ava';
import { differentRuns } from '../../../src/detect/kernel/different-runs.ts';

test('each run is there once, whatever the order of its bytes', (t) => {
  const runs = [
    [new Set([1, 2]), new Set([3])],
    [new Set([2, 1]), new Set([3])],
    [new Set([1]), new Set([2, 3])],
    [new Set([12]), new Set([3])],
  ];
  t.deepEqual(differentRuns(runs), [runs[0], runs[2], runs[3]]);
  t.deepEqual(differentRuns([]), []);
});
