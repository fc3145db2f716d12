import test from 'ava';
import { findAll } from '../../../src/detect/find-all.ts';
import type { Anchor } from '../../../src/detect/kernel/anchor.ts';
import { compileKernel } from '../../../src/detect/kernel/select.ts';
import { ANCHORS, RULES } from '../../../src/detect/rules/index.ts';
import { disguisableOf, inLists, NO_RULE, withHidden } from '../../../src/detect/unfold/hidden-anchors.ts';

function literal(text: string): Set<number>[] {
  return Array.from(Buffer.from(text), (byte) => new Set([byte]));
}

const anchors = withHidden([
  { rule: 3, classes: [...literal('/p'), new Set(Buffer.from(' \t'))] },
  { rule: 4, classes: [...literal('Q-'), new Set(Array.from({ length: 200 }, (_, byte) => byte))] },
]);

function findings(text: string): (number | undefined)[] {
  const found: (number | undefined)[] = [];
  findAll(compileKernel(anchors), Buffer.from(text), (_, anchor) => found.push(anchors[anchor]?.rule));
  return found;
}

test('finds the anchors, also with a plus for a blank', (t) => {
  t.deepEqual(findings('/p Q-x'), [3, 4]);
  t.deepEqual(findings('/p+Q+x'), [3]);
});

test('finds escapes of bytes by which an anchor is recognised', (t) => {
  for (const text of ['\\u002f.', '\\u002F.', '%2f.', '%2F.', '%70 ', '%51-', '%2d.', '%20.']) {
    t.deepEqual(findings(text), [NO_RULE], text);
  }
});

test('finds escaped slashes within an anchor', (t) => {
  const [, escaped, again] = withHidden([{ rule: 7, classes: literal('/a//b/c') }]);
  t.deepEqual(escaped, { rule: 7, classes: literal('/a\\/\\/b\\') });
  t.deepEqual(again, { rule: 7, classes: literal(String.raw`/a\\/\\/`) });
});

test('leaves other escapes alone', (t) => {
  for (const text of ['\\u003c.', '\\u0027.', '\\u0026.', '\\u00e9.', '%3D.', '%7B.', '%C3%A9.', '%2', '\\n']) {
    t.deepEqual(findings(text), [], text);
  }
});

test('fits into a kernel with all rules', (t) => {
  t.notThrows(() => compileKernel(withHidden(ANCHORS)));
});

test('rules that are not disguisable bring no escapes but those of letters and digits', (t) => {
  const [one] = RULES;
  const rules = one === undefined ? [] : [one, { ...one, isDisguisable: false }];
  const own = [{ rule: 0, classes: literal('/passwd') }];
  const more = [
    { rule: 1, classes: literal('<|im_') },
    { rule: 1, classes: literal('/b') },
  ];
  const escapes = (some: readonly Anchor[]): number => withHidden(some, rules).length - some.length;
  t.is(escapes([...own, ...more]), escapes(own));
  t.deepEqual(disguisableOf([...own, ...more, { rule: NO_RULE, classes: literal('%2') }], rules), own);
  t.true(escapes([...own, { rule: 0, classes: literal('<|im_') }]) > escapes(own));
});

test('a comma is a blank before an option', (t) => {
  t.deepEqual(inLists({ rule: 0, classes: literal('rm -r') }).classes[2], new Set(Buffer.from(' ,')));
  t.deepEqual(inLists({ rule: 0, classes: literal('rm /r') }).classes, literal('rm /r'));
});
