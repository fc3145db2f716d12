import test from 'ava';
import * as fc from 'fast-check';
import { base64 } from '../../../src/detect/unfold/base64.ts';
import { BREAK } from '../../../src/detect/unfold/extract.ts';

const GAP = Buffer.from(BREAK).toString('latin1');

function pieces(text: string): readonly string[] {
  const result = base64.unfold(Buffer.from(text, 'latin1'));
  return result === undefined ? [] : Buffer.from(result.bytes).toString('latin1').split(GAP).slice(1, -1);
}

const plain = fc
  .array(fc.constantFrom(...Array.from('abcXYZ 0189/.|-"\n')), { minLength: 12, maxLength: 200 })
  .map((all) => all.join(''));

test('reads what was written, whatever stands in front', (t) => {
  fc.assert(
    fc.property(
      plain,
      fc.constantFrom<BufferEncoding>('base64', 'base64url'),
      fc.constantFrom('', 'v1/', '/', 'ab', '"'),
      (text, form, lead) => {
        t.true(pieces(lead + Buffer.from(text).toString(form)).some((piece) => piece.includes(text)));
      },
    ),
    { numRuns: 300 },
  );
});

test('offsets lead to the characters', (t) => {
  const text = 'the quick brown fox';
  const coded = `-- ${Buffer.from(text).toString('base64')}`;
  const result = base64.unfold(Buffer.from(coded));
  const from = BREAK.length;
  t.deepEqual(
    [0, 1, 2, 3, 4, 6].map((index) => result?.originOf(from + index)),
    [3, 4, 5, 7, 8, 11],
  );
  t.is(result?.originOf(from + text.length), coded.length - 2);
});

test('words, paths, identifiers, images and keys give nothing', (t) => {
  for (const text of [
    '',
    'an ordinary sentence about internationalization',
    '/home/user/project/node_modules/package/index',
    'content_block_delta-input_json_delta',
    '0123456789abcdef0123456789abcdef',
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk',
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ]) {
    t.deepEqual(pieces(text), [], text);
  }
});
