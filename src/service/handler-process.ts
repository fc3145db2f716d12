import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { isFromHandler } from './ipc.ts';
import type { FromHandler, ToHandler } from './ipc.ts';
import type { Counters } from '../model/counters.ts';
import { newCounters } from '../model/counters.ts';

/** Longest wait for what a dead handler had still put into the channel. */
const LAST_WORDS_MS = 1000;

/** How a handler ended. */
export interface HandlerEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** One handler process, from fork to the last message out of its channel. */
export class HandlerProcess {
  readonly #worker: Worker;
  #counters: Counters = newCounters();
  #isReady = false;
  #held: ToHandler[] = [];
  /** Settles when the process is gone and its channel is read to the end. Never rejects. */
  readonly ended: Promise<HandlerEnd>;

  /** Forks it. `receive` gets its messages; what `receive` throws goes to `onBug`. */
  constructor(receive: (message: FromHandler) => void, onBug: (error: unknown) => void) {
    const worker = cluster.fork();
    this.#worker = worker;
    this.ended = whenEnded(worker);
    worker.on('error', onBug);
    worker.on('message', (message: unknown) => {
      if (!isFromHandler(message)) return;
      try {
        if (message.type === 'ready') this.#becomeReady();
        if (message.type === 'counters') this.#counters = message.counters;
        receive(message);
      } catch (error) {
        onBug(error);
      }
    });
  }

  get pid(): number | undefined {
    return this.#worker.process.pid;
  }

  /** What it has counted so far. */
  get counters(): Counters {
    return this.#counters;
  }

  /** Sends a message, once the handler is ready; to a handler that is gone it is lost, which its end tells. */
  send(message: ToHandler): void {
    if (!this.#isReady) this.#held.push(message);
    else if (this.#worker.isConnected()) this.#worker.send(message, () => {});
  }

  #becomeReady(): void {
    this.#isReady = true;
    for (const message of this.#held) this.send(message);
    this.#held = [];
  }

  /** Ends it at once. */
  kill(): void {
    this.#worker.process.kill('SIGKILL');
  }
}

function whenEnded(worker: Worker): Promise<HandlerEnd> {
  const disconnected = new Promise<void>((resolve) => {
    worker.once('disconnect', resolve);
  });
  return new Promise<HandlerEnd>((resolve) => {
    worker.once('exit', (code: number | null, signal: string | null) => {
      const done = (): void => resolve({ code, signal });
      const timer = setTimeout(done, LAST_WORDS_MS);
      void disconnected.then(() => {
        clearTimeout(timer);
        done();
      });
    });
  });
}
