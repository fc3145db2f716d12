import test from 'ava';
import * as fc from 'fast-check';
import { readEnvSettings } from '../../src/service/env-readings.ts';

const CASES: readonly (readonly [line: string, readings: readonly string[]])[] = [
  ['K=plain', ['plain']],
  ['export K = plain', ['plain']],
  ['K: plain', ['plain']],
  ['K="one two"', ['one two']],
  ["K='one two' # why", ['one two']],
  [String.raw`K="a\"b"`, ['a\\', String.raw`a\"b`, 'a"b']],
  [String.raw`K="a\nb"`, ['a\nb', String.raw`a\nb`]],
  [String.raw`K="a\\b"`, [String.raw`a\\b`, String.raw`a\b`]],
  [String.raw`K='it\'s'`, ['it\\', String.raw`it\'s`, "it's", 'it\\s']],
  [String.raw`K=a\ b`, [String.raw`a\ b`, 'a b']],
  [`K="a"'b'c`, ['a', 'abc', `"a"'b'c`]],
  ['K=a#b', ['a', 'a#b']],
  ['K=a #b', ['a', 'a #b']],
  ['K=#a', ['#a']],
  ['K= # a comment', []],
  ['K="one\ntwo"', ['one\ntwo']],
  ['K="one\r\ntwo"\r', ['one\ntwo', 'one\r\ntwo']],
  ['K="never closed', ['"never closed']],
  ['K=', []],
];

for (const [line, readings] of CASES) {
  test(`readings of ${JSON.stringify(line)}`, (t) => {
    const all = readEnvSettings(`# first\n${line}\n`).find(({ name }) => name === 'K')?.readings ?? [];
    t.deepEqual([...all].sort(), [...readings].sort());
  });
}

test('each setting has its readings, also one that is given twice', (t) => {
  t.deepEqual(readEnvSettings('A=1\nB=2\nA=3\n'), [
    { name: 'A', readings: ['3', '1'] },
    { name: 'B', readings: ['2'] },
  ]);
});

test('a name is never part of a value', (t) => {
  const names = readEnvSettings('A="never closed\nsecret words\nB="x"\n').map(({ name }) => name);
  t.deepEqual(names, ['A', 'B']);
});

test('whatever a value is, a shell that has it in single quotation marks has it known', (t) => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (value) => {
      if (/['\0\r]/.test(value)) return true;
      return readEnvSettings(`K='${value}'\n`).some(({ readings }) => readings.includes(value));
    }),
  );
  t.pass();
});
