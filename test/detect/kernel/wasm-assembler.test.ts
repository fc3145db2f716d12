import test from 'ava';

import { Frame, i32, moduleBytes, signed, unsigned } from '../../../src/detect/kernel/wasm-assembler.ts';
import type { Variable } from '../../../src/detect/kernel/wasm-assembler.ts';
import { webAssembly } from '../../../src/detect/kernel/web-assembly.ts';
import type { WebAssemblyEngine } from '../../../src/detect/kernel/web-assembly.ts';

test('writes LEB128 as the specification does', (t) => {
  t.deepEqual(unsigned(0), [0]);
  t.deepEqual(unsigned(127), [0x7f]);
  t.deepEqual(unsigned(128), [0x80, 1]);
  t.deepEqual(unsigned(624_485), [0xe5, 0x8e, 0x26]);
  t.deepEqual(unsigned(0xffff_ffff), [0xff, 0xff, 0xff, 0xff, 0x0f]);
  t.deepEqual(signed(63), [0x3f]);
  t.deepEqual(signed(64), [0xc0, 0]);
  t.deepEqual(signed(-1), [0x7f]);
  t.deepEqual(signed(-64), [0x40]);
  t.deepEqual(signed(-65), [0xbf, 0x7f]);
  t.deepEqual(signed(-123_456), [0xc0, 0xbb, 0x78]);
});

test('makes a module that computes', (t) => {
  const frame = new Frame(2);
  const [a, b] = frame.params as [Variable, Variable];
  const sum = frame.local('i32');
  const bytes = moduleBytes(2, frame.body(sum.set(i32.add(a.get, b.get)), i32.sub(sum.get, i32.value(1000))));
  const engine = webAssembly as WebAssemblyEngine;
  t.true(engine.validate(bytes));
  t.is(new engine.Instance(new engine.Module(bytes)).exports.run(2000, -7), 993);
});
