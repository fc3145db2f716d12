import test from 'ava';
import { hanging } from '../../src/cli/hanging.ts';

test('a text beside its lead, broken at blanks', (t) => {
  const text = 'one two three four five six seven eight';
  t.deepEqual(hanging('a: ', text), [`a: ${text}`]);
  t.deepEqual(hanging('a: ', text, 30), ['a: one two three four five six', '   seven eight']);
  t.deepEqual(hanging('', '', 30), ['']);
});

test('a longer word stands out, and no lead makes the text too narrow', (t) => {
  const long = 'x'.repeat(50);
  t.deepEqual(hanging('  ', `a ${long} b`, 30), ['  a', `  ${long}`, '  b']);
  t.is(hanging('lead '.repeat(10), 'some words that need some room', 20).length, 2);
});
