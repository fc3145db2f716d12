import test from 'ava';

import { compileKernel } from '../../../src/detect/kernel/select.ts';
import { compileSimdKernel } from '../../../src/detect/kernel/simd.ts';
import { HAS_SIMD } from '../../../src/detect/kernel/web-assembly.ts';
import { found, literal } from '../../support/naive-kernel.ts';

test('chooses SIMD where the engine has it', (t) => {
  t.is(compileKernel === compileSimdKernel, HAS_SIMD);
});

test('the chosen kernel finds anchors', (t) => {
  const kernel = compileKernel([literal('AKIA'), literal('sk-')]);
  t.deepEqual(found(kernel, Buffer.from('sk-1 AKIA'), 0, 10), ['0:1', '5:0']);
});
