import type { ScanReport, ScanWindow } from '../../src/model/finding.ts';
import type { ScanPool } from '../../src/model/ports.ts';

/** A pool without threads that keeps the windows it got. */
export class RecordingPool implements ScanPool {
  readonly windows: ScanWindow[] = [];
  readonly #answer: (window: ScanWindow) => ScanReport | Promise<ScanReport>;

  constructor(answer: (window: ScanWindow) => ScanReport | Promise<ScanReport>) {
    this.#answer = answer;
  }

  async scan(window: ScanWindow): Promise<ScanReport> {
    this.windows.push(window);
    return this.#answer(window);
  }
}
