import { workerData } from 'node:worker_threads';
import { mintLeaf, type MintWorkerData } from '../src/wire/mint.ts';

const { authority, publicKeyDer } = workerData as MintWorkerData;

/** Signs the certificate of one host and returns it as PEM; a host that no certificate can carry is a RangeError. */
export default function mint({ host }: { readonly host: string }): string {
  return mintLeaf({ host, authority, publicKeyDer, now: new Date() });
}
