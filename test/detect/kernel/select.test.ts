import test from 'ava';
import * as fc from 'fast-check';

import '../../../src/service/relaxed-simd.ts';
import { compileKernel } from '../../../src/detect/kernel/select.ts';
import { compileSimdKernel } from '../../../src/detect/kernel/simd.ts';
import { compileScriptKernel } from '../../../src/detect/kernel/script-kernel.ts';
import { HAS_SIMD } from '../../../src/detect/kernel/web-assembly.ts';
import { found, literal } from '../../support/naive-kernel.ts';

test('chooses SIMD where the engine has it', (t) => {
  t.is(compileKernel === compileSimdKernel, HAS_SIMD);
});

test('the chosen kernel finds anchors', (t) => {
  const kernel = compileKernel([literal('AKIA'), literal('sk-')]);
  t.deepEqual(found(kernel, Buffer.from('sk-1 AKIA'), 0, 10), ['0:1', '5:0']);
});

test('both kernels find the same', (t) => {
  const anchors = ['sk-ant-', 'AKIA', '/etc/', 'sh -', 'h -c', ' nc ', '%2'].map(literal);
  const [simd, v8] = [compileSimdKernel(anchors), compileScriptKernel(anchors)];
  const piece = fc.oneof(fc.constantFrom('sk-ant-', 'AKIA', '/etc', '/', 'sh -c', ' nc', ' ', '%', '2'), fc.string());
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(20), (pieces, from) => {
      const bytes = Buffer.from(pieces.join(''));
      t.deepEqual(found(simd, bytes, from, 50), found(v8, bytes, from, 50));
      t.deepEqual(found(simd, bytes, from, 8), found(v8, bytes, from, 8));
    }),
    { numRuns: 200 },
  );
});
