import test from 'ava';
import { boundAround, withoutLead } from '../../../../src/detect/rules/gitleaks/bound.ts';
import { anchoringOf } from '../../../../src/detect/rules/pattern/anchor-distance.ts';
import { parsePattern } from '../../../../src/detect/rules/pattern/parse-pattern.ts';
import { printPattern } from '../../../../src/detect/rules/pattern/print-pattern.ts';
import { widthOf } from '../../../../src/detect/rules/pattern/width.ts';
import { anchorsOf } from '../../../../src/detect/rules/rule-file.ts';

for (const [source, anchor] of [
  ['tok_[a-z]+', 'tok_'],
  [String.raw`\b(ey[a-z]{17,}\.ey[a-z]{17,}\.(?:[a-z]{10,}={0,2})?)(?:["\s]|$)`, '.ey'],
  ['[a-z]*tok_.*?x+y', 'tok_'],
  ['(?:tok_a+|b*tok_c{3,})d*', 'tok_'],
] as const) {
  test(`${source} is bounded on both sides of its anchor`, (t) => {
    const anchors = anchorsOf({ anchors: [anchor] });
    const bounded = boundAround(parsePattern(source, 're2'), { anchors, maxBefore: 400, maxAfter: 2000 });
    const anchoring = anchoringOf(bounded, anchors);
    if (anchoring.kind !== 'anchored') return t.fail();
    t.true(anchoring.farthest <= 400);
    t.true(widthOf(bounded).max - anchoring.nearest <= 2000, printPattern(bounded).source);
    return undefined;
  });
}

test('what is bounded already stays as it is', (t) => {
  const pattern = parsePattern('tok_[a-z]{3,40}', 're2');
  const anchors = anchorsOf({ anchors: ['tok_'] });
  t.deepEqual(boundAround(pattern, { anchors, maxBefore: 9, maxAfter: 99 }), pattern);
});

for (const [source, rest] of [
  [String.raw`[\w.-]{0,50}?(?:adobe)=`, 'adobe='],
  [String.raw`[\w.-]{0,50}?(?i:[\w.-]{0,50}?x)y`, '[Xx]y'],
  ['(?:a?b|c?d)', 'b|d'],
  [String.raw`\ba?b`, String.raw`\ba?b`],
  ['a?', 'a?'],
] as const) {
  test(`${source} without its lead is ${rest}`, (t) => {
    t.is(printPattern(withoutLead(parsePattern(source, 're2'))).source, rest);
  });
}
