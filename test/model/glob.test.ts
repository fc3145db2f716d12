import test from 'ava';
import * as fc from 'fast-check';
import { matchesDest, matchesGlob, namesPort } from '../../src/model/glob.ts';

test('a star is any run, a question mark one character', (t) => {
  for (const [pattern, text, expected] of [
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'a/b.c', true],
    ['a*c', 'abbc', true],
    ['a*c', 'abbcd', false],
    ['*.b.test', 'x.y.b.test', true],
    ['*.b.test', 'b.test', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['**a', 'bca', true],
    ['A', 'a', false],
    ['a.c', 'abc', false],
  ] as const) {
    t.is(matchesGlob(pattern, text), expected, `${pattern} ${text}`);
  }
});

test('it means what the same expression means', (t) => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(words, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (pattern, text) => {
      const same = new RegExp(`^${pattern.replaceAll(/\*+/g, '.*').replaceAll('?', '.')}$`);
      return matchesGlob(pattern, text) === same.test(text);
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

test('a pattern for a destination has a port, or is given one', (t) => {
  t.true(matchesDest('api.Test', 'API.test:443', '443'));
  t.false(matchesDest('api.test', 'api.test:8443', '443'));
  t.true(matchesDest('api.test', 'api.test:8443', '*'));
  t.true(matchesDest('api.test:8*', 'api.test:8443', '443'));
  t.true(matchesDest('localhost:*', 'localhost:1', '443'));
  t.false(matchesDest('api.test', 'api.test.evil.test:443', '443'));
  t.false(matchesDest('api.test', 'api.test:443.evil.test:443', '443'));
  t.true(matchesDest('[::1]', '[::1]:443', '443'));
  t.true(matchesDest('[::1]:80', '[::1]:80', '443'));
  t.deepEqual(['a.test', '[::1]', '*', 'a.test:443', 'a:*', '[::1]:80'].map(namesPort), [
    false,
    false,
    false,
    true,
    true,
    true,
  ]);
});
