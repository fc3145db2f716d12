import test from 'ava';
import { entropyOf } from '../../../../src/detect/rules/validators/entropy.ts';

test('entropy is in bits per character', (t) => {
  t.is(entropyOf(''), 0);
  t.is(entropyOf('aaaa'), 0);
  t.is(entropyOf('abab'), 1);
  t.is(entropyOf('abcd'), 2);
});
