import test from 'ava';
import * as fc from 'fast-check';

import { fingerprintOf, TABLE_BYTES } from '../../../src/detect/kernel/fingerprint.ts';
import { SIEVE_PLACES } from '../../../src/detect/kernel/sieve.ts';
import { literal } from '../../support/naive-kernel.ts';

const runOf = (text: string): ReturnType<typeof literal>['classes'] => literal(text).classes;

/** The buckets that agree to `text`. */
function agreeing(table: Uint8Array, text: string): number {
  let buckets = 0xff;
  for (let place = 0; place < SIEVE_PLACES; place++) {
    const byte = text.charCodeAt(place);
    buckets &= (table[32 * place + (byte & 15)] ?? 0) & (table[32 * place + 16 + (byte >> 4)] ?? 0);
  }
  return buckets;
}

test('lets every anchor through, whatever follows a short one', (t) => {
  const word = fc.string({ minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 64 }), (words) => {
      const fingerprint = fingerprintOf(words.map(runOf), 1);
      for (const one of words) t.not(agreeing(fingerprint, `${one}\u00ff\u0000`), 0);
    }),
    { numRuns: 100 },
  );
});

test('up to eight anchors do not mix', (t) => {
  const fingerprint = fingerprintOf(['AKIA', 'sk-a', '/etc', '|bas', '----', 'xy', '%2f', '\\u00'].map(runOf), 1);
  for (const mixed of ['AK-a', 'sk-c', '/kIA', 'x-ab', '%2-b']) t.is(agreeing(fingerprint, mixed), 0);
});

test('of nine anchors, the two that are rare and alike share a bucket', (t) => {
  const words = ['AKIA', 'sk-a', '/etc', '|bas', ' the', ' nc ', 'sh -', 'QZXA', 'QZXB'];
  const fingerprint = fingerprintOf(words.map(runOf), 1);
  const buckets = words.map((word) => agreeing(fingerprint, word));
  t.is(buckets[7], buckets[8]);
  t.is(new Set(buckets).size, 8);
});

test('of two tables every run is in one', (t) => {
  const word = fc.string({ unit: fc.constantFrom(...Array.from('etaoinsrhldcum. ')), minLength: 4, maxLength: 4 });
  const words = fc.sample(word, { numRuns: 200, seed: 1 });
  const tables = fingerprintOf(words.map(runOf), 2);
  t.is(tables.length, 2 * TABLE_BYTES);
  const [one, other] = [tables.subarray(0, TABLE_BYTES), tables.subarray(TABLE_BYTES)];
  for (const word of words) t.not(agreeing(one, word) | agreeing(other, word), 0, word);
  t.is(agreeing(one, '\x01\x01\x01\x01') | agreeing(other, '\x01\x01\x01\x01'), 0);
});

test('a second table is not made where it would save less than it costs', (t) => {
  const rare = Array.from({ length: 16 }, (_, index) => String.fromCharCode(65 + index).repeat(4));
  t.is(fingerprintOf(rare.map(runOf), 2).length, TABLE_BYTES);
});
