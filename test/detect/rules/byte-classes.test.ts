import test from 'ava';
import { DIGITS, charactersBetween, literal, noneOf, oneOf } from '../../../src/detect/rules/byte-classes.ts';

const shown = (run: readonly ReadonlySet<number>[]): string[] =>
  run.map((allowed) => String.fromCharCode(...[...allowed].toSorted((a, b) => a - b)));

test('a literal is one place a character', (t) => {
  t.deepEqual(shown(literal('Ab-')), ['A', 'b', '-']);
});

test('one of a choice, for as many places as told', (t) => {
  t.deepEqual(shown(oneOf('ab')), ['ab']);
  t.deepEqual(shown(oneOf(DIGITS, 2)), ['0123456789', '0123456789']);
});

test('none of a choice is all the other bytes', (t) => {
  const [allowed] = noneOf('ab');
  t.is(allowed?.size, 254);
  t.false(allowed?.has(97));
  t.true(allowed?.has(0));
});

test('a range has both its ends', (t) => {
  t.is(charactersBetween('a', 'e'), 'abcde');
});

test('a character that is no byte is refused', (t) => {
  t.throws(() => literal('…'), { instanceOf: RangeError });
  t.throws(() => oneOf('😀'), { instanceOf: RangeError });
});
