import { Worker } from 'node:worker_threads';
import test from 'ava';
import type { ForeignPart, ForeignTask } from '../../src/model/ports.ts';
import { sampleText, zstdSample } from '../support/zstd-samples.ts';

const UNZSTD = new URL('../../workers/unzstd.js', import.meta.url).href;

/** A thread that calls the worker's function, as a pool does. */
const THREAD = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', async (task) => {
  const { default: unzstd } = await import(${JSON.stringify(UNZSTD)});
  try {
    parentPort.postMessage(unzstd(task));
  } catch (error) {
    parentPort.postMessage(error.message);
  }
});
`;

test('keeps streams apart, and forgets those that are closed', async (t) => {
  const worker = new Worker(THREAD, { eval: true });
  t.teardown(() => worker.terminate());
  const ask = (task: ForeignTask): Promise<ForeignPart | string | undefined> =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
      worker.postMessage(task, []);
    });
  const coded = zstdSample('quick');
  const half = coded.length >> 1;
  const decode = (stream: number, from: number, to: number): Promise<ForeignPart | string | undefined> =>
    ask({ closed: [], decode: { stream, isFirst: from === 0, bytes: coded.subarray(from, to) } });
  const outputs: Buffer[] = [];
  for (const part of [await decode(1, 0, half), await decode(2, 0, half), await decode(1, half, coded.length)]) {
    if (typeof part === 'object') outputs.push(...part.output.map((bytes) => Buffer.from(bytes)));
  }
  t.true(Buffer.concat(outputs).equals(sampleText().subarray(0, 9000)));
  t.is(await ask({ closed: [2] }), undefined);
  t.is(await decode(2, half, coded.length), 'the thread of this stream has ended');
});
