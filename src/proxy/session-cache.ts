const MAX_SESSIONS = 500;

/** TLS sessions of upstream servers, so that the next handshake with one is a short one. Oldest out first. */
export class SessionCache {
  readonly #sessions = new Map<string, Buffer>();

  get(key: string): Buffer | undefined {
    return this.#sessions.get(key);
  }

  set(key: string, session: Buffer): void {
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    if (this.#sessions.size <= MAX_SESSIONS) return;
    for (const oldest of this.#sessions.keys()) {
      this.#sessions.delete(oldest);
      return;
    }
  }

  /** Forgets a session that did not lead to a handshake. */
  delete(key: string): void {
    this.#sessions.delete(key);
  }
}
