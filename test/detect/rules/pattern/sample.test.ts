import test from 'ava';
import * as fc from 'fast-check';
import { parsePattern } from '../../../../src/detect/rules/pattern/parse-pattern.ts';
import { characterOf, sampleOf, seededRandom } from '../../../../src/detect/rules/pattern/sample.ts';
import { widthOf } from '../../../../src/detect/rules/pattern/width.ts';
import { patternSource } from '../../../support/pattern-source.ts';

test('a sample is a match of its pattern', (t) => {
  fc.assert(
    fc.property(patternSource, fc.integer(), (source, seed) => {
      const pattern = parsePattern(source, 'js');
      const sample = sampleOf(pattern, seededRandom(seed));
      t.regex(sample, new RegExp(`^(?:${source})$`));
      const { min, max } = widthOf(pattern);
      t.true(sample.length >= min && sample.length <= max);
    }),
  );
});

test('the same seed gives the same numbers, from 0 to 1', (t) => {
  const row = (seed: number): number[] => Array.from({ length: 50 }, seededRandom(seed));
  t.deepEqual(row(7), row(7));
  t.notDeepEqual(row(7), row(8));
  t.true(row(7).every((one) => one >= 0 && one < 1));
});

test('letters and digits are liked best', (t) => {
  t.is(
    characterOf(new Set([0x00, 0x2d, 0x61]), () => 0),
    'a',
  );
  t.is(
    characterOf(new Set([0x00, 0x2d]), () => 0),
    '-',
  );
  t.is(
    characterOf(new Set([0x00]), () => 0),
    '\0',
  );
  t.is(
    characterOf(new Set(), () => 0),
    '',
  );
});
