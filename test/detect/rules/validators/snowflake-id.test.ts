import test from 'ava';
import { beginsWithSnowflake } from '../../../../src/detect/rules/validators/snowflake-id.ts';

test('a token begins with a number in base64, or does not', (t) => {
  t.true(beginsWithSnowflake(`${Buffer.from('982374650192837465').toString('base64url')}.Gx.y`));
  t.false(beginsWithSnowflake(`${Buffer.from('no number at all').toString('base64url')}.Gx.y`));
  t.false(beginsWithSnowflake(`${Buffer.from('123').toString('base64url')}.Gx.y`));
  t.false(beginsWithSnowflake(''));
});
