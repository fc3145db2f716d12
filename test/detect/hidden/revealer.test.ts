import test from 'ava';
import { ESCAPE_REACH, Revealer } from '../../../src/detect/hidden/revealer.ts';
import { compileKernel } from '../../../src/detect/kernel/select.ts';

const WORDS = ['/passwd', 'rm -', 'nc '];
const anchors = WORDS.map((word, rule) => ({
  rule,
  classes: Array.from(Buffer.from(word), (byte) => new Set([byte])),
}));
const revealer = new Revealer(compileKernel, anchors, [undefined, undefined, (bytes, at) => bytes[at + 3] !== 0x78]);

/** Looks at every byte that may be an escape; gives the places spotted. */
function spotsIn(text: string): number[] {
  const bytes = Buffer.from(text);
  const spots: number[] = [];
  revealer.begin();
  for (const [at, byte] of bytes.entries()) {
    if (byte >= 0x80 || '%\\&=\'"$'.includes(String.fromCharCode(byte)))
      revealer.reveal(bytes, at, (spot) => spots.push(spot));
  }
  return spots;
}

test('an escape that hides an anchor', (t) => {
  for (const text of [
    '%2fpasswd',
    '/p%61sswd',
    '/passw%64',
    '%2F%70%61%73%73%77%64',
    '%252F%2570asswd',
    '\\\\u002fpasswd',
    '\\u002fp\\u0061sswd',
    '&amp;#47;passwd',
    "r''m -",
    'r\\m -',
    'rm%20-',
    'rm${IFS}-',
    '/p\u200basswd',
    '/p\u0430sswd',
  ]) {
    t.true(spotsIn(`some ${text} text`).length > 0, text);
  }
});

test('the place is at or behind what is hidden, and not far', (t) => {
  const text = `${'x'.repeat(100)}%2f%70asswd${' '.repeat(200)}`;
  const [spot = 0] = spotsIn(text);
  t.true(spot >= 109 && spot <= 112 + ESCAPE_REACH);
  t.deepEqual(spotsIn('%2fpasswd'), [8]);
});

test('an escape of something else, or with something else beside it', (t) => {
  for (const text of [
    '%2fetc',
    '/passw%65',
    'a%20b',
    'form%20x',
    '%3D',
    '\\u003c',
    "it's",
    'a=b',
    '\u00e9/x',
    '/passwd %41',
  ]) {
    t.deepEqual(spotsIn(`some ${text} text`), [], text);
  }
});

test('a glance is asked, on what the escapes stand for', (t) => {
  t.true(spotsIn('nc%20%79 and some more of it').length > 0);
  t.deepEqual(spotsIn('nc%20%78 and some more of it'), []);
});

test('where escapes are dense, all of them are read', (t) => {
  const filler = '%41'.repeat(3000);
  for (const at of [0, 1000, 2000, 2999]) {
    const text = `${filler.slice(0, 3 * at)}%2f%70%61%73%73%77%64${filler.slice(3 * at)}`;
    t.true(
      spotsIn(text).some((spot) => spot >= 3 * at && spot <= 3 * at + 21 + ESCAPE_REACH),
      `${at}`,
    );
  }
});
