import type { Socket } from 'node:net';

/** Why a socket is not read from. */
export type StopReason = 'full' | 'waiting';

/** Keeps a socket paused as long as one reason to stands. */
export class Valve {
  readonly #socket: Socket;
  readonly #reasons = new Set<StopReason>();

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get isOpen(): boolean {
    return this.#reasons.size === 0;
  }

  close(reason: StopReason): void {
    this.#reasons.add(reason);
    this.#socket.pause();
  }

  open(reason: StopReason): void {
    if (this.#reasons.delete(reason) && this.#reasons.size === 0) this.#socket.resume();
  }
}
