import test from 'ava';
import { findAll } from '../../src/detect/find-all.ts';
import { compileKernel } from '../../src/detect/kernel/select.ts';

test('shows every anchor, also when there are more than fit at once', (t) => {
  const classes = [new Set([0x61]), new Set([0x61])];
  const kernel = compileKernel(Array.from({ length: 64 }, (_, rule) => ({ rule, classes })));
  for (const length of [0, 1, 2, 17, 200]) {
    const seen: string[] = [];
    findAll(kernel, Buffer.alloc(length, 'a'), (at, anchor) => seen.push(`${at}:${anchor}`));
    const expected = Array.from({ length: Math.max(0, length - 1) }, (_, at) => at);
    t.deepEqual(
      seen,
      expected.flatMap((at) => Array.from({ length: 64 }, (_, anchor) => `${at}:${anchor}`)),
    );
  }
});
