import test from 'ava';
import { isBasicCredentials } from '../../../../src/detect/rules/validators/basic-credentials.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test('a name and a password pass, anything else does not', (t) => {
  t.true(isBasicCredentials(base64('deploy:k3fj9s-Q2')));
  t.false(isBasicCredentials(base64('user:password')));
  t.false(isBasicCredentials(base64(':k3fj9s-Q2')));
  t.false(isBasicCredentials(base64('no colon in here')));
  t.false(isBasicCredentials(base64('a:\u0001\u0002k3fj9s-Q2')));
  t.false(isBasicCredentials(''));
});
