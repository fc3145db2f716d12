import test from 'ava';
import { GONE, LEADS, undone, undoShell, undoWritten } from '../../../src/detect/hidden/undo.ts';

function written(text: string): readonly [width: number, character: number] | undefined {
  const bytes = Buffer.from(text);
  return undoWritten(bytes, 0) ? [undone.width, undone.character] : undefined;
}

const c = 'c'.charCodeAt(0);

test('escapes of every kind are read', (t) => {
  const cases: readonly (readonly [string, number, number])[] = [
    ['%63url', 3, c],
    ['&#99;url', 5, c],
    ['&#x63;url', 6, c],
    ['=63=75', 3, c],
    [String.raw`\x63\x75`, 4, c],
    [String.raw`\u0063url`, 6, c],
    ['\uff43url', 3, c],
    ['\u200burl', 3, GONE],
  ];
  for (const [text, width, character] of cases) {
    t.deepEqual(written(text), [width, character], text);
    t.is(LEADS[Buffer.from(text)[0] ?? 0], 1, text);
  }
});

test('what stands for itself is left', (t) => {
  for (const text of ['% of', '&& b', 'plain']) t.is(written(text), undefined, text);
});

test('what a shell undoes is read', (t) => {
  t.true(undoShell(Buffer.from('c""url'), 1));
  t.is(undone.character, GONE);
  t.true(undoShell(Buffer.from('curl${IFS}x'), 4));
  t.deepEqual(undone, { width: 6, character: 0x20 });
  t.false(undoShell(Buffer.from('curl x'), 0));
});
