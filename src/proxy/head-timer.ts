/** Gives a client so long to complete a head once it has begun one. */
export class HeadTimer {
  readonly #timeoutMs: number;
  readonly #onLate: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** `onLate` is called once per `arm`, unless `disarm` comes first. */
  constructor(timeoutMs: number, onLate: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#onLate = onLate;
  }

  /** Starts it; one that runs already runs on. */
  arm(): void {
    this.#timer ??= setTimeout(this.#onLate, this.#timeoutMs);
  }

  disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
