import type { Owner } from './monitor.ts';

/** Owner of what all tests of a file share: ava's hooks have no `t.teardown`. Run `end` in `test.after.always`. */
export class Shared implements Owner {
  readonly #deeds: (() => unknown)[] = [];

  teardown(deed: () => unknown): void {
    this.#deeds.push(deed);
  }

  /** Tears down, the last thing first. */
  async end(): Promise<void> {
    for (const deed of this.#deeds.toReversed()) await deed();
  }
}
