import test from 'ava';

import { HAS_SIMD, webAssembly } from '../../../src/detect/kernel/web-assembly.ts';

test('every Node we support has SIMD', (t) => {
  t.not(webAssembly, undefined);
  t.true(HAS_SIMD);
});
