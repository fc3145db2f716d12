import test from 'ava';
import * as fc from 'fast-check';
import { Page } from '../../../src/detect/hidden/page.ts';
import { undoShell, undoWritten } from '../../../src/detect/hidden/undo.ts';

function textOf(page: Page): string {
  return Buffer.from(page.bytes.subarray(0, page.length)).toString('latin1');
}

test('what was undone, and where each byte of it stood', (t) => {
  const page = new Page(64);
  t.true(page.write(undoWritten, Buffer.from('xx/p%61ss%77d'), 2, 13));
  t.is(textOf(page), '/passwd');
  t.deepEqual(
    Array.from(textOf(page), (_, offset) => page.originOf(offset)),
    [2, 3, 4, 7, 8, 9, 12],
  );
});

test('what stands for nothing goes, and what is above ASCII is told from all else', (t) => {
  const page = new Page(64);
  t.true(page.write(undoWritten, Buffer.from('n\u200bc%C3%A9'), 0, 11));
  t.is(textOf(page), 'nc\u007f');
  t.is(page.originOf(1), 4);
});

test('a text in which nothing is to be undone', (t) => {
  const page = new Page(64);
  t.false(page.write(undoWritten, Buffer.from('100 % done'), 0, 10));
  t.is(textOf(page), '100 % done');
  t.true(page.hasLeads);
  t.false(page.hasShellLeads);
});

test('a page of a page leads back to the text, past a head that stood nowhere', (t) => {
  const outer = new Page(64);
  const page = new Page(64);
  t.true(outer.write(undoWritten, Buffer.from('%25%36%31 %72%27%27m'), 0, 20, undefined, [0x0a]));
  t.is(textOf(outer), "\n%61 r''m");
  t.true(outer.hasShellLeads);
  t.true(page.write(undoWritten, outer.bytes, 0, outer.length, outer));
  t.is(textOf(page), "\na r''m");
  t.is(page.originOf(1), 0);
  t.is(page.originOf(2), 9);
  t.true(page.write(undoShell, outer.bytes, 0, outer.length, outer));
  t.is(textOf(page), '\n%61 rm');
  t.is(page.originOf(6), 19);
  t.is(page.originOf(0), 0);
});

test('nothing of an earlier text is left behind a shorter one', (t) => {
  const page = new Page(64);
  page.write(undoWritten, Buffer.from('%41'.repeat(20)), 0, 60);
  page.write(undoWritten, Buffer.from('%4'), 0, 2);
  t.true(page.bytes.subarray(2, 66).every((byte) => byte === 0x20));
});

test('offsets rise and stay inside the text, whatever it is', (t) => {
  const page = new Page(256);
  const piece = fc.constantFrom('%41', '\\u200b', 'r', '&#65;', '\u0430', '%', '\\', "''", '=\n', '\0');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const bytes = Buffer.from(pieces.join(''));
      page.write(undoWritten, bytes, 0, bytes.length);
      const origins = Array.from({ length: page.length }, (_, offset) => page.originOf(offset));
      t.true(origins.every((origin, index) => origin >= (origins[index - 1] ?? -1) + 1 && origin < bytes.length));
    }),
  );
});
