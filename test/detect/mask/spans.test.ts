import test from 'ava';
import { merged, shifted, without } from '../../../src/detect/mask/spans.ts';

test('merged spans rise and neither touch nor overlap', (t) => {
  t.deepEqual(
    merged([
      { from: 8, to: 9 },
      { from: 0, to: 3 },
      { from: 2, to: 5 },
      { from: 5, to: 6 },
      { from: 1, to: 2 },
      { from: 7, to: 7 },
    ]),
    [
      { from: 0, to: 6 },
      { from: 8, to: 9 },
    ],
  );
});

test('a hole divides, shortens and swallows', (t) => {
  const hole = { from: 3, to: 6 };
  t.deepEqual(without([{ from: 0, to: 9 }], hole), [
    { from: 0, to: 3 },
    { from: 6, to: 9 },
  ]);
  t.deepEqual(without([{ from: 4, to: 6 }], hole), []);
  t.deepEqual(without([{ from: 7, to: 9 }], hole), [{ from: 7, to: 9 }]);
  t.deepEqual(without([{ from: 1, to: 4 }], hole), [{ from: 1, to: 3 }]);
});

test('shifted spans keep their lengths', (t) => {
  t.deepEqual(shifted([{ from: 1, to: 4 }], 10), [{ from: 11, to: 14 }]);
});
