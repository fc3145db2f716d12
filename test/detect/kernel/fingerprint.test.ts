import test from 'ava';
import * as fc from 'fast-check';

import { fingerprintOf } from '../../../src/detect/kernel/fingerprint.ts';
import type { Fingerprint } from '../../../src/detect/kernel/fingerprint.ts';
import { literal } from '../../support/naive-kernel.ts';

/** The buckets that agree to `text`. */
function agreeing({ tables, places }: Fingerprint, text: string): number {
  let buckets = 0xff;
  for (let place = 0; place < places; place++) {
    const byte = text.charCodeAt(place);
    buckets &= (tables[32 * place + (byte & 15)] ?? 0) & (tables[32 * place + 16 + (byte >> 4)] ?? 0);
  }
  return buckets;
}

test('lets every anchor through, whatever follows a short one', (t) => {
  const word = fc.string({ minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(word, { maxLength: 64 }), fc.constantFrom(3 as const, 4 as const), (words, places) => {
      const fingerprint = fingerprintOf(words.map(literal), places);
      for (const one of words) t.not(agreeing(fingerprint, `${one}\u00ff\u0000`), 0);
    }),
    { numRuns: 100 },
  );
});

test('up to eight anchors do not mix', (t) => {
  const fingerprint = fingerprintOf(['AKIA', 'sk-a', '/etc', '|bas', '----', 'xy', '%2f', '\\u00'].map(literal), 4);
  for (const mixed of ['AK-a', 'sk-c', '/kIA', 'x-ab', '%2-b']) t.is(agreeing(fingerprint, mixed), 0);
});

test('expects fewer candidates from rarer bytes and from more places', (t) => {
  const share = (texts: readonly string[], places: 3 | 4): number =>
    fingerprintOf(texts.map(literal), places).candidateShare;
  t.true(share(['AKIA'], 4) < share(['AKIA'], 3));
  t.true(share(['QZXV'], 4) < share(['then'], 4));
  t.is(share([], 3), 0);
});
