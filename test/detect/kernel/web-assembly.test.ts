import test from 'ava';

import { HAS_RELAXED_SIMD, HAS_SIMD, webAssembly } from '../../../src/detect/kernel/web-assembly.ts';

test('every Node we support has SIMD, and the newer ones relaxed SIMD', (t) => {
  const major = Number.parseInt(process.versions.node, 10);
  t.not(webAssembly, undefined);
  t.true(HAS_SIMD);
  t.is(HAS_RELAXED_SIMD, major >= 22);
});
