import test from 'ava';
import * as fc from 'fast-check';
import { VALIDATORS } from '../../../../src/detect/rules/validators/index.ts';

test('no validator throws, whatever it is given', (t) => {
  for (const isValid of Object.values(VALIDATORS)) {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof isValid(text) === 'boolean'));
  }
  t.pass();
});
