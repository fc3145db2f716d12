import { Worker } from 'node:worker_threads';
import test from 'ava';
import { ruleFile } from '../support/rule-files.ts';

test('says that it is ready; then a rule in, its faults out', async (t) => {
  const worker = new Worker(new URL('../../workers/prove.js', import.meta.url));
  t.teardown(() => worker.terminate());
  t.is(await new Promise((resolve) => worker.once('message', resolve)), 'ready');
  const answer = async (task: object): Promise<unknown> =>
    new Promise((resolve) => {
      worker.once('message', resolve);
      worker.postMessage(task, []);
    });
  t.deepEqual(await answer({ file: ruleFile() }), []);
  t.like(await answer({ file: ruleFile({ misses: ['acme_7h2k9d4m1x8q5w3z'] }) }), [{ key: 'misses' }]);
  t.deepEqual(await answer({ file: ruleFile(), maxWindowMs: 1000 }), []);
});
