import test from 'ava';
import { nameKnown } from '../../../src/detect/known/name-known.ts';
import type { Sighting } from '../../../src/detect/rule-matches.ts';

const source = { text: '', pathOf: () => '', originOf: (offset: number) => offset, isReworded: false };
const known = { name: 'A', origin: '.env', form: '', fingerprint: 'f' };

function seen(from: number, to: number, isKnown = false): Sighting {
  return { from, to, isOwned: true, source, match: { from, to, ...(isKnown && { known }) } };
}

/** Where the sightings of a rule, and those of known values, are left, the named ones with their name. */
function left(isSecret: boolean, others: readonly Sighting[], values: readonly Sighting[]): string[][] {
  const found = nameKnown([
    { isSecret, sightings: others },
    { isSecret: true, sightings: values },
  ]);
  return found.map((all) => all.map((one) => `${one.from}-${one.to}${one.known?.name ?? ''}`));
}

test('the same place is one finding, under the other rule', (t) => {
  t.deepEqual(left(true, [seen(10, 30)], [seen(10, 30, true)]), [['10-30A'], []]);
  t.deepEqual(left(true, [seen(12, 32)], [seen(10, 30, true)]), [['12-32A'], []]);
});

test('so is one that is part of the other', (t) => {
  t.deepEqual(left(true, [seen(20, 30)], [seen(0, 100, true)]), [['20-30A'], []]);
  t.deepEqual(left(true, [seen(0, 100)], [seen(20, 30, true)]), [['0-100A'], []]);
});

test('neighbours, what barely overlaps, and what is no secret stay apart', (t) => {
  t.deepEqual(left(true, [seen(30, 50), seen(0, 12)], [seen(10, 30, true)]), [['30-50', '0-12'], ['10-30']]);
  t.deepEqual(left(false, [seen(10, 30)], [seen(10, 30, true)]), [['10-30'], ['10-30']]);
});

test('a value that stands there twice has two findings', (t) => {
  t.deepEqual(left(true, [seen(0, 20)], [seen(0, 20, true), seen(50, 70, true)]), [['0-20A'], ['50-70']]);
});

test('of several the one nearest in length takes the name, one value each', (t) => {
  t.deepEqual(left(true, [seen(0, 80), seen(12, 34)], [seen(10, 30, true)]), [['0-80', '12-34A'], []]);
  t.deepEqual(left(true, [seen(0, 80)], [seen(10, 30, true), seen(40, 60, true)]), [['0-80A'], ['40-60']]);
});
