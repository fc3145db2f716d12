import test from 'ava';
import * as fc from 'fast-check';
import { parsePattern } from '../../../../src/detect/rules/pattern/parse-pattern.ts';
import { printPattern } from '../../../../src/detect/rules/pattern/print-pattern.ts';
import { patternSource } from '../../../support/pattern-source.ts';

test('a pattern that is read and printed finds the same', (t) => {
  fc.assert(
    fc.property(
      patternSource,
      fc.string({ unit: fc.constantFrom('a', 'b', 'C', '1'), maxLength: 12 }),
      (source, text) => {
        const { source: printed } = printPattern(parsePattern(source, 'js'), true);
        t.deepEqual([...(new RegExp(printed).exec(text) ?? [])], [...(new RegExp(source).exec(text) ?? [])], source);
      },
    ),
    { numRuns: 500 },
  );
});

test('where every letter stands in both cases the flag says so', (t) => {
  t.deepEqual(printPattern(parsePattern('ab[c-e]_\\w', 're2', true)), { source: 'ab[c-e]_\\w', ignoreCase: true });
  t.deepEqual(printPattern(parsePattern('a(?i)b', 're2')), { source: 'a[Bb]', ignoreCase: false });
  t.deepEqual(printPattern(parsePattern('1-2', 're2', true)), { source: '1-2', ignoreCase: false });
});

test('alternatives keep together', (t) => {
  t.is(printPattern(parsePattern('a(?:b|c)d', 'js')).source, 'a(?:b|c)d');
  t.is(printPattern(parsePattern('(?:ab){2,3}?', 'js')).source, '(?:ab){2,3}?');
  t.is(printPattern(parsePattern('a?b*c+d{2}e{3,}', 'js')).source, 'a?b*c+d{2}e{3,}');
});
