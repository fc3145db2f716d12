/** What a gate holds, by index. */
const STATE = 0;
const LOADS = 1;

/** The state of a gate: a thread that loads waits, goes on, or breaks. */
const GATE = { shut: 0, open: 1, broken: 2 } as const;

/** Holds threads of `gated-fixture.ts` while they load. */
export class Gate {
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(memory = new SharedArrayBuffer(8)) {
    this.memory = memory;
    this.#cells = new Int32Array(memory);
  }

  /** How many threads have come to it. */
  get loads(): number {
    return Atomics.load(this.#cells, LOADS);
  }

  turn(to: keyof typeof GATE): void {
    Atomics.store(this.#cells, STATE, GATE[to]);
    Atomics.notify(this.#cells, STATE);
  }

  /** In the thread: waits until it is not shut, throws if it is broken. */
  pass(): void {
    Atomics.add(this.#cells, LOADS, 1);
    Atomics.wait(this.#cells, STATE, GATE.shut);
    if (Atomics.load(this.#cells, STATE) === GATE.broken) throw new Error('broken as told');
  }
}
