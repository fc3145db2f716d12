import test from 'ava';
import * as fc from 'fast-check';
import { avoidanceOf } from '../../../../src/detect/rules/pattern/avoidance.ts';
import { parsePattern } from '../../../../src/detect/rules/pattern/parse-pattern.ts';
import { sampleOf, seededRandom } from '../../../../src/detect/rules/pattern/sample.ts';
import { anchorsOf } from '../../../../src/detect/rules/rule-file.ts';
import { patternSource } from '../../../support/pattern-source.ts';

const kindOf = (source: string, anchors: readonly string[], ignoreCase = false): string =>
  avoidanceOf(parsePattern(source, 'js', ignoreCase), anchorsOf({ anchors, ignoreCase })).kind;

test('what every match holds', (t) => {
  t.is(kindOf('ghp_[a-z]{36}', ['ghp_']), 'impossible');
  t.is(kindOf('gh[pous]_x', ['ghp_', 'gho_', 'ghu_', 'ghs_']), 'impossible');
  t.is(kindOf('[a-z]{0,50}?(?:abc|xabd)', ['abc', 'abd']), 'impossible');
  t.is(kindOf('(?:ab){2}', ['abab']), 'impossible');
  t.is(kindOf('ADOBE', ['adobe'], true), 'impossible');
  t.is(kindOf('toolongtext', ['toolongtoo']), 'impossible', 'only the first eight characters are looked for');
});

test('what a match can do without', (t) => {
  t.is(kindOf('gh[pous]_x', ['ghp_', 'gho_']), 'possible');
  t.is(kindOf('(?:acme_)?[a-z]{16}', ['acme_']), 'possible');
  t.is(kindOf('acme_', ['ACME_']), 'possible');
  t.is(kindOf('chmod[ \\t]+x', ['chmod ']), 'possible');
  t.deepEqual(avoidanceOf(parsePattern('chmod[ \\t]x', 'js'), anchorsOf({ anchors: ['chmod '] })), {
    kind: 'possible',
    example: 'chmod\tx',
  });
});

test('a pattern of more parts than can be looked through', (t) => {
  t.is(kindOf(`(?:${'[abc]{8}'.repeat(40)}){8}{1}`.replace('{8}{1}', '{8}').repeat(12), ['abc']), 'undecided');
});

test('the answer agrees with what is found', (t) => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'C', '1'), minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(patternSource, fc.array(text, { minLength: 1, maxLength: 3 }), (source, anchors) => {
      const pattern = parsePattern(source, 'js');
      const avoidance = avoidanceOf(pattern, anchorsOf({ anchors }));
      const holdsOne = (match: string): boolean => anchors.some((anchor) => match.includes(anchor));
      if (avoidance.kind === 'possible') {
        t.false(holdsOne(avoidance.example));
        t.regex(avoidance.example, new RegExp(`^(?:${source})$`, 's'));
      } else {
        for (let seed = 0; seed < 20; seed++) t.true(holdsOne(sampleOf(pattern, seededRandom(seed))), source);
      }
    }),
    { numRuns: 400 },
  );
});
