import test from 'ava';
import { byteClassOf } from '../../../src/detect/kernel/byte-class.ts';

const sorted = (bytes: Iterable<number>): number[] => [...bytes].sort((a, b) => a - b);

test('a class holds its bytes', (t) => {
  for (const bytes of [[], [0], [0, 0], [65, 97], [97, 65], [1, 2, 3], [255, 255, 0]])
    t.deepEqual(sorted(byteClassOf(bytes)), sorted(new Set(bytes)));
});

test('of one byte, or two in one order, there is one class', (t) => {
  t.is(byteClassOf([65]), byteClassOf([65, 65]));
  t.is(byteClassOf([65, 97]), byteClassOf([65, 97, 65]));
  t.not(byteClassOf([65, 97]), byteClassOf([65]));
});
