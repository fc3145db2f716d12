import test from 'ava';
import { isIban } from '../../../../src/detect/rules/validators/iban.ts';

test('the examples of the registry are right, with and without blanks', (t) => {
  t.true(isIban('GB33BUKB20201555555555'));
  t.true(isIban('DE89 3704 0044 0532 0130 00'));
  t.true(isIban('NO93 8601 1117 947'));
  t.true(isIban('MT84 MALT 0110 0001 2345 MTLC AST0 01S'));
});

test('a changed digit, the length of another country and an unknown country are wrong', (t) => {
  t.false(isIban('GB33BUKB20201555555556'));
  t.false(isIban('DE89 3704 0044 0532 0130 0'));
  t.false(isIban('ZZ89370400440532013000'));
  t.false(isIban('gb33bukb20201555555555'));
  t.false(isIban(''));
});
