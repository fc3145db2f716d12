import test from 'ava';

import {
  independentShareOf,
  measured,
  shareOfSieve,
  shareOfUnion,
  sieveOf,
  unionOf,
} from '../../../src/detect/kernel/sieve.ts';
import { literal } from '../../support/naive-kernel.ts';

const of = (text: string): ReturnType<typeof sieveOf> => sieveOf(literal(text).classes);

test('a place that is not there takes every byte', (t) => {
  t.is(independentShareOf(of('')), 1);
  t.is(independentShareOf(of('a')), independentShareOf(sieveOf([new Set([0x61])])));
  t.true(independentShareOf(of('ab')) < independentShareOf(of('a')));
});

test('a union lets through at least as much as each', (t) => {
  for (const [one, other] of [
    ['AKIA', 'sk-a'],
    ['cont', 'tent'],
    ['zzzz', '----'],
  ] as const) {
    const both = shareOfUnion(measured(of(one)), measured(of(other)));
    t.true(both >= measured(of(one)).share && both >= measured(of(other)).share);
    t.is(both, measured(unionOf(of(one), of(other))).share);
  }
});

test('measures what passes as the union of a sieve with itself', (t) => {
  for (const text of ['', 'e', 'th', 'cont', 'zzzz', '": "', 'ghp_']) {
    const one = measured(of(text));
    t.is(shareOfSieve(of(text)), shareOfUnion(one, one), text);
  }
});

test('knows what stands in traffic', (t) => {
  t.true(measured(of('cont')).share > 10 * measured(of('tnoc')).share);
});

test('is the whole share where all passes', (t) => {
  t.true(Math.abs(measured(of('')).share - 1.125) < 1e-9);
});
