import type { Direction, Flow, Part } from '../../src/model/flow.ts';
import type { BodyDescription, Inspector, MessageStream, TextStream } from '../../src/model/ports.ts';
import type { SkipReason } from '../../src/model/skip.ts';

/** One text the relay has shown. */
export interface RecordedText {
  readonly flow: Flow;
  readonly direction: Direction;
  readonly part: Part;
  /** What the relay said of it. */
  readonly body?: BodyDescription | undefined;
  text: string;
  isEnded: boolean;
}

const DEFLATED: BodyDescription = { contentType: '', contentEncoding: 'permessage-deflate', grpcEncoding: '' };

/** Writes down what it is shown, so that the relay can be tested without detection. */
export class RecordingInspector implements Inspector {
  readonly texts: RecordedText[] = [];
  readonly skips: SkipReason[] = [];

  inspect(flow: Flow, direction: Direction, part: Part, bytes: Uint8Array): void {
    const stream = this.open(flow, direction, part);
    stream.write(bytes);
    stream.end();
  }

  open(flow: Flow, direction: Direction, part: Part, body?: BodyDescription): TextStream {
    const record: RecordedText = { flow, direction, part, body, text: '', isEnded: false };
    this.texts.push(record);
    return {
      write: (bytes) => {
        record.text += Buffer.from(bytes).toString('latin1');
      },
      end: () => {
        record.isEnded = true;
      },
    };
  }

  /** Compressed payloads are recorded as they came. */
  openMessages(flow: Flow, direction: Direction): MessageStream {
    let message: TextStream | undefined;
    const end = (): void => {
      message?.end();
      message = undefined;
    };
    return {
      write: (bytes, isCompressed) => {
        message ??= this.open(flow, direction, 'ws.message', isCompressed ? DEFLATED : undefined);
        message.write(bytes);
      },
      endMessage: end,
      control: (bytes) => this.inspect(flow, direction, 'ws.message', bytes),
      end,
    };
  }

  skip(reason: SkipReason): void {
    this.skips.push(reason);
  }

  /** The texts of one part, in order. */
  of(part: Part): string[] {
    return this.texts.filter((text) => text.part === part).map((text) => text.text);
  }
}
