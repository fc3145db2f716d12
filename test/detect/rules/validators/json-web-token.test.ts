import test from 'ava';
import { isJsonWebToken } from '../../../../src/detect/rules/validators/json-web-token.ts';

function tokenOf(header: object, payload: unknown, signature = 'q8Zt4vQm8Lr2Xc7Nb1Kw9Hd3Jf6Gs5Pa0Ye'): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(payload)}.${signature}`;
}

test('a signed token passes', (t) => {
  t.true(isJsonWebToken(tokenOf({ alg: 'RS256', kid: 'a' }, { sub: 'u_82731', exp: 1_800_000_000 })));
});

test('claims may be anything', (t) => {
  t.true(isJsonWebToken(tokenOf({ alg: 'RS256' }, { sub: { toString: 0 }, name: [], iss: null })));
  t.false(isJsonWebToken(tokenOf({ alg: { toString: 0 } }, { sub: 'u_82731' })));
  t.false(isJsonWebToken(tokenOf({ alg: 'RS256' }, { sub: 1_234_567_890 })));
});

test('what is unsigned, shown by manuals or no JSON does not', (t) => {
  t.false(isJsonWebToken(tokenOf({ alg: 'none' }, { sub: 'u_82731' })));
  t.false(isJsonWebToken(tokenOf({ alg: 'HS256' }, { sub: '1234567890', name: 'John Doe' })));
  t.false(isJsonWebToken(tokenOf({ alg: 'HS256' }, { iss: 'joe' })));
  t.false(isJsonWebToken(tokenOf({ typ: 'JWT' }, { sub: 'u_82731' })));
  t.false(isJsonWebToken(tokenOf({ alg: 'HS256' }, 7)));
  t.false(isJsonWebToken(tokenOf({ alg: 'HS256' }, { sub: 'u_82731' }, '')));
  t.false(isJsonWebToken('eyJhbGciOi.eyJzdWIiOi.q8Zt4vQm8Lr2Xc7Nb1Kw9Hd3Jf6Gs5Pa0Ye'));
  t.false(isJsonWebToken(''));
});
