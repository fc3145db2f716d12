import test from 'ava';

import { AnchorPlaces, isUnclear } from '../../../src/detect/hidden/anchor-places.ts';
import { literal } from '../../support/naive-kernel.ts';

const ANYTHING = new Set(Array.from({ length: 200 }, (_, byte) => byte + 32));
const places = new AnchorPlaces([
  literal('AKIA'),
  literal('.ssh/id_'),
  { rule: 0, classes: [ANYTHING, ...literal('nc ').classes] },
]);

/** Whether `character` may stand where `text` has its first underscore. */
function mayHold(text: string, character: string, mayEnd = true): boolean {
  const at = text.indexOf('_');
  return places.mayHold(character.charCodeAt(0), Buffer.from(text), at, at + 1, mayEnd);
}

test('a character fits where an anchor has it between what stands around it', (t) => {
  t.true(mayHold('xA_IAx', 'K'));
  t.true(mayHold('x_KIAx', 'A'));
  t.true(mayHold('a .s_h/id_r', 's'));
  for (const [text, character] of [
    ['xA_IBx', 'K'],
    ['xB_IAx', 'K'],
    ['xA_IAx', 'L'],
    ['a .s_h/idx', 's'],
  ] as const)
    t.false(mayHold(text, character), text);
});

test('it fits at the end only if it may', (t) => {
  t.true(mayHold('xAKI_x', 'A'));
  t.false(mayHold('xAKI_x', 'A', false));
});

test('what may be escaped itself fits everything, and so does the end of the text', (t) => {
  t.true(mayHold('xA_\\u0049Ax', 'K'));
  t.true(mayHold('%41_IAx', 'K'));
  t.false(mayHold('xB_\\u0049Ax', 'K'));
  t.true(mayHold('xA_', 'K'));
  t.true(mayHold('_%4BIA', 'A'));
});

test('a place that takes nearly anything tells nothing unless it follows one that does not', (t) => {
  t.false(mayHold('x _%6ec ', 'q'));
  t.true(mayHold('x _c x', 'n'));
});

test('tables tell of what an anchor may begin with, end with, and have side by side', (t) => {
  const code = (character: string): number => character.charCodeAt(0);
  t.deepEqual([places.firsts[code('A')], places.firsts[code('K')], places.lasts[code('_')]], [1, 1, 1]);
  t.is(places.pairs[(code('K') << 8) | code('I')], 1);
  t.is(places.pairs[(code('I') << 8) | code('K')], 0);
  t.true(places.mayBegin(Buffer.from('s'), 0));
  t.false(places.mayBegin(Buffer.from('z'), 0));
  t.true(places.mayPrecede(code('K'), Buffer.from('I'), 0));
  t.false(places.mayPrecede(code('K'), Buffer.from('A'), 0));
});

test('of a line of equals signs only the last may begin an escape', (t) => {
  const line = Buffer.from('===\n');
  t.deepEqual(
    [0, 1, 2].map((at) => isUnclear(line, at)),
    [false, false, true],
  );
  t.true(isUnclear(Buffer.from('%41x'), 2));
  t.false(isUnclear(Buffer.from('abc'), 1));
});
