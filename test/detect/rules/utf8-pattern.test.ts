import test from 'ava';
import { escapedPlacesOf, onBytes, placesOf } from '../../../src/detect/rules/utf8-pattern.ts';

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

test('an expression is tried on UTF-8', (t) => {
  t.is(onBytes('a[bc]\\d', false), 'a[bc]\\d');
  t.true(new RegExp(`^${onBytes('ü{2}é?$', false)}`).test(latin1('üü')));
  t.true(new RegExp(onBytes('über', true), 'i').test(latin1('ÜBER')));
  t.false(new RegExp(onBytes('über', false)).test(latin1('Über')));
  t.throws(() => onBytes('[äö]', false), { instanceOf: SyntaxError });
});

test('places hold a byte each, in both cases', (t) => {
  t.deepEqual(placesOf('aé', false), [new Set([0x61]), new Set([0xc3]), new Set([0xa9])]);
  t.deepEqual(placesOf('é', true), [new Set([0xc3]), new Set([0xa9, 0x89])]);
});

test('places of an escaped text are of both cases, digits and letters', (t) => {
  const text = (places: readonly ReadonlySet<number>[]): string[] =>
    places.map((bytes) => [...bytes].map((byte) => String.fromCharCode(byte)).join(''));
  t.deepEqual(text(escapedPlacesOf('a忽', false)), ['a', '\\', 'u', '5', 'fF', 'fF', 'dD']);
  t.deepEqual(text(escapedPlacesOf('ü', true)), ['\\', 'u', '0', '0', 'fFdD', 'cC']);
});
