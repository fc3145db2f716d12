import test from 'ava';
import { hostilePieces, hostileTexts } from '../../../src/detect/rules/hostile-texts.ts';
import { parsePattern } from '../../../src/detect/rules/pattern/parse-pattern.ts';
import { ruleFile } from '../../support/rule-files.ts';

test('anchors, broken hits and pumped repetitions', (t) => {
  const file = ruleFile({ pattern: 'acme_(?:[a-z]{4}-){2,5}x', hits: ['acme_abcd-abcd-x'], misses: ['acme_no'] });
  const pieces = hostilePieces(file, parsePattern(file.pattern, 'js'));
  t.true(pieces.includes('acme_') && pieces.includes('acme_no') && pieces.includes('acme_abcd-abcd-'));
  t.true(pieces.some((piece) => /^acme_(?:[a-z]{4}-){700,}\u0001$/.test(piece)));
  t.is(new Set(pieces).size, pieces.length);
});

test('each repetition is broken off early and late, behind what leads there and behind the anchor', (t) => {
  const texts = hostileTexts(parsePattern('x(?:[ab]+)+!', 'js'), 2000, 'acme_');
  for (const lead of ['x', 'acme_']) {
    t.true(texts.some((text) => text.startsWith(lead) && /^\w*?[ab]{36}\u0001[^]*[ab]{36}\n$/.test(text)));
    t.true(texts.some((text) => text.startsWith(lead) && /[ab]{2000}\u0001$/.test(text)));
  }
  t.is(new Set(texts).size, texts.length);
  t.deepEqual(hostileTexts(parsePattern('abc', 'js'), 2000), []);
});
