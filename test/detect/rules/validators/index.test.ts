import test from 'ava';
import * as fc from 'fast-check';
import { VALIDATORS } from '../../../../src/detect/rules/validators/index.ts';

test('no validator throws, whatever it is given', (t) => {
  for (const isValid of Object.values(VALIDATORS)) {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof isValid(text) === 'boolean'));
  }
  t.pass();
});

test('nor does one that is given JSON in base64, whatever that says', (t) => {
  const part = fc
    .anything({ maxDepth: 2 })
    .map((value) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url'));
  const token = fc
    .tuple(part, part, fc.constantFrom('', 'q8Zt4vQm8Lr2Xc7Nb1Kw9Hd3Jf6Gs5Pa0Ye'))
    .map((parts) => parts.join('.'));
  for (const isValid of Object.values(VALIDATORS)) {
    fc.assert(fc.property(token, (text) => typeof isValid(text) === 'boolean'));
  }
  t.pass();
});
