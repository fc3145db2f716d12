import test from 'ava';
import { endsPipeline, isPipeline } from '../../../src/detect/rules/pipeline.ts';

const reaches = (text: string): boolean => isPipeline(text, 0, text.length);

test('quotation marks hold what would end a command', (t) => {
  for (const text of [
    'x "a; b" ',
    "x 'a && b' ",
    String.raw`x \"a; b\" `,
    'x "it\'s; so" ',
    'x/"$Y"/z ',
    String.raw`x -w "a\n" `,
    'x#y ',
  ]) {
    t.true(reaches(text), text);
  }
});

test('a command ends at a separator, a comment, a cell, or with its string', (t) => {
  for (const text of ['x; y ', 'x && y ', 'x & y ', 'x # y ', 'x</td> ', 'x", "y ', "x'|y ", 'x "y ']) {
    t.false(reaches(text), text);
  }
});

test('an escaped line end ends a command however often it was escaped, a continued one never', (t) => {
  for (const backslashes of [1, 2, 4, 8]) t.false(reaches(`x${'\\'.repeat(backslashes)}ny `), `${backslashes}`);
  for (const backslashes of [3, 6, 12]) t.true(reaches(`x ${'\\'.repeat(backslashes)}ny `), `${backslashes}`);
  t.true(reaches('x |\\n y '));
});

test('no quotation reaches over a line end or a backtick', (t) => {
  t.true(endsPipeline('a\nb', 1));
  t.true(endsPipeline('a`b', 1));
  t.false(endsPipeline('a\\\nb', 2));
  t.false(endsPipeline('a|\r\nb', 3));
  t.false(endsPipeline('a;b', 1));
});
