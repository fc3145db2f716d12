import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** A name moved elsewhere is followed after this time. */
const KEEP_MS = 5000;
const MAX_NAMES = 1000;

type Answer = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

interface Known {
  readonly addresses: readonly LookupAddress[];
  readonly until: number;
}

/**
 * The system's name resolution with a short memory: agents come back to the same few hosts, and every question costs a
 * thread's wake-up and a read of the hosts file. Concurrent questions for one name are asked once. Failures are not
 * remembered.
 */
export class Resolver {
  readonly #known = new Map<string, Known>();
  readonly #asked = new Map<string, Answer[]>();
  readonly #now: () => number;
  readonly #ask: typeof systemLookup;

  /** `now`: milliseconds, from any start. */
  constructor(now: () => number, ask: typeof systemLookup = systemLookup) {
    this.#now = now;
    this.#ask = ask;
  }

  /** For the `lookup` option of `net.connect`. */
  readonly lookup: LookupFunction = (host, options, callback) => {
    this.#resolve(host, options, (error, addresses) => {
      const first = addresses[0];
      if (error || !first) callback(error ?? new Error(`no address for ${host}`), '', 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };

  #resolve(host: string, options: LookupOptions, answer: Answer): void {
    const key = `${host} ${options.family ?? 0} ${options.hints ?? 0}`;
    const known = this.#known.get(key);
    if (known && known.until > this.#now()) {
      process.nextTick(answer, null, [...known.addresses]);
      return;
    }
    const waiting = this.#asked.get(key);
    if (waiting) {
      waiting.push(answer);
      return;
    }
    const asked = [answer];
    this.#asked.set(key, asked);
    this.#ask(host, { ...options, all: true }, (error, addresses) => {
      this.#asked.delete(key);
      if (!error) this.#remember(key, addresses);
      for (const one of asked) one(error, error ? [] : [...addresses]);
    });
  }

  #remember(key: string, addresses: readonly LookupAddress[]): void {
    this.#known.delete(key);
    this.#known.set(key, { addresses, until: this.#now() + KEEP_MS });
    if (this.#known.size <= MAX_NAMES) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      return;
    }
  }
}
