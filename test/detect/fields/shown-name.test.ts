import { Buffer } from 'node:buffer';
import test from 'ava';
import * as fc from 'fast-check';
import { cutInTheMiddle, shownName } from '../../../src/detect/fields/shown-name.ts';

const NAMES: readonly (readonly [name: string, shown: string])[] = [
  ['content', 'content'],
  ['naïve ключ 😀', 'naïve ключ 😀'],
  ['a\r\n\tb\u0000\u202e', 'a b ·'],
  ['x'.repeat(64), 'x'.repeat(64)],
  ['x'.repeat(65), `${'x'.repeat(63)}…`],
  [`${'x'.repeat(62)}😀😀`, `${'x'.repeat(62)}…`],
  [`sk-ant-api03-${'a1B'.repeat(20)}`, '…'],
  [`${'name '.repeat(20)}sk-ant-api03-${'a1B'.repeat(20)}`, '…'],
  ['AKIAIOSFODNN7EXAMPLE', '…'],
  ['Bearer abcDEF123456abcDEF123456', '…'],
  ['postgres://user:hunter2hunter2@db/', '…'],
  ['max_tokens', 'max_tokens'],
  ['/home/me/.ssh/id_rsa', '/home/me/.ssh/id_rsa'],
  ['0f8fad5b-d9cb-469f-a165-70867728950e', '0f8fad5b-d9cb-469f-a165-70867728950e'],
];

for (const [name, shown] of NAMES) {
  test(`the name ${JSON.stringify(name.slice(0, 40))} is shown as ${shown}`, (t) => {
    t.is(shownName(Buffer.from(name)), shown);
  });
}

test('any bytes are shown as one short printable line', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 80 }), (bytes, maxLength) => {
      const shown = shownName(bytes, maxLength);
      t.true(shown.length <= maxLength);
      t.notRegex(shown, /[\p{Cc}\p{Cs}]/u);
    }),
  );
});

test('a long text is cut in its middle, and no pair in two', (t) => {
  t.is(cutInTheMiddle('abcdef', 6), 'abcdef');
  t.is(cutInTheMiddle('abcdefg', 6), 'abc…fg');
  t.is(cutInTheMiddle('ab😀cd😀g', 6), 'ab…g');
  t.is(cutInTheMiddle('ab', 1), '…');
});
