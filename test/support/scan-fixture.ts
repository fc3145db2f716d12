import { workerData } from 'node:worker_threads';
import type { ScanReport, ScanWindow } from '../../src/model/finding.ts';

const { beats } = workerData as { beats: SharedArrayBuffer };
const heart = new Int32Array(beats);

/** A scan worker that does what its window says; `omitted` tells the length of what it was given. */
// oxlint-disable-next-line import/no-default-export -- what Piscina looks for
export default function scan({ bytes }: ScanWindow): ScanReport {
  const report: ScanReport = { findings: [], omitted: bytes.length };
  switch (Buffer.from(bytes).toString('latin1', 0, 8).trim()) {
    case 'throw':
      throw new Error('as told');
    case 'exit':
      process.exit(3);
    case 'spin':
      for (;;) Atomics.add(heart, 0, 1);
    case 'regex':
      // Far more steps than anyone waits for.
      return /^(?:a+a+)+$/.test(`${'a'.repeat(60)}!`) ? { ...report, omitted: -1 } : report;
    case 'hold':
      Atomics.wait(heart, 1, 0);
      return report;
    case 'env':
      return { ...report, omitted: Object.keys(process.env).length };
    default:
      return report;
  }
}
