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
  has(t, 'p/ss+w&quot;rd&amp;42 über');
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
