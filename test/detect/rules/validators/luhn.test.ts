import test from 'ava';
import { hasLuhnDigit } from '../../../../src/detect/rules/validators/luhn.ts';

test('a check digit is right or wrong', (t) => {
  t.true(hasLuhnDigit('4111 1111 1111 1111'));
  t.true(hasLuhnDigit('378282246310005'));
  t.false(hasLuhnDigit('4111111111111112'));
  t.false(hasLuhnDigit(''));
});
