import test from 'ava';
import * as fc from 'fast-check';

import '../../../src/service/relaxed-simd.ts';
import type { Anchor } from '../../../src/detect/kernel/anchor.ts';
import { compileWith } from '../../../src/detect/kernel/compile.ts';
import { scriptProgram } from '../../../src/detect/kernel/script.ts';
import { compilePlainSimdKernel, compileSimdKernel } from '../../../src/detect/kernel/simd.ts';
import { BLOCK_BYTES, MAX_PAIRS, SEGMENT_BYTES } from '../../../src/detect/kernel/tables.ts';
import { compileScriptKernel } from '../../../src/detect/kernel/script-kernel.ts';
import { found, foundInRounds, literal, naiveKernel } from '../../support/naive-kernel.ts';

const kernels = [compileSimdKernel, compilePlainSimdKernel, compileScriptKernel];

const anchorOf = (...classes: readonly (readonly number[])[]): Anchor => ({
  rule: 0,
  classes: classes.map((bytes) => new Set(bytes)),
});

/** Few letters make hits dense; they share nibbles, cases, are common or rare, or reach over all bytes. */
const alphabets = fc.constantFrom(
  [97, 98],
  [0, 16, 1, 17],
  [0x80, 0xff, 0x8f, 0xf0],
  [0x41, 0x61, 0x42, 0x62],
  [32, 101, 116],
  [0x5c, 0x2f, 0x75],
);

/** Anchors which no text contains, so that there are more than the fingerprint takes alone. */
const fillers = Array.from({ length: 70 }, (_, index) => literal(`\u0007${String(index).padStart(4, '~')}^^`));

const cases = (
  fewest: number,
): fc.Arbitrary<{ anchors: Anchor[]; texts: number[][]; from: number; spareRoom: number }> =>
  alphabets.chain((letters) => {
    const byte = fc.constantFrom(...letters);
    const allowed = fc.oneof(
      { weight: 6, arbitrary: byte.map((one) => [one]) },
      { weight: 2, arbitrary: fc.uniqueArray(byte, { minLength: 1 }) },
      { weight: 1, arbitrary: byte.map((one) => Array.from({ length: 256 }, (_, b) => b).filter((b) => b !== one)) },
    );
    const anchor = fc.array(allowed, { minLength: 2, maxLength: 8 }).map((classes) => anchorOf(...classes));
    return fc.record({
      anchors: fc.array(anchor, { minLength: 1, maxLength: 12 }).map((some) => [...fillers.slice(0, fewest), ...some]),
      texts: fc.array(fc.array(byte, { maxLength: 200, size: 'max' }), { minLength: 1, maxLength: 4 }),
      from: fc.nat(40),
      spareRoom: fc.nat(6),
    });
  });

for (const [fewest, name] of [
  [0, 'few'],
  [fillers.length, 'many'],
] as const) {
  test(`with ${name} anchors agrees with the naive matcher on every input, offset and size of table`, (t) => {
    fc.assert(
      fc.property(cases(fewest), ({ anchors, texts, from, spareRoom }) => {
        const naive = naiveKernel(anchors);
        const room = Math.min(anchors.length, 64) + spareRoom;
        for (const kernel of kernels.map((compile) => compile(anchors))) {
          for (const text of texts) {
            const bytes = Uint8Array.from(text);
            const all = found(naive, bytes, 0, 3000);
            t.deepEqual(foundInRounds(kernel, bytes, room), all);
            t.deepEqual(
              found(kernel, bytes, from, 3000),
              all.filter((pair) => Number.parseInt(pair, 10) >= from),
            );
            t.deepEqual(found(kernel, bytes, from, room), found(naive, bytes, from, room));
          }
        }
      }),
      { numRuns: 60 },
    );
  });
}

/** Words as packs have them: beginnings of one another, in any case, of all lengths. */
const packWord = fc.tuple(
  fc.constantFrom(
    'ghp_',
    'gho_',
    'sk-ant-',
    'sk_live_',
    'xoxb-',
    'AKIA',
    'hf_',
    'ignore p',
    'api',
    '-----BEG',
    '%2',
    '\\u00',
  ),
  fc.stringMatching(/^[a-eA-E_-]{0,4}$/),
  fc.boolean(),
);

test('agrees on hundreds of anchors in text made of their pieces', (t) => {
  const literalIn = (text: string, isAnyCase: boolean): Anchor =>
    anchorOf(
      ...Array.from(text, (letter) =>
        isAnyCase ? [letter.toLowerCase().charCodeAt(0), letter.toUpperCase().charCodeAt(0)] : [letter.charCodeAt(0)],
      ),
    );
  const piece = fc.oneof(
    packWord.map(([start, end]) => start + end),
    fc.string({ maxLength: 9 }),
    fc.constant(' the '),
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(packWord, { minLength: 65, maxLength: 300, size: 'max', selector: (word) => word.join() }),
      fc.array(piece, { maxLength: 60, size: 'max' }),
      fc.nat(30),
      (words, pieces, from) => {
        const anchors = words.map(([start, end, isAnyCase]) => literalIn((start + end).slice(0, 8), isAnyCase));
        const bytes = Buffer.from(pieces.join(''));
        const expected = found(naiveKernel(anchors), bytes, from, 5000);
        for (const compile of kernels) {
          t.deepEqual(found(compile(anchors), bytes, from, 5000), expected);
          t.deepEqual(foundInRounds(compile(anchors), bytes.subarray(from), 64).length, expected.length);
        }
      },
    ),
    { numRuns: 25 },
  );
});

