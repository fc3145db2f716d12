import { Buffer } from 'node:buffer';
import test from 'ava';
import * as fc from 'fast-check';
import { placeInForm } from '../../../src/detect/fields/form-place.ts';

function nameAt(text: string, needle: string, isStart = true): string | undefined {
  const bytes = Buffer.from(text);
  return placeInForm(bytes, bytes.indexOf(needle), isStart)?.name;
}

test('a pair is named by its key', (t) => {
  const form = 'model=m&prompt=rm+-rf+%2F&user%5Bna+me%5D=%C3%A9&flag&=empty&last=cut';
  t.is(nameAt(form, 'm&'), 'model');
  t.is(nameAt(form, '&prompt'), 'model');
  t.is(nameAt(form, 'prompt'), 'prompt');
  t.is(nameAt(form, '=rm'), 'prompt');
  t.is(nameAt(form, '%2F'), 'prompt');
  t.is(nameAt(form, '%C3'), 'user[na me]');
  t.is(nameAt(form, 'lag'), undefined);
  t.is(nameAt(form, 'empty'), undefined);
  t.is(nameAt(form, 'cut'), 'last');
});

test('the first pair of a text that begins elsewhere is not known', (t) => {
  t.is(nameAt('alue&b=X', 'alue', false), undefined);
  t.is(nameAt('alue&b=X', 'X', false), 'b');
});

test('a key like a credential is not shown, a long one cut', (t) => {
  t.is(nameAt(`ghp_${'aB3'.repeat(12)}=X`, 'X'), '…');
  t.is(nameAt(`${'k'.repeat(300_000)}=X`, 'X')?.length, 64);
});

test('a value is decoded, and the offset in it', (t) => {
  const text = Buffer.from('a=b&payload=%7B%22t%22%3A+%22X%22%7D&c=d');
  const value = placeInForm(text, text.indexOf('X'), true)?.value;
  t.is(Buffer.from(value?.bytes ?? []).toString(), '{"t": "X"}');
  t.is(value?.offset, 7);
  t.is(placeInForm(text, text.indexOf('payload'), true)?.value, undefined);
});

test('any form is read as URLSearchParams reads it', (t) => {
  const word = fc.stringMatching(/^[a-z &=+%é]{1,8}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 6 }), (pairs) => {
      const written = pairs.map((pair) => new URLSearchParams([pair]).toString());
      let from = 0;
      for (const [i, [key, value]] of pairs.entries()) {
        const pair = written[i] ?? '';
        const equals = pair.indexOf('=');
        const place = placeInForm(Buffer.from(written.join('&')), from + equals + 1, true);
        t.is(place?.name, key.replaceAll(/ {2,}/g, ' '));
        t.is(Buffer.from(place?.value?.bytes ?? []).toString(), value);
        t.is(place?.value?.offset, 0);
        from += pair.length + 1;
      }
    }),
  );
});

test('no text throws, at no offset', (t) => {
  const piece = fc.constantFrom('&', '=', '%', '%4', '%41', '+', 'a', '\xff');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.boolean(), (pieces, isStart) => {
      const text = Buffer.from(pieces.join(''), 'latin1');
      for (let at = -1; at <= text.length; at += 1) t.not(placeInForm(text, at, isStart)?.name, '');
    }),
  );
});
