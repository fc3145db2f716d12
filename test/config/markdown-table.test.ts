import test from 'ava';
import { markdownTable } from '../../config/markdown-table.ts';

test('columns line up', (t) => {
  const table = markdownTable(
    ['a', 'what'],
    [
      ['long one', 'x'],
      ['b', 'several words'],
    ],
  );
  t.is(
    table,
    [
      '| a        | what          |',
      '| -------- | ------------- |',
      '| long one | x             |',
      '| b        | several words |',
    ].join('\n'),
  );
});

test('no column is narrower than its rule must be', (t) => {
  t.is(markdownTable(['a'], [['b']]), '| a   |\n| --- |\n| b   |');
});
