import test from 'ava';

import type { Anchor } from '../../../src/detect/kernel/anchor.ts';
import { areTooManyAtOneOffset, MAX_AT_ONE_OFFSET } from '../../../src/detect/kernel/at-one-offset.ts';
import { literal } from '../../support/naive-kernel.ts';

const repeated = (count: number, text: string): Anchor[] => Array.from({ length: count }, () => literal(text));

test('counts anchors that are alike, or the beginning of one another', (t) => {
  t.false(areTooManyAtOneOffset(repeated(MAX_AT_ONE_OFFSET, 'abc')));
  t.true(areTooManyAtOneOffset(repeated(MAX_AT_ONE_OFFSET + 1, 'abc')));
  t.true(areTooManyAtOneOffset([...repeated(40, 'abc'), ...repeated(25, 'abcdef')]));
  t.false(areTooManyAtOneOffset([...repeated(40, 'abc'), ...repeated(40, 'abd'), ...repeated(24, 'ab')]));
  t.true(areTooManyAtOneOffset([...repeated(40, 'abc'), ...repeated(40, 'abd'), ...repeated(25, 'ab')]));
});

test('counts anchors of classes that have a text in common', (t) => {
  const [low, high] = [new Set([1, 2, 3]), new Set([3, 4])];
  const of = (count: number, ...classes: ReadonlySet<number>[]): Anchor[] =>
    Array.from({ length: count }, () => ({ rule: 0, classes }));
  t.true(areTooManyAtOneOffset([...of(33, low, high), ...of(33, high, low)]));
  t.false(areTooManyAtOneOffset([...of(33, low, new Set([1])), ...of(33, high, new Set([2]))]));
});

test('thousands of different anchors are no trouble', (t) => {
  const anchors = Array.from({ length: 4000 }, (_, index) => literal(`${index * 7919}`.padStart(8, 'x')));
  t.false(areTooManyAtOneOffset(anchors));
});

test('gives up where it is hard to tell', (t) => {
  const classOf = (index: number, place: number): Set<number> =>
    new Set(Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => (byte * (index + 3) + place) % 7 !== 0));
  const anchors = Array.from({ length: 80 }, (_, index) => ({
    rule: 0,
    classes: Array.from({ length: 8 }, (_, place) => classOf(index, place)),
  }));
  t.true(areTooManyAtOneOffset(anchors));
});
