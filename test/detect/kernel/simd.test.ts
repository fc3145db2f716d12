import test from 'ava';
import * as fc from 'fast-check';

import type { Anchor } from '../../../src/detect/kernel/anchor.ts';
import { BLOCK_BYTES, MAX_PAIRS } from '../../../src/detect/kernel/simd-program.ts';
import { compileSimdKernel } from '../../../src/detect/kernel/simd.ts';
import { found, foundInRounds, literal, naiveKernel } from '../../support/naive-kernel.ts';

const anchorOf = (...classes: readonly (readonly number[])[]): Anchor => ({
  rule: 0,
  classes: classes.map((bytes) => new Set(bytes)),
});

/** Few letters make hits dense; they share nibbles, are common or rare, or reach over all bytes. */
const alphabets = fc.constantFrom(
  [97, 98],
  [0, 16, 1, 17],
  [0x80, 0xff, 0x8f, 0xf0],
  [32, 101, 116],
  [0x5c, 0x2f, 0x75],
);

const cases = alphabets.chain((letters) => {
  const byte = fc.constantFrom(...letters);
  const allowed = fc.oneof(
    { weight: 6, arbitrary: byte.map((one) => [one]) },
    { weight: 2, arbitrary: fc.uniqueArray(byte, { minLength: 1 }) },
    { weight: 1, arbitrary: byte.map((one) => Array.from({ length: 256 }, (_, b) => b).filter((b) => b !== one)) },
  );
  const anchor = fc.array(allowed, { minLength: 2, maxLength: 8 }).map((classes) => anchorOf(...classes));
  return fc.record({
    anchors: fc.array(anchor, { minLength: 1, maxLength: 12 }),
    texts: fc.array(fc.array(byte, { maxLength: 200, size: 'max' }), { minLength: 1, maxLength: 4 }),
    from: fc.nat(40),
    spareRoom: fc.nat(6),
  });
});

test('agrees with the naive matcher on every input, offset and size of table', (t) => {
  fc.assert(
    fc.property(cases, ({ anchors, texts, from, spareRoom }) => {
      const simd = compileSimdKernel(anchors);
      const naive = naiveKernel(anchors);
      const room = anchors.length + spareRoom;
      for (const text of texts) {
        const bytes = Uint8Array.from(text);
        const all = found(naive, bytes, 0, 3000);
        t.deepEqual(foundInRounds(simd, bytes, room), all);
        t.deepEqual(
          found(simd, bytes, from, 3000),
          all.filter((pair) => Number.parseInt(pair, 10) >= from),
        );
        t.deepEqual(found(simd, bytes, from, room), found(naive, bytes, from, room));
      }
    }),
    { numRuns: 150 },
  );
});

test('tells 64 anchors of all lengths apart', (t) => {
  const letters = 'abcdefgh';
  const endOf = (index: number): string => String.fromCharCode(0x80 + index);
  const anchors = Array.from({ length: 64 }, (_, index) => literal(letters.slice(0, 1 + (index % 7)) + endOf(index)));
  const simd = compileSimdKernel(anchors);
  const naive = naiveKernel(anchors);
  const everyOne = anchors.map((_, index) => letters.slice(0, 1 + (index % 7)) + endOf(index)).join('');
  t.is(found(simd, Buffer.from(everyOne, 'latin1'), 0, 100).length, 64);
  const piece = fc.tuple(fc.nat(8), fc.nat(63)).map(([length, index]) => letters.slice(0, length) + endOf(index));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const bytes = Buffer.from(pieces.join(''), 'latin1');
      t.deepEqual(found(simd, bytes, 0, 500), found(naive, bytes, 0, 500));
    }),
    { numRuns: 100 },
  );
});

test('finds anchors around every block boundary, and none twice', (t) => {
  const anchors = [literal('ab'), literal('abcdefgh'), literal('cde'), literal('h\0')];
  const simd = compileSimdKernel(anchors);
  const naive = naiveKernel(anchors);
  const word = Buffer.from('abcdefgh');
  for (const from of [0, 5, BLOCK_BYTES - 3]) {
    const boundary = from + BLOCK_BYTES;
    for (const after of [0, 1, 2, 7, 8, 9, 100]) {
      for (let at = boundary - 10; at <= boundary + 10; at++) {
        const bytes = new Uint8Array(boundary + after);
        if (at < bytes.length) bytes.set(word.subarray(0, bytes.length - at), at);
        const zeros = boundary - 20;
        const expected = found(naive, bytes.subarray(zeros), 0, 100).map((pair) =>
          pair.replace(/^\d+/, (offset) => String(Number(offset) + zeros)),
        );
        t.deepEqual(found(simd, bytes, from, 100), expected, `word at ${at}, ${bytes.length} bytes, from ${from}`);
      }
    }
  }
});

test('finds more hits in a block than the module can hold', (t) => {
  const anchors = [literal('aa'), literal('aaa'), literal('aab')];
  const bytes = Buffer.alloc(BLOCK_BYTES + 300, 'aaaaaaab');
  const simd = compileSimdKernel(anchors);
  const naive = naiveKernel(anchors);
  const all = found(naive, bytes, 0, 2 * bytes.length);
  t.true(all.length > 10 * MAX_PAIRS);
  t.deepEqual(found(simd, bytes, 0, 2 * bytes.length), all);
  for (const room of [MAX_PAIRS - 1, MAX_PAIRS, MAX_PAIRS + 1, 5 * MAX_PAIRS]) {
    t.deepEqual(found(simd, bytes, 0, room), all.slice(0, found(naive, bytes, 0, room).length));
    t.deepEqual(foundInRounds(simd, bytes, room), all);
  }
});

test('does not see the bytes of an earlier call, nor those around a view', (t) => {
  const simd = compileSimdKernel([literal('AKIA'), literal('IA')]);
  t.deepEqual(found(simd, Buffer.from('--AKIA'), 0, 9), ['2:0', '4:1']);
  t.deepEqual(found(simd, Buffer.from('--AK'), 0, 9), []);
  t.deepEqual(found(simd, Buffer.from('--AKIA').subarray(2, 5), 0, 9), []);
  t.deepEqual(found(simd, Buffer.alloc(0), 0, 9), []);
  t.deepEqual(found(simd, Buffer.from('AKIA'), 4, 9), []);
});

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

test('refuses what it cannot compile', (t) => {
  const refused: readonly [readonly Anchor[], RegExp][] = [
    [[literal('a')], /anchor 0 has 1 places, not 2 to 8/],
    [[literal('ab'), literal('abcdefghi')], /anchor 1 has 9 places/],
    [[anchorOf([1], [])], /empty class/],
    [[anchorOf([1], [256])], /256 is no byte/],
    [[anchorOf([1], [1.5])], /1.5 is no byte/],
    [Array.from({ length: 65 }, () => literal('ab')), /65 anchors/],
  ];
  for (const [anchors, message] of refused) {
    t.throws(() => compileSimdKernel(anchors), { instanceOf: RangeError, message });
  }
});

test('refuses a table that one offset could overflow', (t) => {
  const simd = compileSimdKernel([literal('ab'), literal('abc')]);
  t.throws(() => simd.find(Buffer.from('xx'), 0, new Int32Array(3)), { instanceOf: RangeError, message: /1 pairs/ });
  t.is(simd.find(Buffer.from('abc'), 0, new Int32Array(4)), 2);
});
