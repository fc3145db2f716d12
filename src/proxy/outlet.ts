import type { Socket } from 'node:net';

/** Bytes that may wait in a socket before its source is stopped. */
const MAX_WAITING_BYTES = 256 * 1024;

/** Payload of a full TLS record (RFC 8446 section 5.1): where one comes, more are likely to follow at once. */
const FULL_RECORD_BYTES = 16 * 1024;

/**
 * The writing side of a relay. Full records of one turn of the event loop go out together, which saves a system call
 * and a round of encryption each; everything smaller goes out at once.
 */
export class Outlet {
  readonly socket: Socket;
  #isGathering = false;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** Sends bytes on. False when so many wait that the source should stop until `drain`. */
  send(bytes: Buffer): boolean {
    const { socket } = this;
    if (bytes.length >= FULL_RECORD_BYTES && !this.#isGathering) {
      this.#isGathering = true;
      socket.cork();
      setImmediate(this.#release);
    }
    const isTaken = socket.write(bytes);
    if (this.#isGathering && bytes.length < FULL_RECORD_BYTES) this.#release();
    return isTaken || socket.writableLength <= MAX_WAITING_BYTES;
  }

  readonly #release = (): void => {
    if (!this.#isGathering) return;
    this.#isGathering = false;
    this.socket.uncork();
  };
}
