import test from 'ava';
import { neededBytes } from '../../../../src/detect/rules/pattern/needed.ts';
import { parsePattern } from '../../../../src/detect/rules/pattern/parse-pattern.ts';
import { sampleOf, seededRandom } from '../../../../src/detect/rules/pattern/sample.ts';
import { sourceOf } from '../../../../src/detect/rules/rule-file.ts';
import { packFiles } from '../../../support/pack-files.ts';

function needed(source: string, isAnyCase = false): string | undefined {
  const bytes = neededBytes(parsePattern(source, 'js', isAnyCase));
  return bytes && [...bytes].map((byte) => String.fromCharCode(byte)).join('');
}

test('the rarest of what must be there', (t) => {
  t.is(needed('curl [^|]{1,80}\\| ?sh'), '|');
  t.is(needed('a(?:;|&&)b'), ';&');
  t.is(needed('(?:x|y){2,}e'), 'xy');
  t.is(needed('q', true), 'qQ');
});

test('what may be left out, is only looked at or was there before is not needed', (t) => {
  t.is(needed('e(?:;a)?'), 'e');
  t.is(needed('e(?=;)(?<!@)'), 'e');
  t.is(needed('(e)\\1'), 'e');
  t.is(needed('(?:;|)'), undefined);
  t.is(needed('^$'), undefined);
});

test('every match of every rule holds some of what it needs', (t) => {
  const random = seededRandom(7);
  for (const { file } of packFiles()) {
    const pattern = parsePattern(sourceOf(file), 'js', file.ignoreCase === true);
    const bytes = neededBytes(pattern);
    t.truthy(bytes, file.id);
    for (let round = 0; round < 20; round++) {
      const text = Buffer.from(sampleOf(pattern, random), 'latin1');
      t.true(
        text.some((byte) => bytes?.has(byte)),
        `${file.id}: ${text.toString('latin1')}`,
      );
    }
  }
});
