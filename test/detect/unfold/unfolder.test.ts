import test from 'ava';
import { byteTable, defineUnfolder } from '../../../src/detect/unfold/unfolder.ts';

test('an id can be told apart in a path', (t) => {
  const unfold = (): undefined => undefined;
  t.is(defineUnfolder({ id: 'utf16', unfold }).id, 'utf16');
  for (const id of ['', 'a>b', 'A', '7bit']) t.throws(() => defineUnfolder({ id, unfold }), { instanceOf: RangeError });
});

test('a table holds the bytes it was made of', (t) => {
  const table = byteTable('az\u00ff');
  t.deepEqual(
    Array.from(table.entries())
      .filter(([, isIn]) => isIn === 1)
      .map(([byte]) => byte),
    [0x61, 0x7a, 0xff],
  );
});
