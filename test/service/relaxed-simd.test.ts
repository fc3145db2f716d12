import test from 'ava';

import '../../src/service/relaxed-simd.ts';
import { HAS_RELAXED_SIMD } from '../../src/detect/kernel/web-assembly.ts';

test('every Node we support has relaxed SIMD', (t) => {
  t.true(HAS_RELAXED_SIMD);
});
