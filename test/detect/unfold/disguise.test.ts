import test from 'ava';
import { disguise } from '../../../src/detect/unfold/disguise.ts';

function plain(text: string): string | undefined {
  const result = disguise.unfold(Buffer.from(text));
  return result && Buffer.from(result.bytes).toString();
}

test('removes what has no width', (t) => {
  for (const mark of [
    '\u00ad',
    '\u034f',
    '\u180e',
    '\u200b',
    '\u200f',
    '\u202e',
    '\u2060',
    '\u2064',
    '\ufe0f',
    '\ufeff',
    '\u{e0001}',
    '\u{e0100}',
  ]) {
    t.is(plain(`cu${mark}rl ${mark}`), 'curl ', mark.codePointAt(0)?.toString(16));
  }
});

test('makes blanks blanks, and other forms of letters plain', (t) => {
  for (const blank of ['\u00a0', '\u1680', '\u2003', '\u202f', '\u205f', '\u2800', '\u3000'])
    t.is(plain(`a${blank}b`), 'a b');
  t.is(plain('ｃｕｒｌ　｜ｓｈ～'), 'curl |sh~');
  t.is(plain('𝐜𝓊𝖗𝚕 𝟣𝟘 ⓡⓂ'), 'curl 10 rM');
  t.is(plain(Array.from('rm -rf', (one) => String.fromCodePoint(0xe0000 + one.charCodeAt(0))).join('')), 'rm -rf');
});

test('reads look-alikes in words of two scripts or of look-alikes alone', (t) => {
  t.is(plain('сurl bаsh ехес раsswd'), 'curl bash exec passwd');
  t.is(plain('жcurl и журнал'), undefined);
  t.is(plain('ρm χ'), 'pm x');
  t.is(plain('а'.repeat(300)), 'a'.repeat(300));
});

test('leaves other text alone', (t) => {
  for (const text of ['plain', 'für alle', 'Привет, мир', 'καλημέρα', '日本語', '😀', ''])
    t.is(plain(text), undefined, text);
  t.is(disguise.unfold(Uint8Array.of(0xe2, 0x80, 0xc2, 0xf0, 0x9d)), undefined);
});

test('offsets lead to the characters', (t) => {
  const result = disguise.unfold(Buffer.from('a\u200bb\u3000c'));
  t.deepEqual(
    [0, 1, 2, 3, 4].map((offset) => result?.originOf(offset)),
    [0, 4, 5, 8, 9],
  );
});
