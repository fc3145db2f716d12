/**
 * Lets a (pattern, dest, direction) through once per window; what is judged differently (`grade`) is another thing, so
 * that nothing harmless holds back an alarm. The window is fixed, not sliding: it starts with the
 * occurrence that was let through, so a threat that never pauses is reported again each time a window ends.
 *
 * Remembers at most `maxEntries` (at least 1) of them; the one let through longest ago is forgotten first, which can
 * only make something be reported again, never lost. A `windowMs` of 0 suppresses nothing.
 */
export class Dedup {
  readonly #windowMs: number;
  readonly #maxEntries: number;
  /** Key → when it was let through, in the order in which that happened. */
  readonly #letThrough = new Map<string, number>();
  #suppressed = 0;

  constructor(windowMs: number, maxEntries: number) {
    this.#windowMs = windowMs;
    this.#maxEntries = Math.max(1, maxEntries);
  }

  /** How many were held back since the start. */
  get suppressed(): number {
    return this.#suppressed;
  }

  /**
   * Whether this one is to be reported; if so, its window starts at `nowMs`. A clock that was set back counts by
   * its distance, so that no setting of the clock silences a pattern for longer than a window.
   */
  firstSeen(pattern: string, dest: string, direction: string, nowMs: number, grade = ''): boolean {
    if (this.#windowMs <= 0) return true;
    const key = JSON.stringify([pattern, dest, direction, grade]);
    const since = this.#letThrough.get(key);
    if (since !== undefined && Math.abs(nowMs - since) < this.#windowMs) {
      this.#suppressed += 1;
      return false;
    }
    this.#letThrough.delete(key);
    this.#letThrough.set(key, nowMs);
    this.#forget(nowMs);
    return true;
  }

  /** Drops what has run out from the old end, and the oldest while there are too many. */
  #forget(nowMs: number): void {
    for (const [key, since] of this.#letThrough) {
      const ranOut = Math.abs(nowMs - since) >= this.#windowMs;
      if (!ranOut && this.#letThrough.size <= this.#maxEntries) return;
      this.#letThrough.delete(key);
    }
  }
}
