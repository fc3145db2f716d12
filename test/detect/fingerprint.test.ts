import test from 'ava';
import { fingerprint } from '../../src/detect/fingerprint.ts';

test('the first 16 hex digits of SHA-256, as published for "abc" (FIPS 180-2)', (t) => {
  t.is(fingerprint('abc'), 'ba7816bf8f01cfea');
  t.is(fingerprint(''), 'e3b0c44298fc1c14');
});

test('one character is one byte', (t) => {
  t.is(fingerprint('\xe9'), 'de2e331d891ae267');
  t.not(fingerprint('\xe9'), fingerprint('\xc3\xa9'));
});
