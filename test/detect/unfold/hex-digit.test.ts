import test from 'ava';
import { hexDigit } from '../../../src/detect/unfold/hex-digit.ts';

test('reads the hex digits and nothing else', (t) => {
  for (let byte = 0; byte < 256; byte++) {
    const value = '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase());
    t.is(hexDigit(byte), byte < 128 ? value : -1);
  }
  t.is(hexDigit(undefined), -1);
});
