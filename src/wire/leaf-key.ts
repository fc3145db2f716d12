import { generateKeyPairSync } from 'node:crypto';

/** The key all leaf certificates of one process share. */
export interface LeafKey {
  /** PKCS #8, for the TLS contexts. */
  readonly keyPem: string;
  /** SubjectPublicKeyInfo in DER: all that minting needs. */
  readonly publicKeyDer: Uint8Array;
}

/** Makes the one key of all leaves: P-256. Each process start makes a new one; it is never written anywhere. */
export function createLeafKey(): LeafKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyDer: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
  };
}
