import type { Log } from '../model/ports.ts';
import type { MonitorStatus } from '../report/status-file.ts';
import { writeStatus } from '../report/status-file.ts';

const MIN_INTERVAL_MS = 1000;

/** What a status board shows and whom it tells. */
export interface StatusBoardSettings {
  readonly logDir: string;
  readonly current: () => MonitorStatus;
  readonly log: Log;
  /** Called before each write. Must not throw. */
  readonly guard: () => void;
}

/** Keeps the status file true: rewritten when something changed, at most once a second. */
export class StatusBoard {
  readonly #settings: StatusBoardSettings;
  #timer: NodeJS.Timeout | undefined;
  #changed = false;
  #failing = false;

  constructor(settings: StatusBoardSettings) {
    this.#settings = settings;
  }

  /** Something that the status shows is different now. */
  touch(): void {
    this.#changed = true;
    if (this.#timer !== undefined) return;
    this.writeNow();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#changed) this.touch();
    }, MIN_INTERVAL_MS);
    this.#timer.unref();
  }

  /** Writes the status at once. A disk that refuses is logged, once. */
  writeNow(): void {
    const { logDir, current, log, guard } = this.#settings;
    this.#changed = false;
    guard();
    try {
      writeStatus(logDir, current());
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) log('WARNING', "The status file can't be written", { error: String(error) });
      this.#failing = true;
    }
  }

  /** Writes a last time. */
  close(): void {
    clearTimeout(this.#timer);
    this.writeNow();
  }
}
