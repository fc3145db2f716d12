import test from 'ava';
import { hostilePieces } from '../../../src/detect/rules/hostile-texts.ts';
import { parsePattern } from '../../../src/detect/rules/pattern/parse-pattern.ts';
import { ruleFile } from '../../support/rule-files.ts';

test('anchors, broken hits and pumped repetitions', (t) => {
  const file = ruleFile({ pattern: 'acme_(?:[a-z]{4}-){2,5}x', hits: ['acme_abcd-abcd-x'], misses: ['acme_no'] });
  const pieces = hostilePieces(file, parsePattern(file.pattern, 'js'));
  t.true(pieces.includes('acme_') && pieces.includes('acme_no') && pieces.includes('acme_abcd-abcd-'));
  t.true(pieces.some((piece) => /^acme_(?:[a-z]{4}-){700,}\u0001$/.test(piece)));
  t.is(new Set(pieces).size, pieces.length);
});
