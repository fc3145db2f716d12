import test from 'ava';
import { INVISIBLE, looksLike } from '../../../src/detect/hidden/look-alikes.ts';

test('characters above ASCII pass for those they look like', (t) => {
  const pairs: readonly (readonly [string, string])[] = [
    ['\uff21', 'A'],
    ['\uff5c', '|'],
    ['\u3000', ' '],
    ['\u00a0', ' '],
    ['\u0430', 'a'],
    ['\u{1d41a}', 'a'],
    ['\u{e0061}', 'a'],
  ];
  for (const [disguised, plain] of pairs) {
    t.is(looksLike(disguised.codePointAt(0) ?? 0), plain.charCodeAt(0), `U+${disguised.codePointAt(0)?.toString(16)}`);
  }
});

test('some stand for nothing, most for themselves', (t) => {
  for (const invisible of [0x200b, 0x200d, 0x2060, 0xfeff, 0xad]) t.is(looksLike(invisible), INVISIBLE);
  for (const other of [0xe9, 0x4e2d, 0x1f600, 0x41]) t.is(looksLike(other), other);
});
