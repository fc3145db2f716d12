import test from 'ava';
import { isBase58Check } from '../../../../src/detect/rules/validators/base58check.ts';

test('the examples of the Bitcoin wiki and of BIP-32 are right', (t) => {
  t.true(isBase58Check('5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ'));
  t.true(isBase58Check('1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'));
  t.true(
    isBase58Check(
      'xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi',
    ),
  );
});

test('a changed digit, a digit that is none and a text of no length are wrong', (t) => {
  t.false(isBase58Check('5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTK'));
  t.false(isBase58Check('0HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ'));
  t.false(isBase58Check(''));
  t.false(isBase58Check('1'.repeat(100_000)));
});
