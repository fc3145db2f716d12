import test from 'ava';

import { SAMPLE, SHARE_OF_BYTE } from '../../../src/detect/kernel/byte-shares.ts';

test('shares of bytes fall with their rank and come to about one', (t) => {
  const shareOf = (character: string): number => SHARE_OF_BYTE[character.charCodeAt(0)] ?? 0;
  t.true(shareOf(' ') > shareOf('e') && shareOf('e') > shareOf('x') && shareOf('x') > shareOf('Z'));
  t.true(shareOf('Z') > shareOf('\u0000'));
  const sum = SHARE_OF_BYTE.reduce((total, share) => total + share, 0);
  t.true(sum > 0.8 && sum < 1.2);
});

test('the sample is text', (t) => {
  t.true(SAMPLE.every((byte) => byte < 0x80));
});
