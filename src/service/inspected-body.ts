import { type ContentSink, openContent } from '../detect/content/open-content.ts';
import { AmazonEventReader } from '../detect/formats/amazon-event-reader.ts';
import { ArrayReader } from '../detect/formats/array-reader.ts';
import { DeltaJoiner } from '../detect/formats/delta-joiner.ts';
import type { EventSink } from '../detect/formats/event-buffer.ts';
import { EventStreamReader } from '../detect/formats/event-stream-reader.ts';
import { GrpcReader } from '../detect/formats/grpc-reader.ts';
import { LineReader } from '../detect/formats/line-reader.ts';
import { type BodyFormat, readerFor } from '../detect/formats/reader-for.ts';
import { type StreamKind, StreamProbe } from '../detect/formats/stream-probe.ts';
import type { BodyDescription, TextStream } from '../model/ports.ts';
import type { SkipReason } from '../model/skip.ts';
import { filesIn, mayHoldFiles } from './enclosed-files.ts';
import { joinedTexts } from './joined-texts.ts';
import { KeptText } from './kept-text.ts';
import {
  joinPath,
  noteMessage,
  partiesOf,
  placingIn,
  type Reading,
  type ScannedText,
  type Subject,
} from './reading.ts';

/** What the messages of a gRPC body are read as, once they are unpacked. */
const MESSAGE_TYPE = 'application/protobuf';
const JSON_MESSAGE_TYPE = 'application/json';
const JSON_MESSAGES = /\+json\b/i;

/** Stands for a coding that a head should have named: it is known by its magic, or counted as unknown. */
const UNNAMED_CODING = 'unnamed';

/** Types whose fields have names; of streams and forms the end is kept, of what is read as a whole the beginning. */
const STREAMED_TYPE =
  /^(?:text\/event-stream|application\/(?:x-)?(?:ndjson|jsonl|jsonlines|json-lines|www-form-urlencoded)|multipart\/)/i;
const JSON_TYPE = /^$|json/i;

/** Opens a body: its codings are undone, and what comes out is read as its type says. */
export function openBody(reading: Reading, subject: Subject, body: BodyDescription): TextStream {
  return openContent(
    body.contentEncoding,
    new DecodedBody(reading, subject, body, ''),
    reading.decoding,
    body.contentType,
  );
}

/** A body without its codings: a text to be scanned, and where its type has messages in it, these as well. */
class DecodedBody implements ContentSink {
  readonly #reading: Reading;
  readonly #subject: Subject;
  readonly #body: BodyDescription;
  /** By which way the text was come by; as far as is known, before `begin`. */
  #path: string;
  #text: ScannedText | undefined;
  #kept: KeptText | undefined;
  #messages: TextStream | undefined;
  #files: TextStream | undefined;
  #isBegun = false;
  #hasUnpacked = false;

  constructor(reading: Reading, subject: Subject, body: BodyDescription, outerPath: string) {
    this.#reading = reading;
    this.#subject = subject;
    this.#body = body;
    this.#path = outerPath;
  }

  /** Messages and files may be unpacked later; of a text that is read to its end only windows are left to be judged. */
  get keepsBytes(): boolean {
    return this.#hasUnpacked || this.#files !== undefined || this.#text?.hasWindows !== false;
  }

