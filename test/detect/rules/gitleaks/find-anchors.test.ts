import test from 'ava';
import { findAnchors, withAnchorsOnly } from '../../../../src/detect/rules/gitleaks/find-anchors.ts';
import { isAnchored } from '../../../../src/detect/rules/pattern/anchor-distance.ts';
import { parsePattern } from '../../../../src/detect/rules/pattern/parse-pattern.ts';
import { printPattern } from '../../../../src/detect/rules/pattern/print-pattern.ts';
import { anchorsOf } from '../../../../src/detect/rules/rule-file.ts';

for (const [source, anchors, ignoreCase] of [
  ['ghp_[0-9a-zA-Z]{36}', ['ghp_'], false],
  ['(?i)[a-z]{0,50}?(?:adafruit)[a-z]{9}', ['adafruit'], true],
  [String.raw`\b(p8e-(?i)[a-z0-9]{32})`, ['p8e-'], false],
  ['(?:sc|ext)_[a-z]{5}', ['sc_', 'ext_'], false],
  ['(?:A3T[A-Z0-9]|AKIA|ASIA)[A-Z2-7]{16}', ['A3T', 'AKIA', 'ASIA'], false],
  [String.raw`[a-z]{3}\dQ~[a-z]{31}`, ['0Q~', '1Q~', '2Q~', '3Q~', '4Q~', '5Q~', '6Q~', '7Q~', '8Q~', '9Q~'], false],
  [String.raw`ey[a-z]{17,}\.ey[a-z]{17,}`, ['.ey'], false],
  ['the-[a-z]{3}-QZXJ', ['-QZXJ'], false],
] as const) {
  test(`the rarest literals of ${source}`, (t) => {
    const pattern = parsePattern(source, 're2');
    const choice = findAnchors(pattern, 500);
    t.like(choice, { anchors, ignoreCase });
    t.true(isAnchored(pattern, anchorsOf({ anchors, ignoreCase })));
  });
}

for (const source of ['[a-f0-9]{32}', 'ab', '(?:abcd)?[0-9]{9}', '(?:abcd|[0-9]{9})', '[a-z]{600}abcd']) {
  test(`${source} has none within reach`, (t) => {
    t.is(findAnchors(parsePattern(source, 're2'), 500), undefined);
  });
}

test('alternatives without an anchor are given up, where others have one', (t) => {
  const kept = withAnchorsOnly(parsePattern(String.raw`\b((?:hvs\.[a-z]{9}|s[a-z]{24}))`, 're2'), 500);
  t.is(kept && printPattern(kept).source, String.raw`\b(hvs\.[a-z]{9})`);
  t.is(withAnchorsOnly(parsePattern('(?:[a-z]|[0-9])', 're2'), 500), undefined);
  t.is(withAnchorsOnly(parsePattern('[a-z]+', 're2'), 500), undefined);
});
