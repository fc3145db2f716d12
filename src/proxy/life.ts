import type { Socket } from 'node:net';
import { plainAddress } from './own-addresses.ts';

/**
 * One accepted client connection from accept to close, whatever it turns into, and how it is brought to an end when
 * the monitor stops.
 */
export class Life {
  /** The client's IP address, without port; an IPv4-mapped one as plain IPv4. */
  readonly source: string;
  readonly #socket: Socket;
  #drain: (() => void) | undefined;
  #isDraining = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.source = plainAddress(socket.remoteAddress ?? '');
  }

  /** What to do when the monitor stops; the latest stage of the connection decides. At once if it is stopping. */
  onDrain(drain: () => void): void {
    this.#drain = drain;
    if (this.#isDraining) drain();
  }

  /** Asks the connection to end when what is in flight has ended. A stage that has not said how goes on. */
  drain(): void {
    this.#isDraining = true;
    this.#drain?.();
  }

  /** Ends it now. */
  destroy(): void {
    this.#socket.destroy();
  }
}
