import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { ecAuthority, leafKey } from '../support/cert-fixtures.ts';

test('mints with the authority and the key it was started with', async (t) => {
  const url = new URL('../../workers/mint.js', import.meta.url).href;
  const script = `const { parentPort } = require('node:worker_threads');
    import(${JSON.stringify(url)}).then(({ default: mint }) => parentPort.postMessage(mint({ host: 'a.test' })));`;
  const workerData = { authority: ecAuthority, publicKeyDer: leafKey.publicKeyDer };
  const worker = new Worker(script, { eval: true, workerData });
  t.teardown(() => worker.terminate());
  const [pem] = (await once(worker, 'message')) as [string];
  const leaf = new X509Certificate(pem);
  t.is(leaf.checkHost('a.test'), 'a.test');
  t.true(leaf.verify(new X509Certificate(ecAuthority.certPem).publicKey));
  t.true(Date.parse(leaf.validTo) > Date.now());
});
