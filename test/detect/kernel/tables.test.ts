import test from 'ava';

import { TABLE_BYTES } from '../../../src/detect/kernel/fingerprint.ts';
import {
  BLOCK_BYTES,
  LAYOUT,
  LISTED_AT_ONCE,
  MAX_LAG,
  MAX_PAIRS,
  MAX_PLACES,
  PAGE_BYTES,
  RECORD,
  SEGMENT_BYTES,
  slotOfEven,
  slotOfPair,
  slotOfWord,
  tablesFor,
} from '../../../src/detect/kernel/tables.ts';
import { literal } from '../../support/naive-kernel.ts';

const manyAnchors = (count: number): ReturnType<typeof literal>[] =>
  Array.from({ length: count }, (_, index) => literal(`${String(index * 7919).padStart(6, 'k')}_-`));

test('the parts of the memory lie apart', (t) => {
  t.true(LAYOUT.fingerprint + 2 * TABLE_BYTES <= LAYOUT.candidates);
  t.true(LAYOUT.candidates + SEGMENT_BYTES / 8 + 8 <= LAYOUT.evenCandidates);
  t.true(LAYOUT.evenCandidates + SEGMENT_BYTES / 8 + 8 <= LAYOUT.places);
  t.true(LAYOUT.places + 4 * (SEGMENT_BYTES + LISTED_AT_ONCE) <= LAYOUT.linked);
  t.true(LAYOUT.linked + 8 * (SEGMENT_BYTES + 1) <= LAYOUT.pairs);
  t.true(LAYOUT.pairs + MAX_PAIRS * 8 <= LAYOUT.byPair);
  const words = [0, -1, 0x20202020, 0x7fffffff, ...Array.from({ length: 999 }, (_, index) => index * 4_294_967)];
  for (const word of words) {
    t.true(slotOfPair(word) >= LAYOUT.byPair && slotOfPair(word) + 2 <= LAYOUT.byWord);
    t.true(slotOfWord(word) >= LAYOUT.byWord && slotOfWord(word) + 2 <= LAYOUT.input);
    t.true(slotOfEven(word) >= LAYOUT.byEven && slotOfEven(word) + 2 <= LAYOUT.evens);
  }
  const lastVectorEnd = BLOCK_BYTES + MAX_LAG + 3 + 32;
  t.true(LAYOUT.input + Math.max(BLOCK_BYTES + MAX_PLACES - 1, lastVectorEnd) <= LAYOUT.byEven);
});

test('addresses can be divided by four', (t) => {
  t.is(tablesFor([]).records % 4, 0);
  t.is(tablesFor(manyAnchors(65)).records % 4, 0);
  t.is(RECORD.bytes % 4, 0);
});

test('few anchors take two pages, many take more', (t) => {
  const few = tablesFor(manyAnchors(64));
  t.deepEqual([few.bytes.length / PAGE_BYTES, few.fingerprints, few.hasEvens], [2, 1, false]);
  const many = tablesFor(manyAnchors(400));
  t.deepEqual([many.bytes.length / PAGE_BYTES, many.fingerprints, many.hasEvens], [8, 1, true]);
});

test('anchors of one text in both cases share a slot', (t) => {
  const word = Buffer.from('AbcD').readInt32LE();
  t.is(slotOfWord(word), slotOfWord(Buffer.from('aBCd').readInt32LE()));
  t.not(slotOfWord(word), slotOfWord(Buffer.from('abce').readInt32LE()));
});

test('refuses what takes more than four pages of links', (t) => {
  const wide = new Set(Array.from({ length: 60 }, (_, index) => 60 + index));
  const anchors = Array.from({ length: 60 }, (_, index) => ({ rule: 0, classes: [new Set([index]), wide, wide] }));
  t.notThrows(() => tablesFor(anchors));
  const manyWide = Array.from({ length: 2000 }, (_, index) => ({
    rule: 0,
    classes: [new Set([index & 255]), wide, new Set([index >> 3])],
  }));
  t.throws(() => tablesFor(manyWide), { instanceOf: RangeError, message: /256 KiB/ });
});
