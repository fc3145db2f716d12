import test from 'ava';
import { escape, escapeAt } from '../../../src/detect/unfold/escape.ts';

function decoded(text: string): string | undefined {
  const result = escape.unfold(Buffer.from(text));
  return result && Buffer.from(result.bytes).toString();
}

test('replaces bytes and characters', (t) => {
  t.is(decoded(String.raw`\x63\x75rl \x7c`), 'curl |');
  t.is(decoded(String.raw`\057etc\0057passwd\0`), '/etc/passwd\\0');
  t.is(decoded(String.raw`\u{7c}\U0000007c\u{1F600}`), '||😀');
  t.is(decoded(String.raw`\303\274`), 'ü');
});

test('leaves alone what is no numbered escape', (t) => {
  for (const text of [
    '',
    '\\',
    '\\x',
    '\\x4',
    '\\xg1',
    '\\n',
    '\\u0041',
    '\\12',
    '\\412',
    '\\u{}',
    '\\u{110000}',
    '\\U0000',
  ]) {
    t.is(decoded(text), undefined, text);
  }
});

test('says how wide an escape is', (t) => {
  t.deepEqual(escapeAt(Buffer.from('a\\u{41}'), 1), { character: 0x41, width: 6, isByte: false });
  t.deepEqual(escapeAt(Buffer.from('\\0101'), 0), { character: 0x41, width: 5, isByte: true });
});
