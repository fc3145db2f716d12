import { Worker } from 'node:worker_threads';
import test from 'ava';
import type { ScanReport } from '../../src/model/finding.ts';

const SCAN = new URL('../../workers/scan.js', import.meta.url).href;

/** A thread that calls the worker's function once, as a pool does. */
const ONCE = `
const { parentPort } = require('node:worker_threads');
parentPort.once('message', async (window) => {
  const { default: scan } = await import(${JSON.stringify(SCAN)});
  parentPort.postMessage(scan(window));
});
`;

test('judges a window in a thread, with plain data in and out', async (t) => {
  const worker = new Worker(ONCE, { eval: true, workerData: { rules: [], maskSecrets: true, maxFindings: 1 } });
  t.teardown(() => worker.terminate());
  const bytes = new Uint8Array(Buffer.from('sk-live-51HqLyjWDarjtT1zdp7dcXYZ /etc/passwd /etc/shadow'));
  const report = new Promise<ScanReport>((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
  worker.postMessage({ bytes, base: 0, ownFrom: 0, ownTo: bytes.length, part: 'response.body' }, [bytes.buffer]);
  const { findings, omitted } = await report;
  t.deepEqual(
    findings.map(({ rule, offset }) => [rule, offset]),
    [
      ['ai_api_key', 0],
      ['unix_sensitive', 33],
    ],
  );
  t.is(omitted, 1);
  t.false(findings[0]?.snippet.includes('51HqLyjWDarjtT1zdp7dcXYZ'));
});
