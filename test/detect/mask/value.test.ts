import test from 'ava';
import type { Place } from '../../../src/detect/mask/value.ts';
import {
  backslashesBefore,
  blockEnd,
  lineEnd,
  placeOf,
  quotedAt,
  quotedEnd,
  wordEnd,
} from '../../../src/detect/mask/value.ts';

const PLACES: readonly (readonly [before: string, kind: Place['kind']])[] = [
  ['', 'start'],
  ['\n', 'line'],
  ['a\r\n  - ', 'line'],
  ['a\nexport ', 'line'],
  ['{"a":"x\\n', 'escaped-line'],
  ['{"a":"x\\\\nexport ', 'escaped-line'],
  ['{"', 'quoted'],
  ["-H '", 'quoted'],
  ['my ', 'running'],
  ['?a=b&', 'running'],
  [' '.repeat(100), 'running'],
];

for (const [before, kind] of PLACES) {
  test(`a name after ${JSON.stringify(before)} is in place ${kind}`, (t) => {
    t.is(placeOf(`${before}password`, before.length).kind, kind);
  });
}

test('the level is the number of backslashes', (t) => {
  t.like(placeOf('x\\\\"token', 4), { kind: 'quoted', quote: '"', level: 2 });
  t.like(placeOf('x\\\\ntoken', 4), { kind: 'escaped-line', level: 2 });
  t.is(backslashesBefore('a\\\\\\b', 4, 0), 3);
  t.is(backslashesBefore('a\\\\\\b', 4, 2), 2);
});

test('a string ends with its own quote, no deeper one', (t) => {
  t.is(quotedEnd('ab\\"cd"ef', 0, '"', 0), 6);
  t.is(quotedEnd('ab\\\\\\"cd\\"ef', 0, '"', 1), 8);
  t.is(quotedEnd("it's", 0, '"', 0), 4);
  t.deepEqual(quotedAt('"""a"b"""', 0), { from: 3, to: 6 });
  t.deepEqual(quotedAt("b'ab'", 0), { from: 2, to: 4 });
  t.is(quotedAt('plain', 0), undefined);
});

const WORDS: readonly (readonly [text: string, word: string])[] = [
  ['abc def', 'abc'],
  ['abc&x=1', 'abc'],
  ['abc"}', 'abc'],
  ['abc\\"}', 'abc'],
  ['ab"c d', 'ab"c'],
  ['a,b,c d', 'a,b,c'],
  ['a, b', 'a'],
  ['a;Server=x', 'a'],
  ['a;b', 'a;b'],
  ['a\\nb', 'a'],
  ['a\\xb c', 'a\\xb'],
  ['abc</password>', 'abc'],
];

for (const [text, word] of WORDS) {
  test(`the word of ${JSON.stringify(text)} is ${word}`, (t) => {
    t.is(text.slice(0, wordEnd(text, 0)), word);
  });
}

test('a line ends where its text does', (t) => {
  t.is(lineEnd('a "b" \\n c\r\nd', 0, { kind: 'line' }), 10);
  t.is(lineEnd('a b\\nc"', 0, { kind: 'escaped-line', level: 1 }), 3);
  t.is(lineEnd('a \\"b\\" c"', 0, { kind: 'escaped-line', level: 1 }), 9);
  t.is(lineEnd('a="x"; b\' c', 0, { kind: 'quoted', quote: "'", level: 0 }), 8);
  t.is(lineEnd('abc", d', 0, { kind: 'running' }), 3);
  t.is(lineEnd('abc', 0, { kind: 'running' }), 3);
  t.is(lineEnd('a\\\rb', 0, { kind: 'running' }), 2);
});

test('a YAML block goes as far as its lines are deeper', (t) => {
  const yaml = '  key: |\n    a b\n    c\n  next: 1';
  t.is(yaml.slice(7, blockEnd(yaml, 7, 2, { kind: 'line' })), '|\n    a b\n    c');
  const json = '"x:\\n  key: >-\\n    a b\\n    c\\n  next: 1"';
  const place = { kind: 'escaped-line', level: 1 } as const;
  t.is(json.slice(12, blockEnd(json, 12, 7, place)), '>-\\n    a b\\n    c');
  t.is(blockEnd('key: value', 5, 0, { kind: 'line' }), undefined);
});