for (const more of [[], fillers]) {
  const name = more.length === 0 ? 'few' : 'many';
  const anchors = [literal('ab'), literal('abcdefgh'), literal('cde'), literal('h\0'), literal('bcdef'), ...more];
  const naive = naiveKernel(anchors);
  const word = Buffer.from('abcdefgh');

  test(`with ${name} anchors finds those around every seam between blocks and segments, and none twice`, (t) => {
    const kernel = compileSimdKernel(anchors);
    for (const [from, boundary] of [
      [0, BLOCK_BYTES],
      [5, 5 + BLOCK_BYTES],
      [BLOCK_BYTES - 3, 2 * BLOCK_BYTES - 3],
      [0, SEGMENT_BYTES],
      [7, 7 + SEGMENT_BYTES],
      [7, 23],
    ] as const) {
      for (const after of [0, 1, 2, 7, 8, 9, 100]) {
        for (let at = boundary - 16; at <= boundary + 10; at++) {
          const bytes = new Uint8Array(boundary + after);
          if (at < bytes.length) bytes.set(word.subarray(0, bytes.length - at), at);
          const expected = found(naive, bytes.subarray(boundary - 16), 0, 100).map((pair) =>
            pair.replace(/^\d+/, (offset) => String(Number(offset) + boundary - 16)),
          );
          t.deepEqual(found(kernel, bytes, from, 100), expected, `word at ${at}, ${bytes.length} bytes, from ${from}`);
        }
      }
    }
  });

  test(`with ${name} anchors finds more hits in a block than the program can hold`, (t) => {
    const dense = [literal('aa'), literal('aaa'), literal('aab'), literal('aaaaa'), ...more];
    const bytes = Buffer.alloc(BLOCK_BYTES + 300, 'aaaaaaab');
    const naiveDense = naiveKernel(dense);
    const all = found(naiveDense, bytes, 0, 4 * bytes.length);
    t.true(all.length > 10 * MAX_PAIRS);
    for (const kernel of kernels.map((compile) => compile(dense))) {
      t.deepEqual(found(kernel, bytes, 0, 4 * bytes.length), all);
      for (const room of [MAX_PAIRS - 1, MAX_PAIRS, MAX_PAIRS + 1, 5 * MAX_PAIRS]) {
        t.deepEqual(found(kernel, bytes, 0, room), all.slice(0, found(naiveDense, bytes, 0, room).length));
        t.deepEqual(foundInRounds(kernel, bytes, room), all);
      }
    }
  });
}

test('64 anchors at every offset are found with a table that has room for no more', (t) => {
  const anchors = [...Array.from({ length: 64 }, () => literal('aaaaa')), literal('aaaab'), literal('zz')];
  const bytes = Buffer.from('aaaaaaaaaaaab zz');
  const all = found(naiveKernel(anchors), bytes, 0, 3000);
  for (const kernel of kernels.map((compile) => compile(anchors))) {
    t.deepEqual(foundInRounds(kernel, bytes, 64), all);
    t.deepEqual(found(kernel, bytes, 0, 3000), all);
  }
});

test('does not see the bytes of an earlier call, nor those around a view', (t) => {
  for (const kernel of kernels.map((compile) => compile([literal('AKIA'), literal('IA')]))) {
    t.deepEqual(found(kernel, Buffer.from('--AKIA'), 0, 9), ['2:0', '4:1']);
    t.deepEqual(found(kernel, Buffer.from('--AK'), 0, 9), []);
    t.deepEqual(found(kernel, Buffer.from('--AKIA').subarray(2, 5), 0, 9), []);
    t.deepEqual(found(kernel, Buffer.alloc(0), 0, 9), []);
    t.deepEqual(found(kernel, Buffer.from('AKIA'), 4, 9), []);
  }
});

test('refuses what it cannot compile', (t) => {
  const wide = Array.from({ length: 60 }, (_, index) => 60 + index);
  const refused: readonly [readonly Anchor[], RegExp][] = [
    [[literal('a')], /anchor 0 has 1 places, not 2 to 8/],
    [[literal('ab'), literal('abcdefghi')], /anchor 1 has 9 places/],
    [[anchorOf([1], [])], /empty class/],
    [[anchorOf([1], [256])], /256 is no byte/],
    [[anchorOf([1], [1.5])], /1.5 is no byte/],
    [Array.from({ length: 65 }, () => literal('ab')), /more than 64 anchors/],
    [Array.from({ length: 8193 }, (_, index) => literal(`${index}-`)), /8193 anchors/],
    [Array.from({ length: 2000 }, (_, index) => anchorOf([index & 255], wide, [index >> 3])), /256 KiB/],
  ];
  for (const [anchors, message] of refused) {
    const compile = (): unknown => compileWith(scriptProgram, anchors);
    t.throws(compile, { instanceOf: RangeError, message });
  }
});

test('refuses a table that one offset could overflow', (t) => {
  const kernel = compileSimdKernel([literal('ab'), literal('abc')]);
  t.throws(() => kernel.find(Buffer.from('xx'), 0, new Int32Array(3)), { instanceOf: RangeError, message: /1 pairs/ });
  t.is(kernel.find(Buffer.from('abc'), 0, new Int32Array(4)), 2);
});
