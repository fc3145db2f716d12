import test from 'ava';
import * as fc from 'fast-check';

import { FINGERPRINT_PLACES, fingerprintOf } from '../../../src/detect/kernel/fingerprint.ts';
import { literal } from '../../support/naive-kernel.ts';

/** The buckets that agree to `text`. */
function agreeing(tables: Uint8Array, text: string): number {
  let buckets = 0xff;
  for (let place = 0; place < FINGERPRINT_PLACES; place++) {
    const byte = text.charCodeAt(place);
    buckets &= (tables[32 * place + (byte & 15)] ?? 0) & (tables[32 * place + 16 + (byte >> 4)] ?? 0);
  }
  return buckets;
}

test('lets every anchor through, whatever follows a short one', (t) => {
  const word = fc.string({ minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 64 }), (words) => {
      const fingerprint = fingerprintOf(words.map(literal));
      for (const one of words) t.not(agreeing(fingerprint, `${one}\u00ff\u0000`), 0);
    }),
    { numRuns: 100 },
  );
});

test('up to eight anchors do not mix', (t) => {
  const fingerprint = fingerprintOf(['AKIA', 'sk-a', '/etc', '|bas', '----', 'xy', '%2f', '\\u00'].map(literal));
  for (const mixed of ['AK-a', 'sk-c', '/kIA', 'x-ab', '%2-b']) t.is(agreeing(fingerprint, mixed), 0);
});

test('of nine anchors, the two that are rare and alike share a bucket', (t) => {
  const words = ['AKIA', 'sk-a', '/etc', '|bas', ' the', ' nc ', 'sh -', 'QZXA', 'QZXB'];
  const fingerprint = fingerprintOf(words.map(literal));
  const buckets = words.map((word) => agreeing(fingerprint, word));
  t.is(buckets[7], buckets[8]);
  t.is(new Set(buckets).size, 8);
});
