import test from 'ava';
import { isShell, withoutPunctuation, wordsFrom } from '../../../src/detect/rules/command.ts';

const read = (text: string): string[] => [...wordsFrom(text, 0, text.length)].map(({ word }) => word);

const commands: readonly (readonly [text: string, words: readonly string[]])[] = [
  [' -rf  /tmp\t/', ['-rf', '/tmp', '/']],
  [' "/etc" \'a\'', ['/etc', 'a']],
  [' "$DIR"/x', ['$DIR/x']],
  [' A="b c" sh', ['A=b', 'c', 'sh']],
  [String.raw` \"$HOME\" x","next":1`, ['$HOME', 'x']],
  [' /","next":"/"', ['/']],
  [' a; b', ['a']],
  [' a\nb', ['a']],
  [String.raw` a\nb`, ['a']],
  [' a \\\n  b', ['a', 'b']],
  [String.raw` \/etc\/x`, ['/etc/x']],
  [' a | b', ['a']],
  ['', []],
  [' "" a', []],
];

for (const [text, words] of commands) {
  test(`the words of ${JSON.stringify(text)}`, (t) => {
    t.deepEqual(read(text), words);
  });
}

test('a word says where it ends and whether its quotation mark is still open', (t) => {
  t.deepEqual(
    [...wordsFrom('rm "a b" c', 2, 99)],
    [
      { word: 'a', to: 5, isUnfinished: true },
      { word: 'b', to: 7, isUnfinished: false },
      { word: 'c', to: 10, isUnfinished: false },
    ],
  );
});

test('stops at the end it is told and after 16 words', (t) => {
  t.deepEqual(
    [...wordsFrom('ab cd', 0, 4)].map(({ word }) => word),
    ['ab', 'c'],
  );
  t.is(read(' a'.repeat(100)).length, 16);
});

test('what ends a sentence is no part of a word', (t) => {
  t.is(withoutPunctuation('4444.'), '4444');
  t.is(withoutPunctuation('/'), '/');
  t.is(withoutPunctuation('.'), '.');
});

test('a shell by name, by path and at the end of a sentence', (t) => {
  for (const word of ['sh', 'bash', '/bin/bash', '/usr/local/bin/zsh', 'sh.', 'dash,']) t.true(isShell(word), word);
  for (const word of ['shasum', 'fish', 'bin/sh', 'x.sh', 'Bash', '/bin/bashful']) t.false(isShell(word), word);
});
