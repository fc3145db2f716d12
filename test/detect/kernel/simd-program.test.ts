import test from 'ava';

import { simdProgram } from '../../../src/detect/kernel/simd-program.ts';
import { webAssembly } from '../../../src/detect/kernel/web-assembly.ts';

test('is a small valid module, whatever it is made for', (t) => {
  for (const parts of [
    { fingerprints: 1, hasEvens: false, records: 99_999, links: 99_999, pages: 2 },
    { fingerprints: 2, hasEvens: true, records: 170_000, links: 240_000, pages: 4 },
  ]) {
    const bytes = simdProgram({ ...parts, factors: [1, 1], relaxed: false });
    t.true(webAssembly?.validate(bytes));
    t.true(bytes.length < 2400);
  }
});
