import test from 'ava';
import { isBech32 } from '../../../../src/detect/rules/validators/bech32.ts';

test('the examples of BIP-173 are right', (t) => {
  t.true(isBech32('A12UEL5L'));
  t.true(isBech32('a12uel5l'));
  t.true(isBech32('abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw'));
  t.true(isBech32('split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w'));
});

test('a changed digit, mixed case and a text of no prefix are wrong', (t) => {
  t.false(isBech32('a12uel5m'));
  t.false(isBech32('A12uel5l'));
  t.false(isBech32('1pzry9x0s0muk'));
  t.false(isBech32('abcdefgh'));
  t.false(isBech32(''));
  t.false(isBech32(`a1${'q'.repeat(100_000)}`));
});
