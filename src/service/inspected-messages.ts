import type { Direction, Flow } from '../model/flow.ts';
import type { Inspector, MessageStream, TextStream } from '../model/ports.ts';

/** The messages of one direction of a WebSocket, each a text of its own. */
export class InspectedMessages implements MessageStream {
  readonly #inspector: Inspector;
  readonly #flow: Flow;
  readonly #direction: Direction;
  #message: TextStream | undefined;

  constructor(inspector: Inspector, flow: Flow, direction: Direction) {
    this.#inspector = inspector;
    this.#flow = flow;
    this.#direction = direction;
  }

  write(bytes: Uint8Array, isCompressed: boolean): void {
    if (isCompressed) return;
    this.#message ??= this.#inspector.open(this.#flow, this.#direction, 'ws.message');
    this.#message.write(bytes);
  }

  endMessage(isCompressed: boolean): void {
    if (isCompressed) this.#inspector.skip('ws_compressed');
    this.end();
  }

  control(bytes: Uint8Array): void {
    this.#inspector.inspect(this.#flow, this.#direction, 'ws.message', bytes);
  }

  end(): void {
    this.#message?.end();
    this.#message = undefined;
  }
}
