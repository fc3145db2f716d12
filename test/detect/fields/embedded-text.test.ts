import { Buffer } from 'node:buffer';
import test from 'ava';
import * as fc from 'fast-check';
import { embedded } from '../../../src/detect/fields/embedded-text.ts';
import { unescapeJson } from '../../../src/detect/unfold/json.ts';

test('a text without escapes stays, and so does the offset', (t) => {
  const text = Buffer.from('plain');
  t.deepEqual(embedded(text, 3, unescapeJson(text)), { bytes: text, offset: 3 });
});

test('every byte of an escape goes where its character went', (t) => {
  const pieces = fc.array(fc.constantFrom('a', '\\n', '\\"', '\\u0041', '\\u00e9', '\\ud83d\\ude00', 'é'), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(pieces, (escapes) => {
      const text = Buffer.from(escapes.join(''));
      for (let i = 0, from = 0; i < escapes.length; i += 1) {
        const escape = escapes[i] ?? '';
        const before = Buffer.byteLength(JSON.parse(`"${escapes.slice(0, i).join('')}"`) as string);
        for (let at = 0; at < (escape === 'é' ? 1 : escape.length); at += 1) {
          t.is(embedded(text, from + at, unescapeJson(text)).offset - before, 0 + shiftInside(escape, at));
        }
        from += Buffer.byteLength(escape);
      }
    }),
  );
});

/** What an escape becomes can have several bytes, of which all but the first belong to its beginning's offset. */
function shiftInside(escape: string, at: number): number {
  const length = Buffer.byteLength(JSON.parse(`"${escape}"`) as string);
  return Math.min(at, length - 1);
}
