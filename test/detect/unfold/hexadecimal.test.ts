import test from 'ava';
import * as fc from 'fast-check';
import { BREAK } from '../../../src/detect/unfold/extract.ts';
import { hex } from '../../../src/detect/unfold/hexadecimal.ts';

function texts(text: string): readonly string[] {
  const result = hex.unfold(Buffer.from(text, 'latin1'));
  return result === undefined
    ? []
    : Buffer.from(result.bytes).toString().split(Buffer.from(BREAK).toString()).slice(1, -1);
}

test('reads what was written, in either case and from half a byte', (t) => {
  const plain = fc.string({ minLength: 12, maxLength: 99 });
  fc.assert(
    fc.property(plain, fc.constantFrom('', '0x', 'a', '7'), fc.boolean(), (text, lead, isUpper) => {
      const digits = Buffer.from(text).toString('hex');
      t.true(texts(lead + (isUpper ? digits.toUpperCase() : digits)).some((piece) => piece.includes(text)));
    }),
    { numRuns: 200 },
  );
});

test('hashes and short runs give nothing', (t) => {
  t.deepEqual(texts('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'), []);
  t.deepEqual(texts(Buffer.from('ten bytes.').toString('hex')), []);
});

test('offsets lead to the digits', (t) => {
  const result = hex.unfold(Buffer.from(`.${Buffer.from('twelve bytes').toString('hex')}.`));
  t.deepEqual(
    [0, 1, 12].map((index) => result?.originOf(BREAK.length + index)),
    [1, 3, 25],
  );
});
