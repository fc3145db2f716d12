import { createPrivateKey, createPublicKey } from 'node:crypto';
import test from 'ava';
import { createLeafKey } from '../../src/wire/leaf-key.ts';

test('gives both halves of one P-256 key, a new one each time', (t) => {
  const leafKey = createLeafKey();
  const key = createPrivateKey(leafKey.keyPem);
  t.is(key.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  t.deepEqual(createPublicKey(key).export({ type: 'spki', format: 'der' }), Buffer.from(leafKey.publicKeyDer));
  t.not(createLeafKey().keyPem, leafKey.keyPem);
});
