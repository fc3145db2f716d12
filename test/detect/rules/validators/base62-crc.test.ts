import test from 'ava';
import { hasBase62Crc } from '../../../../src/detect/rules/validators/base62-crc.ts';

test('the checksum of a token is right or wrong', (t) => {
  t.true(hasBase62Crc('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'));
  t.false(hasBase62Crc('ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18'));
  t.false(hasBase62Crc('ghp_AQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17'));
  t.false(hasBase62Crc('ghp_000000'));
  t.false(hasBase62Crc(''));
});
