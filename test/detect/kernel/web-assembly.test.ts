import test from 'ava';

import { HAS_RELAXED_SIMD, HAS_SIMD, webAssembly } from '../../../src/detect/kernel/web-assembly.ts';

test('every Node we support has SIMD, also relaxed', (t) => {
  t.not(webAssembly, undefined);
  t.true(HAS_SIMD);
  t.true(HAS_RELAXED_SIMD);
});
