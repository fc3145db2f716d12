import test from 'ava';
import * as fc from 'fast-check';
import { unescapeJson } from '../../../src/detect/unfold/json.ts';

function unescaped(text: string): string | undefined {
  const result = unescapeJson(Buffer.from(text));
  return result && Buffer.from(result.bytes).toString();
}

test('reads JSON strings as a JSON parser does', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.func(fc.boolean()), (value, isCoded) => {
      const coded = JSON.stringify(value).replace(/\\u[0-9a-f]{4}|\\.|[^"\\]/gu, (one, at: number) => {
        if (one.startsWith('\\') || !isCoded(at)) return one;
        if (one === '/') return String.raw`\/`;
        const units = Array.from({ length: one.length }, (_, index) => one.charCodeAt(index));
        return units.map((unit) => String.raw`\u${unit.toString(16).padStart(4, '0')}`).join('');
      });
      t.is(JSON.parse(coded), value);
      t.is(unescaped(coded) ?? coded, `"${value}"`);
    }),
    { numRuns: 200 },
  );
});

test('leaves alone what is no escape', (t) => {
  for (const text of [
    '',
    'plain',
    '\\',
    'a\\',
    '\\x41',
    '\\u',
    '\\u00',
    '\\u00g0',
    '\\U0041',
    '\\ ',
    'C:\\Documents',
  ]) {
    t.is(unescaped(text), undefined, text);
  }
  t.is(unescaped(String.raw`\x\/\u12`), String.raw`\x/\u12`);
});

test('puts U+FFFD for half a character', (t) => {
  t.is(unescaped(String.raw`\ud83dx`), '\ufffdx');
  t.is(unescaped(String.raw`\ude00\ud83d`), '\ufffd\ufffd');
  t.is(unescaped(String.raw`\ud83d\ud83d\ude00`), '\ufffd😀');
});

test('is never longer, and every offset leads back into order', (t) => {
  const bytes = fc.array(fc.constantFrom(0x5c, 0x75, 0x30, 0x64, 0x38, 0x6e, 0xff), { maxLength: 60 });
  fc.assert(
    fc.property(bytes, (values) => {
      const text = Uint8Array.from(values);
      const result = unescapeJson(text);
      if (result === undefined) return;
      t.true(result.bytes.length < text.length + 1);
      let before = -1;
      for (let offset = 0; offset <= result.bytes.length; offset++) {
        const origin = result.originOf(offset);
        t.true(origin > before && origin <= text.length);
        before = origin;
      }
      t.is(before, text.length);
    }),
    { numRuns: 300 },
  );
});
