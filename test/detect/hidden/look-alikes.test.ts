import test from 'ava';
import { INVISIBLE, isLetterOfAnotherScript, looksLike, twoByteLooks } from '../../../src/detect/hidden/look-alikes.ts';

test('characters that pass for ASCII, and some that do not', (t) => {
  const seen = (text: string): string =>
    Array.from(text, (one) => String.fromCodePoint(looksLike(one.codePointAt(0) ?? 0))).join('');
  t.is(seen('\uff43\uff55\uff52\uff4c\uff0f\uff5c'), 'curl/|');
  t.is(seen('\u0441url \u0440\u0430sswd \u03bf'), 'curl passwd o');
  t.is(seen('\u00a0\u2003\u3000'), '   ');
  t.is(seen('\u{1d5bb}\u{1d41a}\u24d0\u{1d7d7}\u{e0073}'), 'baa9s');
  t.is(seen('\u00e9\u0416\u4e2d\u{1f600}\u2019'), '\u00e9\u0416\u4e2d\u{1f600}\u2019');
});

test('characters without width', (t) => {
  for (const one of [0xad, 0x200b, 0x200d, 0x2060, 0xfeff, 0xfe0f, 0xe0001]) t.is(looksLike(one), INVISIBLE);
});

test('letters of other scripts, which may be just that', (t) => {
  for (const one of '\u0430\u0421\u03bf') t.true(isLetterOfAnotherScript(one.charCodeAt(0)));
  for (const one of 'a\uff41\u0436\u200b') t.false(isLetterOfAnotherScript(one.charCodeAt(0)));
  t.true(twoByteLooks().get(0xd0)?.has(0xb0));
  for (const [lead, more] of twoByteLooks()) t.true(lead >= 0xc2 && lead < 0xe0 && more.size > 0);
  const texts = Array.from({ length: 0x800 - 0x370 }, (_, index) => 0x370 + index).filter(isLetterOfAnotherScript);
  t.true(texts.length > 60 && texts.every((one) => /[A-Za-z]/.test(String.fromCharCode(looksLike(one)))));
});
