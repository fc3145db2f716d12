import test from 'ava';
import * as fc from 'fast-check';
import {
  ANY_BYTE,
  bytesBetween,
  classOf,
  complement,
  inBothCases,
  otherCase,
  printBytes,
} from '../../../../src/detect/rules/pattern/byte-set.ts';

const ALL = Array.from({ length: 256 }, (_, byte) => byte);

test('a set is printed as a class that takes its bytes and no others', (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 256 }), (bytes) => {
      const set = new Set(bytes);
      const expression = new RegExp(`^${printBytes(set)}$`);
      for (const byte of ALL) t.is(expression.test(String.fromCharCode(byte)), set.has(byte));
    }),
    { numRuns: 200 },
  );
});

test('the usual sets read as people write them', (t) => {
  t.is(printBytes(classOf('word')), String.raw`\w`);
  t.is(printBytes(classOf('digit')), String.raw`\d`);
  t.is(printBytes(bytesBetween('az', '09')), '[0-9a-z]');
  t.is(printBytes(complement(new Set([10]))), String.raw`[^\n]`);
  t.is(printBytes(new Set([0x2e])), String.raw`\.`);
  t.is(printBytes(ANY_BYTE), '[^]');
});

test('only ASCII letters have another case', (t) => {
  t.is(otherCase(0x61), 0x41);
  t.is(otherCase(0x31), 0x31);
  t.is(otherCase(0xe9), 0xe9);
  t.deepEqual(inBothCases(bytesBetween('aa', '11')), new Set([0x61, 0x41, 0x31]));
});
