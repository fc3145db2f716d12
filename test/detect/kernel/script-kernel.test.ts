import test from 'ava';

import { compileScriptKernel } from '../../../src/detect/kernel/script-kernel.ts';
import { found, literal } from '../../support/naive-kernel.ts';

test('finds anchors of two bytes and of eight', (t) => {
  const kernel = compileScriptKernel([literal('%2'), literal('sk_live_'), literal('e_')]);
  t.deepEqual(found(kernel, Buffer.from('%2 sk_live_'), 0, 9), ['0:0', '3:1', '9:2']);
  t.deepEqual(found(kernel, Buffer.from('%2 sk_live_'), 1, 9), ['3:1', '9:2']);
});

test('no anchors find nothing', (t) => {
  t.deepEqual(found(compileScriptKernel([]), Buffer.from('abc'), 0, 9), []);
});
