import type { Socket } from 'node:net';

/** Bytes that may wait in a socket before its source is stopped. */
const MAX_WAITING_BYTES = 256 * 1024;

/** Payload of a full TLS record (RFC 8446 section 5.1). */
const FULL_RECORD_BYTES = 16 * 1024;

/** Whether a piece is as large as a full TLS record: where one comes, more are likely to follow at once. */
export function isFullRecord({ length }: Uint8Array): boolean {
  return length >= FULL_RECORD_BYTES;
}

/**
 * The writing side of a relay. What is sent with more to come waits for it until the end of the turn of the event loop:
 * pieces that go out together save a system call, a TLS record and a waking of the peer each.
 */
export class Outlet {
  readonly socket: Socket;
  #isGathering = false;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /**
   * Sends bytes on, which may be none: what waits goes out as well, if no more is to come. False when so many wait that
   * the source should stop until `drain`.
   */
  send(bytes: Buffer, isMoreToCome: boolean): boolean {
    const { socket } = this;
    if (bytes.length > 0 && isMoreToCome && !this.#isGathering) {
      this.#isGathering = true;
      socket.cork();
      setImmediate(this.#releaseLate);
    }
    const isTaken = bytes.length === 0 || socket.write(bytes);
    if (!isMoreToCome) this.release();
    return isTaken || socket.writableLength <= MAX_WAITING_BYTES;
  }

  /** Sends what waits for more. */
  release(): void {
    if (!this.#isGathering) return;
    this.#isGathering = false;
    this.socket.uncork();
  }

  readonly #releaseLate = (): void => this.release();
}
