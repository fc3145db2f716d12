import test from 'ava';

import { candidateRateOf, evenKeysOf, keyOf } from '../../../src/detect/kernel/keys.ts';
import { literal } from '../../support/naive-kernel.ts';

const classesOf = (text: string): ReturnType<typeof literal>['classes'] => literal(text).classes;
const ANY = new Set(Array.from({ length: 256 }, (_, byte) => byte));

test('the key of an anchor are its rarest bytes', (t) => {
  t.is(keyOf(classesOf('-----BEG')).lag, 4);
  t.is(keyOf(classesOf('contentQ')).lag, 4);
  t.is(keyOf(classesOf('%2')).lag, 0);
  t.deepEqual(keyOf(classesOf('abcd')).by, { kind: 'word', words: [0x64636261] });
});

test('a key in any case has one value', (t) => {
  const classes = Array.from('ghij', (letter) => new Set([letter.charCodeAt(0), letter.toUpperCase().charCodeAt(0)]));
  const { by } = keyOf(classes);
  t.deepEqual(by, { kind: 'word', words: [Buffer.from('ghij').readInt32LE()] });
});

test('a short anchor has a pair for a key, a wide one nothing', (t) => {
  t.deepEqual(keyOf(classesOf('%2')).by, { kind: 'pair', words: [0x3225] });
  t.is(keyOf([ANY, ANY, ANY]).by.kind, 'any');
  t.is(keyOf([ANY, ANY, ...classesOf('xy')]).by.kind, 'pair');
});

test('two keys at even offsets lie an odd number of places apart', (t) => {
  for (const text of ['abcde', 'sk_live_', '-----BEG', 'glpat-']) {
    const [even, odd] = evenKeysOf(classesOf(text)) ?? [];
    t.is(even?.lag === undefined ? undefined : even.lag % 2, 0, text);
    t.is(odd?.lag === undefined ? undefined : odd.lag % 2, 1, text);
    t.true((odd?.lag ?? 9) + 4 <= text.length);
  }
  t.is(evenKeysOf(classesOf('abcd')), undefined);
  t.is(evenKeysOf(classesOf('contentf')), undefined);
  t.is(evenKeysOf([...classesOf('abc'), ANY, ...classesOf('def')]), undefined);
});

test('anchors of common letters are told from rare ones', (t) => {
  t.true(candidateRateOf(classesOf(' the ')) > 1e-3);
  t.true(candidateRateOf(classesOf('tent')) > 5e-4);
  for (const text of ['sk_live_', 'ghp_', 'AKIA', 'glpat-', '-----BEG', 'hf_']) {
    t.true(candidateRateOf(classesOf(text)) < 5e-4, text);
  }
  t.true(candidateRateOf(classesOf('ghp_')) < candidateRateOf(classesOf('tent')));
});
