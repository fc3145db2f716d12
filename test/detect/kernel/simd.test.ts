import test from 'ava';

import { compileSimdKernel } from '../../../src/detect/kernel/simd.ts';
import { found, literal } from '../../support/naive-kernel.ts';

test('two kernels do not disturb one another', (t) => {
  const one = compileSimdKernel([literal('ab')]);
  const other = compileSimdKernel([literal('cd')]);
  const bytes = Buffer.from('abcd');
  t.deepEqual(found(one, bytes, 0, 9), ['0:0']);
  t.deepEqual(found(other, bytes, 0, 9), ['2:0']);
  t.deepEqual(found(one, bytes, 0, 9), ['0:0']);
});

test('a kernel without anchors finds nothing', (t) => {
  t.deepEqual(found(compileSimdKernel([]), Buffer.alloc(100), 0, 0), []);
});

test('tells 2000 anchors apart', (t) => {
  const words = Array.from({ length: 2000 }, (_, index) =>
    `${(index * 7919) % 10_007}`.padStart(5, 'q').slice(-5 - (index % 3)),
  );
  const different = [...new Set(words)];
  const kernel = compileSimdKernel(different.map(literal));
  for (const [index, word] of different.entries()) {
    t.true(found(kernel, Buffer.from(`..${word}.`), 0, 99).includes(`2:${index}`), word);
  }
});