  begin(codings: readonly string[]): void {
    const path = joinPath(this.#path, codings.join('>'));
    this.#path = path;
    if (codings.length === 0 && this.#body.contentEncoding === UNNAMED_CODING) this.skip('content_encoding');
    const format = readerFor(this.#body.contentType);
    switch (format) {
      case 'grpc':
      case 'grpc-web':
      case 'grpc-web-text':
      case 'connect':
        this.#messages = new GrpcReader(format, {
          open: (isCompressed) =>
            this.#openMessage(isCompressed, joinPath(path, format === 'connect' ? format : 'grpc')),
          openBroken: (offset) => this.#openBroken(offset, path),
        });
        return;
      default:
        this.#readAsText(path);
        if (this.#subject.direction === 'inbound') this.#messages = this.#readEvents(format, path);
    }
  }

  write(bytes: Uint8Array): void {
    this.#messages?.write(bytes);
    this.#kept?.push(bytes);
    this.#text?.write(bytes);
    if (this.#text === undefined) return;
    if (!this.#isBegun) this.#files = this.#openFiles(bytes);
    this.#isBegun = true;
    this.#files?.write(bytes);
  }

  end(): void {
    this.#messages?.end();
    this.#text?.end();
    this.#files?.end();
    if (JSON_TYPE.test(this.#body.contentType)) noteMessage(this.#reading, this.#subject, this.#kept);
  }

  skip(reason: SkipReason): void {
    this.#reading.skip(reason);
  }

  #readAsText(path: string): void {
    const { contentType } = this.#body;
    if (STREAMED_TYPE.test(contentType)) this.#kept = new KeptText('recent');
    else if (JSON_TYPE.test(contentType)) this.#kept = new KeptText('beginning');
    this.#text = this.#reading.openText(
      this.#subject,
      placingIn(this.#reading, this.#subject, path, contentType, this.#kept),
    );
  }

  /** The compressed files in a text that begins so, if it may hold any. */
  #openFiles(start: Uint8Array): TextStream | undefined {
    const { contentType } = this.#body;
    if (!mayHoldFiles(contentType, start)) return undefined;
    const reading = this.#reading;
    return filesIn({
      reading,
      subject: this.#subject,
      contentType,
      path: this.#path,
      openText(subject, type, path) {
        const body = { contentType: type, contentEncoding: '', grpcEncoding: '' };
        const text = new DecodedBody(reading, subject, body, path);
        text.begin([]);
        return text;
      },
    });
  }

  /** The text from where the framing of messages has turned out to be none. */
  #openBroken(brokenAt: number, path: string): TextStream {
    this.#reading.skip('message_framing');
    return this.#reading.openText(this.#subject, (finding) => ({
      ...finding,
      offset: finding.offset + brokenAt,
      path: joinPath(path, finding.path),
    }));
  }

  #openMessage(isCompressed: boolean, path: string): TextStream {
    this.#hasUnpacked = true;
    const coding = isCompressed ? this.#body.grpcEncoding : '';
    const contentType = JSON_MESSAGES.test(this.#body.contentType) ? JSON_MESSAGE_TYPE : MESSAGE_TYPE;
    const contentEncoding = isCompressed && coding === '' ? UNNAMED_CODING : coding;
    const message = { contentType, contentEncoding, grpcEncoding: '' };
    const sink = new DecodedBody(this.#reading, this.#subject, message, path);
    return openContent(coding, sink, this.#reading.decoding);
  }

  #readEvents(format: BodyFormat | StreamKind, path: string): TextStream | undefined {
    switch (format) {
      case 'event-stream':
        return this.#joinEvents(path, 'sse', (sink) => new EventStreamReader(sink));
      case 'lines':
        return this.#joinEvents(path, 'ndjson', (sink) => new LineReader(sink));
      case 'prefixed-lines':
        return this.#joinEvents(path, 'data-stream', (sink) => new LineReader(sink));
      case 'array':
        return this.#joinEvents(path, 'json', (sink) => new ArrayReader(sink));
      case 'unnamed':
        return new StreamProbe((kind) => this.#readEvents(kind, path));
      case 'amazon-events':
        // Where the framing breaks, the raw text is still read.
        return this.#joinEvents(
          path,
          'amazon',
          (sink) => new AmazonEventReader({ ...sink, onBroken: () => this.#reading.skip('message_framing') }),
        );
      default:
        return undefined;
    }
  }

  #joinEvents(path: string, name: string, openReader: (sink: EventSink) => TextStream): TextStream {
    const { memory } = this.#reading;
    const { flow, direction } = this.#subject;
    // Most JSON is no stream of events.
    let joiner: DeltaJoiner | undefined;
    const parties = partiesOf(flow);
    const reader = openReader({
      onEvent: (data, offset) => {
        memory.note(parties, direction, data);
        joiner ??= new DeltaJoiner(joinedTexts(this.#reading, this.#subject, joinPath(path, name)));
        joiner.event(data, offset);
      },
      onLong: () => this.#reading.skip('long_event'),
    });
    return {
      write: (bytes) => reader.write(bytes),
      end() {
        reader.end();
        joiner?.end();
      },
    };
  }
}
