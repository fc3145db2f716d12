import test from 'ava';
import * as fc from 'fast-check';
import { unmask } from '../../../src/wire/websocket/unmask.ts';
import { xor } from '../../support/websocket-frames.ts';

const key = fc.uint8Array({ minLength: 4, maxLength: 4 });
const phase = fc.integer({ min: 0, max: 3 });

test('agrees with the plainest XOR at every length, key, phase and alignment', (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 700, size: 'max' }),
      key,
      phase,
      fc.integer({ min: 0, max: 7 }),
      (bytes, key, phase, skip) => {
        const masked = Buffer.from(bytes).subarray(skip);
        const before = Buffer.from(masked);
        return unmask(masked, key, phase).equals(xor(masked, key, phase)) && before.equals(masked);
      },
    ),
    { numRuns: 300 },
  );
  t.pass();
});

test('undoes itself', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300, size: 'max' }), key, phase, (bytes, key, phase) =>
      unmask(unmask(bytes, key, phase), key, phase).equals(bytes),
    ),
    { numRuns: 300 },
  );
  t.pass();
});

test('gives memory of its own, even for a key of zeros', (t) => {
  const masked = Buffer.from('unchanged');
  const clear = unmask(masked, Buffer.alloc(4), 0);
  masked.fill(0);
  t.is(clear.toString(), 'unchanged');
});
