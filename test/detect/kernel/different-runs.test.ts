import test from 'ava';
import { differentRuns, joinedRuns } from '../../../src/detect/kernel/different-runs.ts';

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

test('short runs that differ in their last place are one', (t) => {
  const set = (...bytes: readonly number[]): ReadonlySet<number> => new Set(bytes);
  t.deepEqual(
    joinedRuns([
      [set(1), set(2)],
      [set(1), set(3)],
      [set(2), set(3)],
      [set(1), set(2), set(2)],
    ]),
    [
      [set(1), set(2, 3)],
      [set(2), set(3)],
      [set(1), set(2), set(2)],
    ],
  );
  const long = [set(1), set(1), set(1), set(1), set(1)];
  t.deepEqual(joinedRuns([long, [...long.slice(1), set(2)], long]), [long, [...long.slice(1), set(2)]]);
});
