import { workerData } from 'node:worker_threads';
import { engineFor, type EngineSettings } from '../src/detect/engine-for.ts';

/** Judges one window: `(window: ScanWindow) => ScanReport`, called by the pool. */
export default engineFor(workerData as EngineSettings);
