import test from 'ava';
import * as fc from 'fast-check';
import { knownForms } from '../../../src/detect/known/known-forms.ts';

const VALUE = 'p/ss+w"rd&42 über';
const has = (t: { true(ok: boolean, message?: string): unknown }, written: string): void => {
  const text = Buffer.from(written, 'utf8').toString('latin1');
  t.true(
    knownForms(VALUE).some((form) => text.includes(form.text)),
    written,
  );
};

test('a value is known however software writes it', (t) => {
  has(t, `x=${VALUE}`);
  has(t, JSON.stringify({ a: VALUE }));
  has(t, JSON.stringify({ a: VALUE }).replaceAll('/', '\\/'));
  has(t, JSON.stringify({ a: JSON.stringify({ b: VALUE }) }));
  has(t, encodeURIComponent(VALUE));
  has(t, encodeURIComponent(encodeURIComponent(VALUE)));
  has(t, new URLSearchParams({ a: VALUE }).toString());
  has(t, Buffer.from(VALUE).toString('hex'));
  t.true(
    knownForms(VALUE).some(({ text }) => text === VALUE),
    'in Latin-1',
  );
});

for (const [writer, written] of [
  ['json.dumps of Python', String.raw`{"a":"p/ss+w\"rd&42 \u00fcber"}`],
  ['json.dumps of Python, twice', String.raw`"{\"a\":\"p/ss+w\\\"rd&42 \\u00fcber\"}"`],
  ['json_encode of PHP', String.raw`{"a":"p\/ss+w\"rd&42 \u00fcber"}`],
  ['encoding/json of Go', String.raw`{"a":"p/ss+w\"rd\u002642 über"}`],
  ['System.Text.Json of .NET', String.raw`{"a":"p/ss\u002Bw\u0022rd\u002642 \u00FCber"}`],
  ['urllib.parse.quote of Python', 'p/ss%2Bw%22rd%2642%20%C3%BCber'],
  ['html.escape of Python', 'p/ss+w&quot;rd&amp;42 über'],
  ['html.EscapeString of Go', 'p/ss+w&#34;rd&amp;42 über'],
  ['xmlcharrefreplace of Python', 'p/ss+w&quot;rd&amp;42 &#252;ber'],
] as const) {
  test(`a value is known as written by ${writer}`, (t) => has(t, written));
}

test('what is written as JSON is the value again, once it is read', (t) => {
  const read = (text: string): unknown => JSON.parse(`"${text}"`);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (value) =>
      knownForms(value)
        .filter(({ name }) => name === 'json')
        .map(({ text }) => Buffer.from(text, 'latin1').toString('utf8'))
        .every((text) => read(text) === value || read(String(read(text))) === value),
    ),
  );
  t.pass();
});

test('what stands before a value in base64 does not matter', (t) => {
  for (const before of ['', 'a', 'ab', 'abc', 'user:']) {
    has(t, Buffer.from(`${before}${VALUE}!`).toString('base64'));
    has(t, Buffer.from(`${before}${VALUE}`).toString('base64url'));
  }
});

test('forms differ, and their bytes are bytes', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), (value) => {
      const texts = knownForms(value).map(({ text }) => text);
      return new Set(texts).size === texts.length && texts.every((text) => !/[^\0-\u00ff]/.test(text));
    }),
  );
  t.pass();
});
