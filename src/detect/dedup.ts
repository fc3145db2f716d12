/**
 * Different secrets of one pattern, on their way to one destination, that are let through in one window: a text full of
 * what only looks like secrets must not fill the log.
 */
const MAX_SECRETS = 64;

/** What tells threats apart beside pattern, destination and direction. */
export interface Distinction {
  /** What it was judged to be, so that nothing harmless holds back an alarm. */
  readonly grade?: string;
  /** The fingerprint of a secret: another secret is another threat. */
  readonly secret?: string;
}

interface LetThrough {
  readonly since: number;
  readonly group: string;
}

/**
 * Lets a (pattern, dest, direction) through once per window, and each different secret of it, 64 at most. The window is
 * fixed, not sliding: it starts with the occurrence that was let through, so a threat that never pauses is reported again
 * each time a window ends.
 *
 * Remembers at most `maxEntries` (at least 1) of them; the one let through longest ago is forgotten first, which can
 * only make something be reported again, never lost. A `windowMs` of 0 suppresses nothing.
 */
export class Dedup {
  readonly #windowMs: number;
  readonly #maxEntries: number;
  /** In the order in which they were let through. */
  readonly #letThrough = new Map<string, LetThrough>();
  /** How many of those are of one pattern, destination, direction and grade. */
  readonly #groups = new Map<string, number>();
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
  firstSeen(pattern: string, dest: string, direction: string, nowMs: number, distinction: Distinction = {}): boolean {
    if (this.#windowMs <= 0) return true;
    const { grade = '', secret = '' } = distinction;
    const group = JSON.stringify([pattern, dest, direction, grade]);
    const key = `${group}${secret}`;
    this.#forget(nowMs);
    if (this.#isOpen(this.#letThrough.get(key), nowMs) || (this.#groups.get(group) ?? 0) >= MAX_SECRETS) {
      this.#suppressed += 1;
      return false;
    }
    this.#drop(key);
    this.#letThrough.set(key, { since: nowMs, group });
    this.#groups.set(group, (this.#groups.get(group) ?? 0) + 1);
    this.#forget(nowMs);
    return true;
  }

  #isOpen(entry: LetThrough | undefined, nowMs: number): boolean {
    return entry !== undefined && Math.abs(nowMs - entry.since) < this.#windowMs;
  }

  /** Drops what has run out from the old end, and the oldest while there are too many. */
  #forget(nowMs: number): void {
    for (const [key, entry] of this.#letThrough) {
      if (this.#isOpen(entry, nowMs) && this.#letThrough.size <= this.#maxEntries) return;
      this.#drop(key);
    }
  }

  #drop(key: string): void {
    const entry = this.#letThrough.get(key);
    if (entry === undefined) return;
    this.#letThrough.delete(key);
    const left = (this.#groups.get(entry.group) ?? 0) - 1;
    if (left > 0) this.#groups.set(entry.group, left);
    else this.#groups.delete(entry.group);
  }
}
