import { createHash } from 'node:crypto';
import test from 'ava';
import { SEED_WORDS } from '../../../../src/detect/rules/validators/seed-words.ts';

test('it is the list of BIP-39, word for word', (t) => {
  t.is(SEED_WORDS.length, 2048);
  const hash = createHash('sha256').update(SEED_WORDS.map((word) => `${word}\n`).join(''));
  t.is(hash.digest('hex'), '2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda');
});
