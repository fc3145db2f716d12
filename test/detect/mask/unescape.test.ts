import test from 'ava';
import * as fc from 'fast-check';
import { unescaped } from '../../../src/detect/mask/unescape.ts';

const ESCAPED: readonly (readonly [text: string, plain: string | undefined])[] = [
  ['plain \\" \\n', undefined],
  ['100% & more', undefined],
  ['a%3Db%0', 'a=b%0'],
  ['\\u003d\\/x\\u2028', '=/x\\u2028'],
  ['&quot;a&amp;b&#39;&#34;&lt;&gt;&apos;', '"a&b\'"<>\''],
  ['%2525', '%25'],
];

for (const [text, plain] of ESCAPED) {
  test(`${JSON.stringify(text)} undone`, (t) => {
    t.is(unescaped(text)?.text, plain);
  });
}

test('every character says where it stood', (t) => {
  const pieces = fc.array(fc.constantFrom('a', '%3D', '%', '&amp;', '\\u0041', '\\', 'u', '4'), { maxLength: 30 });
  fc.assert(
    fc.property(pieces, (all) => {
      const text = all.join('');
      const plain = unescaped(text);
      if (plain === undefined) return;
      t.is(plain.at.length, plain.text.length + 1);
      t.is(plain.at.at(-1), text.length);
      for (let i = 0; i < plain.text.length; i += 1) {
        const from = plain.at[i] ?? 0;
        const to = plain.at[i + 1] ?? 0;
        t.true(to > from);
        if (to === from + 1) t.is(plain.text[i], text[from]);
      }
    }),
    { numRuns: 300 },
  );
});
