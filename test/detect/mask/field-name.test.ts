import test from 'ava';
import { holdsName, holdsValue, mayCount, ownsItsLine, secrecyOf } from '../../../src/detect/mask/field-name.ts';

const ALWAYS =
  'password Password DB_PASSWORD passwd pwd db_pwd userPassword user[password] pass dbPass secret client_secret ' +
  'AWS_SECRET_ACCESS_KEY aws_session_token token access_token refresh_token id_token accessToken GITHUB_TOKEN ' +
  'api_key apikey apiKey x-api-key X-Auth-Token api-key x-goog-api-key private_key session sessionid session_id ' +
  'PHPSESSID connect.sid auth authorization Proxy-Authorization cookie Set-Cookie jwt csrf_token otp pin passphrase ' +
  'credential AccountKey SharedAccessKey npm_config__authToken //registry.test/:_authToken X-Amz-Signature sig';
const NEVER =
  'model role content author authority compass bypass host user file path date name surpass id opinion spinning url';

for (const name of ALWAYS.split(' ')) test(`${name} is always secret`, (t) => t.is(secrecyOf(name), 'always'));
for (const name of NEVER.split(' ')) test(`${name} says nothing`, (t) => t.is(secrecyOf(name), 'never'));

test('names that may name a secret or a cache entry ask for a look at the value', (t) => {
  for (const name of ['key', 'cache_key', 'tls.key', 'nonce', 'code', 'hash']) {
    t.is(secrecyOf(name), 'if-random', name);
  }
});

test('pairs, counts and lines', (t) => {
  t.true(holdsName('name'));
  t.false(holdsName('filename'));
  t.true(holdsValue('Value'));
  t.false(holdsValue('values'));
  t.true(mayCount('max_tokens'));
  t.false(mayCount('password'));
  for (const name of ['Authorization', 'proxy-authorization', 'Cookie', 'set-cookie']) t.true(ownsItsLine(name));
  t.false(ownsItsLine('x-api-key'));
});
