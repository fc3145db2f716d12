import { type InflatedMessages, MessageInflater } from '../detect/content/message-inflater.ts';
import { DeltaJoiner } from '../detect/formats/delta-joiner.ts';
import { MAX_EVENT_BYTES } from '../detect/formats/event-buffer.ts';
import type { MessageStream, TextStream } from '../model/ports.ts';
import type { SkipReason } from '../model/skip.ts';
import { joinedTexts } from './joined-texts.ts';
import { KeptText } from './kept-text.ts';
import { noteMessage, placingIn, type Reading, type Subject } from './reading.ts';

/** `{` and `[`: other messages, binary ones among them, are no pieces of a text. */
const JSON_BEGINNINGS: ReadonlySet<number> = new Set([0x7b, 0x5b]);

/** What was undone of a compressed message. */
const INFLATED = 'deflate';

/** The messages of one direction of a WebSocket, unpacked, each a text of its own. */
export class InspectedMessages implements MessageStream {
  readonly #inflater: MessageInflater;
  readonly #messages: MessageTexts;

  constructor(reading: Reading, subject: Subject) {
    this.#messages = new MessageTexts(reading, subject);
    this.#inflater = new MessageInflater(this.#messages, reading.decoding);
  }

  write(bytes: Uint8Array, isCompressed: boolean): void {
    this.#inflater.write(bytes, isCompressed);
  }

  endMessage(isCompressed: boolean): void {
    this.#inflater.endMessage(isCompressed);
  }

  control(bytes: Uint8Array): void {
    this.#messages.control(bytes);
  }

  end(): void {
    this.#inflater.end();
  }
}

class MessageTexts implements InflatedMessages {
  readonly #reading: Reading;
  readonly #subject: Subject;
  #text: TextStream | undefined;
  #kept = new KeptText('beginning');
  #joiner: DeltaJoiner | undefined;

  constructor(reading: Reading, subject: Subject) {
    this.#reading = reading;
    this.#subject = subject;
  }

  write(bytes: Uint8Array, isInflated: boolean): void {
    this.#text ??= this.#open(isInflated);
    this.#kept.push(bytes);
    this.#text.write(bytes);
  }

  endMessage(isInflated: boolean): void {
    if (this.#text === undefined) return;
    this.#endText();
    noteMessage(this.#reading, this.#subject, this.#kept);
    if (this.#subject.direction === 'inbound') this.#join(isInflated);
  }

  control(bytes: Uint8Array): void {
    const text = this.#reading.openText(this.#subject, (finding) => finding);
    text.write(bytes);
    text.end();
  }

  end(): void {
    this.#endText();
    this.#joiner?.end();
  }

  skip(reason: SkipReason): void {
    this.#reading.skip(reason);
  }

  #open(isInflated: boolean): TextStream {
    this.#kept = new KeptText('beginning');
    const path = isInflated ? INFLATED : '';
    return this.#reading.openText(this.#subject, placingIn(this.#reading, this.#subject, path, '', this.#kept));
  }

  #endText(): void {
    this.#text?.end();
    this.#text = undefined;
  }

  /** A message may be a piece of a text that the agent will put together. */
  #join(isInflated: boolean): void {
    this.#joiner ??= new DeltaJoiner(joinedTexts(this.#reading, this.#subject, isInflated ? INFLATED : ''));
    const message = this.#kept.whole(MAX_EVENT_BYTES);
    if (message === undefined) this.#reading.skip('long_event');
    else if (JSON_BEGINNINGS.has(message[0] ?? 0)) this.#joiner.event(message, 0);
  }
}
