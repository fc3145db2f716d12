import test from 'ava';
import { parsePattern } from '../../../../src/detect/rules/pattern/parse-pattern.ts';
import { widthOf } from '../../../../src/detect/rules/pattern/width.ts';

for (const [source, min, max] of [
  ['abc', 3, 3],
  ['a|bcd|', 0, 3],
  ['(a{2,5}b?)', 2, 6],
  ['(?:ab){3}', 6, 6],
  ['a+', 1, Infinity],
  [String.raw`\bab(?=cd)$`, 2, 2],
  [String.raw`(a)\1`, 1, Infinity],
  ['(?:)*', 0, 0],
] as const) {
  test(`a match of ${source} has ${min} to ${max} bytes`, (t) => {
    t.deepEqual(widthOf(parsePattern(source, 'js')), { min, max });
  });
}
