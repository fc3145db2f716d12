import test from 'ava';

import { compileKernel } from '../../../src/detect/kernel/select.ts';
import { compileSimdKernel, simdIsSupported } from '../../../src/detect/kernel/simd.ts';
import { found, literal } from '../../support/naive-kernel.ts';

test('chooses SIMD where the engine has it', (t) => {
  t.is(compileKernel === compileSimdKernel, simdIsSupported());
});

test('the chosen kernel finds anchors', (t) => {
  const kernel = compileKernel([literal('AKIA'), literal('sk-')]);
  t.deepEqual(found(kernel, Buffer.from('sk-1 AKIA'), 0, 10), ['0:1', '5:0']);
});
