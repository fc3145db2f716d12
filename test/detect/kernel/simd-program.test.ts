import test from 'ava';

import { BLOCK_BYTES, LAYOUT, MAX_PAIRS, MAX_PLACES, simdProgram } from '../../../src/detect/kernel/simd-program.ts';
import { webAssembly } from '../../../src/detect/kernel/web-assembly.ts';

test('is a small valid module', (t) => {
  const bytes = simdProgram(false);
  t.true(webAssembly?.validate(bytes));
  t.true(bytes.length < 1024);
});

test('the parts of the memory lie apart and fill one page at most', (t) => {
  t.true(LAYOUT.masks + MAX_PLACES * 256 * 8 <= LAYOUT.fingerprint);
  t.true(LAYOUT.fingerprint + 4 * 32 <= LAYOUT.fitting);
  t.true(LAYOUT.fitting + MAX_PLACES * 8 <= LAYOUT.input);
  const lastVectorEnd = BLOCK_BYTES + 3 + 16;
  t.true(LAYOUT.input + Math.max(BLOCK_BYTES + MAX_PLACES - 1, lastVectorEnd) <= LAYOUT.pairs);
  t.true(LAYOUT.pairs + MAX_PAIRS * 8 <= 64 * 1024);
});
