import test from 'ava';

import { scriptProgram } from '../../../src/detect/kernel/script.ts';
import { LAYOUT, tablesFor } from '../../../src/detect/kernel/tables.ts';
import { literal } from '../../support/naive-kernel.ts';

test('keeps to the limits it is given', (t) => {
  const tables = tablesFor([literal('ab'), literal('abc')]);
  const program = scriptProgram(tables);
  tables.bytes.set(Buffer.from('abc'.repeat(8)), LAYOUT.input);
  const pairs = new Int32Array(program.memory.buffer, LAYOUT.pairs, 16);
  t.is(program.run(0, 12, 12, 99), 8);
  t.deepEqual([...pairs.subarray(0, 4)], [0, 0, 1, 0]);
  t.is(program.run(3, 6, 12, 99), 2);
  t.deepEqual([...pairs.subarray(0, 4)], [0, 3, 1, 3]);
  t.is(program.run(9, 12, 11, 99), 1);
});

test('without room for all leaves out what may not be complete', (t) => {
  const tables = tablesFor([literal('ab'), literal('abc')]);
  const program = scriptProgram(tables);
  tables.bytes.set(Buffer.from('abc'.repeat(8)), LAYOUT.input);
  const written = ~program.run(0, 24, 24, 9);
  t.true(written > 0 && written <= 8 && written % 2 === 0);
});
