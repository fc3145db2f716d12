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

const shown = (places: readonly ReadonlySet<number>[] = []): string =>
  places
    .map((bytes) => (bytes.size > 1 ? `[${String.fromCharCode(...bytes)}]` : String.fromCharCode(...bytes)))
    .join('');

test('places of an escaped text are of both cases, digits and letters', (t) => {
  t.deepEqual(escapedPlacesOf('abc', true), []);
  t.deepEqual(escapedPlacesOf('a\\\n', false).map(shown), [String.raw`a\\\n`, String.raw`a\\\\\\n`]);
  t.deepEqual(escapedPlacesOf('忽', false).map(shown), [
    String.raw`\u5[fF][fF][dD]`,
    String.raw`\\u5ffd`,
    '%[Ee]5%[Bb][Ff]%[Bb][Dd]',
    '=[Ee]5=[Bb][Ff]=[Bb][Dd]',
    '&#x5[fF][fF][dD];',
    '&#24573;',
  ]);
  t.is(shown(escapedPlacesOf('ü', true)[0]), String.raw`\u00[fFdD][cC]`);
});

test('each way to write a text counts where it must be written so', (t) => {
  t.deepEqual(escapedPlacesOf('a-_.~*', false, true), []);
  const forms = (...rest: Parameters<typeof escapedPlacesOf>): Set<string> =>
    new Set(escapedPlacesOf(...rest).map(shown));
  t.deepEqual(forms('=a', false), new Set(['3[dD]a', '=3[Dd]a']));
  t.deepEqual(forms('=a', false, true), new Set(['3[dD]a', '%3[Dd]a', '=3[Dd]a']));
  t.deepEqual(
    forms('<a> &', false),
    new Set([String.raw`3[cC]a\u003[eE] \u0026`, String.raw`3[cC]a\\u003[eE] \\u0026`, '&lt;a&gt; &amp;']),
  );
  t.deepEqual(
    forms('a="b', false),
    new Set([
      String.raw`a=\"b`,
      String.raw`a=\\\"b`,
      String.raw`a=\u0022b`,
      String.raw`a=\\u0022b`,
      String.raw`a\u003[dD]\"b`,
      String.raw`a\\u003[dD]\\\"b`,
      'a=3[Dd]"b',
      'a=&quot;b',
    ]),
  );
  t.deepEqual(
    escapedPlacesOf("'é", false, true).map(({ length }) => length),
    [7, 8, 8, 9, 8, 9, 9, 7, 6, 11, 11],
  );
});
