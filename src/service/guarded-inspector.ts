import type { Direction, Flow, Part } from '../model/flow.ts';
import type { BodyDescription, Inspector, MessageStream, TextStream } from '../model/ports.ts';
import type { SkipReason } from '../model/skip.ts';

/**
 * An inspector that traffic passes unharmed whatever happens in it: what it throws is a bug, which is counted as
 * `scan_failed` and handed to `onBug`; the text it was about is read no further.
 */
export class GuardedInspector implements Inspector {
  readonly #inspector: Inspector;
  readonly #onBug: (error: unknown) => void;

  constructor(inspector: Inspector, onBug: (error: unknown) => void) {
    this.#inspector = inspector;
    this.#onBug = onBug;
  }

  inspect(flow: Flow, direction: Direction, part: Part, bytes: Uint8Array): void {
    try {
      this.#inspector.inspect(flow, direction, part, bytes);
    } catch (error) {
      this.#fail(error);
    }
  }

  open(flow: Flow, direction: Direction, part: Part, body?: BodyDescription): TextStream {
    try {
      return guardedText(this.#inspector.open(flow, direction, part, body), this.#fail);
    } catch (error) {
      this.#fail(error);
      return UNREAD;
    }
  }

  openMessages(flow: Flow, direction: Direction): MessageStream {
    try {
      return guardedMessages(this.#inspector.openMessages(flow, direction), this.#fail);
    } catch (error) {
      this.#fail(error);
      return UNREAD;
    }
  }

  skip(reason: SkipReason): void {
    this.#inspector.skip(reason);
  }

  readonly #fail = (error: unknown): void => {
    this.#inspector.skip('scan_failed');
    this.#onBug(error);
  };
}

/** What nobody reads. */
const UNREAD: TextStream & MessageStream = { write() {}, endMessage() {}, control() {}, end() {} };

/** Does deeds with something until one fails. */
type Doing<T> = (deed: (it: T) => void) => void;

function untilItFails<T>(it: T, unread: T, fail: (error: unknown) => void): Doing<T> {
  let current = it;
  return (deed) => {
    try {
      deed(current);
    } catch (error) {
      current = unread;
      fail(error);
    }
  };
}

function guardedText(text: TextStream, fail: (error: unknown) => void): TextStream {
  const careful = untilItFails(text, UNREAD, fail);
  return {
    write: (bytes) => careful((it) => it.write(bytes)),
    end: () => careful((it) => it.end()),
  };
}

function guardedMessages(messages: MessageStream, fail: (error: unknown) => void): MessageStream {
  const careful = untilItFails(messages, UNREAD, fail);
  return {
    write: (bytes, isCompressed) => careful((it) => it.write(bytes, isCompressed)),
    endMessage: (isCompressed) => careful((it) => it.endMessage(isCompressed)),
    control: (bytes) => careful((it) => it.control(bytes)),
    end: () => careful((it) => it.end()),
  };
}
