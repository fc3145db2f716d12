import { signatureOf } from './file-signature.ts';

/** How often files are looked at: a change that has stood for one such time is complete. */
const POLL_MS = 1000;

/** Looks at files, and at the JSON files in folders, and tells when a change of them is complete. */
export class FileWatch {
  readonly #paths: readonly string[];
  readonly #onChanged: () => unknown;
  readonly #pollMs: number;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** What they looked like when they were told of, and at the last look. */
  #told: string;
  #seen: string;

  /** What counts as changed is what differs from now. `onChanged` is waited for before they are looked at again. */
  constructor(paths: readonly string[], onChanged: () => unknown, pollMs = POLL_MS) {
    this.#paths = paths;
    this.#onChanged = onChanged;
    this.#pollMs = pollMs;
    this.#told = this.#seen = signatureOf(paths);
  }

  /** Begins to look, unless it is closed or there is nothing to look at. */
  start(): void {
    if (this.#isClosed || this.#paths.length === 0) return;
    this.#timer = setTimeout(() => void this.#look().then(() => this.start()), this.#pollMs);
  }

  /** They look as they did when they were last told of. */
  get isSteady(): boolean {
    return signatureOf(this.#paths) === this.#told;
  }

  /** Stops looking. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const now = signatureOf(this.#paths);
    const isComplete = now === this.#seen;
    this.#seen = now;
    if (!isComplete || now === this.#told) return;
    this.#told = now;
    await this.#onChanged();
  }
}
