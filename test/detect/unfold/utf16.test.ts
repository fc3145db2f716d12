import test from 'ava';
import { BREAK } from '../../../src/detect/unfold/extract.ts';
import { utf16 } from '../../../src/detect/unfold/utf16.ts';

const GAP = Buffer.from(BREAK).toString('latin1');

function texts(bytes: Uint8Array): string | undefined {
  const result = utf16.unfold(bytes);
  return result && Buffer.from(result.bytes).toString('latin1');
}

test('reads either byte order from any offset', (t) => {
  const little = Buffer.from('some words', 'utf16le');
  const big = Buffer.from(little).swap16();
  for (const lead of ['', 'x', '\0', '\0\0', 'abc\0']) {
    for (const coded of [little, big, big.subarray(1)]) {
      const text = texts(Buffer.concat([Buffer.from(lead), coded, Buffer.from([1])]));
      t.true(text?.includes(`some words${GAP}`), `${JSON.stringify(lead)} ${coded.toString('hex')}`);
    }
  }
});

test('zeros and numbers are no text', (t) => {
  t.is(texts(new Uint8Array(99)), undefined);
  t.is(texts(Buffer.from('no zeros at all')), undefined);
  t.is(texts(Buffer.from('a\0b\0c\0 and on')), undefined);
  t.is(texts(Buffer.from(Uint16Array.from({ length: 99 }, (_, index) => index % 30).buffer)), undefined);
});

test('offsets lead to the characters', (t) => {
  const result = utf16.unfold(Buffer.concat([Buffer.from('ab'), Buffer.from('twelve bytes', 'utf16le')]));
  t.deepEqual(
    [0, 1, 12].map((index) => result?.originOf(BREAK.length + index)),
    [2, 4, 26],
  );
});
