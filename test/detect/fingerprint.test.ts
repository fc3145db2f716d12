import test from 'ava';
import { fingerprint } from '../../src/detect/fingerprint.ts';

test('the beginning of HMAC-SHA256', (t) => {
  // RFC 4231, test case 2.
  t.is(fingerprint('what do ya want for nothing?', 'Jefe'), '5bdcc146bf60754e');
});

test('bytes count, not characters', (t) => {
  t.not(fingerprint('\xe9', 'k'), fingerprint('\xc3\xa9', 'k'));
});

test('another key makes another fingerprint of the same secret', (t) => {
  t.is(fingerprint('abc', 'k'), fingerprint('abc', 'k'));
  t.not(fingerprint('abc', 'k'), fingerprint('abc', 'l'));
  t.not(fingerprint('abc', 'k'), fingerprint('abd', 'k'));
});
