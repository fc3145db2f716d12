import { type Decoding, newDecoding } from '../../src/detect/content/decoding.ts';
import { createEngine } from '../../src/detect/engine.ts';
import { compileKernel } from '../../src/detect/kernel/select.ts';
import { ANCHORS, RULES } from '../../src/detect/rules/index.ts';
import { Spotter } from '../../src/detect/spotter.ts';
import { withHidden } from '../../src/detect/unfold/hidden-anchors.ts';
import { type Counters, newCounters } from '../../src/model/counters.ts';
import type { Detection, ScanReport, ScanWindow } from '../../src/model/finding.ts';
import { Inspection } from '../../src/service/inspection.ts';
import { RecordingPool } from './recording-pool.ts';

export const FLOW = { protocol: 'https', source: '127.0.0.1', dest: 'api.example.test:443' } as const;

const spotter = new Spotter(compileKernel, withHidden(ANCHORS), RULES);
export const engine = createEngine({ rules: RULES, compileKernel, maskSecrets: true, maxFindings: 32 });

/** An inspection with all rules in this thread, and what it reports. */
export interface TestInspection {
  readonly inspection: Inspection;
  readonly pool: RecordingPool;
  readonly counters: Counters;
  readonly detections: Detection[];
  readonly bugs: readonly unknown[];
  readonly nextDetection: () => Promise<void>;
}

/** Starts one; `answer` stands for the engine. */
export function startInspection(
  answer: (window: ScanWindow) => ScanReport | Promise<ScanReport> = engine,
  decoding: Decoding = newDecoding(),
): TestInspection {
  const pool = new RecordingPool(answer);
  const counters = newCounters();
  const detections: Detection[] = [];
  const bugs: unknown[] = [];
  /** Those waiting for the next detection. */
  const waiting: (() => void)[] = [];
  const inspection = new Inspection({
    spotter,
    windowBytes: 65_536,
    pool,
    decoding,
    counters,
    maskSecrets: true,
    report: (detection) => {
      detections.push(detection);
      for (const resolve of waiting.splice(0)) resolve();
    },
    now: () => 1234,
    onBug: (error) => bugs.push(error),
  });
  return {
    inspection,
    pool,
    counters,
    detections,
    bugs,
    nextDetection: () => new Promise((resolve) => waiting.push(resolve)),
  };
}

/** Pattern, place and what was undone, one line each. */
export function places(detections: readonly Detection[]): string[] {
  return detections.map(
    ({ finding: { rule, offset, path, field = '-' } }) => `${rule} ${offset} ${path || '-'} ${field}`,
  );
}
