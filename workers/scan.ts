import { workerData } from 'node:worker_threads';
import { createEngine } from '../src/detect/engine.ts';
import { compileKernel } from '../src/detect/kernel/select.ts';
import { RULES } from '../src/detect/rules/index.ts';

/** What the pool's threads are started with. */
export interface ScanWorkerData {
  readonly maskSecrets: boolean;
  readonly maxFindings: number;
  readonly fingerprintKey: string;
}

/** Judges one window: `(window: ScanWindow) => ScanReport`, called by the pool. */
export default createEngine({ rules: RULES, compileKernel, ...(workerData as ScanWorkerData) });
