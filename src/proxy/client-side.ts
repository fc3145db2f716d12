import type { Socket } from 'node:net';

/** What a relay hears of its client. */
export interface ClientListeners {
  readonly data: (chunk: Buffer) => void;
  readonly end: () => void;
  readonly close: (hadError: boolean) => void;
}

/** The ear a relay has at its client, until it lets go of it. */
export class ClientSide {
  readonly #client: Socket;
  readonly #listeners: ClientListeners;

  constructor(client: Socket, listeners: ClientListeners) {
    this.#client = client;
    this.#listeners = listeners;
  }

  /** Begins to listen; a client that is silent for `idleTimeoutMs` is closed. */
  listen(idleTimeoutMs: number): void {
    const { data, end, close } = this.#listeners;
    this.#client.on('data', data).on('end', end).on('close', close);
    this.#client.setTimeout(idleTimeoutMs, () => this.#client.destroy());
  }

  /** What the client sends from now on is read by nobody. */
  stopReading(): void {
    this.#client.off('data', this.#listeners.data);
  }

  /** Leaves the client to someone else, paused. */
  letGo(): void {
    const { data, end, close } = this.#listeners;
    this.#client.pause().off('data', data).off('end', end).off('close', close);
    this.#client.setTimeout(0).removeAllListeners('timeout');
  }
}
