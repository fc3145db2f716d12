import test from 'ava';
import { anchoredPart, anchoringOf, isAnchored } from '../../../../src/detect/rules/pattern/anchor-distance.ts';
import { parsePattern } from '../../../../src/detect/rules/pattern/parse-pattern.ts';
import { anchorsOf } from '../../../../src/detect/rules/rule-file.ts';

for (const [source, anchors, nearest, farthest] of [
  [String.raw`\bghp_[a-z]{36}`, ['ghp_'], 0, 0],
  [String.raw`\b(4b1d[a-z]{38})\b`, ['4b1d'], 0, 0],
  [String.raw`[\w.-]{0,50}?(?:adobe)=x`, ['adobe'], 0, 50],
  ['x(?:abc|yabd)', ['abc', 'abd'], 1, 2],
  ['[a-z]+abc', ['abc'], 1, Infinity],
  ['(?:-abc){2}', ['abc'], 1, 1],
  ['(?:abcd|efgh)[ \\t]', ['abc', 'abcd ', 'abcd\t', 'efgh ', 'efgh\t'], 0, 0],
] as const) {
  test(`in ${source} an anchor begins ${nearest} to ${farthest} bytes behind the start`, (t) => {
    t.deepEqual(anchoringOf(parsePattern(source, 'js'), anchorsOf({ anchors })), {
      kind: 'anchored',
      nearest,
      farthest,
    });
  });
}

test('an anchor that ends in what is repeated begins where it begins', (t) => {
  const distance = (source: string, anchors: readonly string[], next: string): unknown =>
    anchoringOf(parsePattern(source, 'js'), anchorsOf({ anchors, next }));
  t.deepEqual(distance('tok_[a-z]{8,30}', ['tok_'], 'a-z'), { kind: 'anchored', nearest: 0, farthest: 0 });
  t.deepEqual(distance('-(tok_([0-9]{3}))', ['tok_'], '0-9'), { kind: 'anchored', nearest: 1, farthest: 1 });
  t.deepEqual(distance('[a-c]{3}tok_[0-9]', ['tok_'], '0-9'), { kind: 'anchored', nearest: 3, farthest: 3 });
});

test('a pattern that can do without its anchors gives an example', (t) => {
  t.deepEqual(anchoringOf(parsePattern('abc?', 'js'), anchorsOf({ anchors: ['abc'] })), {
    kind: 'unanchored',
    example: 'ab',
  });
});

test('the part that holds the anchor is no longer than need be', (t) => {
  const pattern = parsePattern('x{3}abcd{2}y', 'js');
  const anchors = anchorsOf({ anchors: ['abc'] });
  t.true(isAnchored(pattern, anchors));
  t.deepEqual(pattern.kind === 'sequence' && anchoredPart(pattern.items, anchors), { from: 1, to: 4 });
  t.is(anchoredPart([], anchors), undefined);
});
