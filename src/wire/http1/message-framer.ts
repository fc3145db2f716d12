import { BodyReader } from './body-reader.ts';
import type { BadEvent, FrameEvent } from './frame-event.ts';
import type { FramerLimits } from './framer-limits.ts';
import type { HeadScan } from './head-scan.ts';
import type { MessageHead } from './message-head.ts';
import { SectionReader } from './section-reader.ts';

const NOTHING = Buffer.alloc(0);

/** What comes behind a head: a body (or the end at once), another head, or no HTTP at all. */
export type Sequel = 'body' | 'head' | 'upgraded';

/** What both framers share: which bytes have been pushed, and how heads and bodies take turns. */
export abstract class MessageFramer<Head extends MessageHead> {
  private readonly code: 'bad_request' | 'upstream_framing';
  private readonly scan: HeadScan;
  private readonly section: SectionReader;
  private readonly body: BodyReader;
  private chunk: Buffer = NOTHING;
  private at = 0;
  private place: Sequel = 'head';
  /** The event that `next` repeats: `more` until something is pushed, a final event for good. */
  private standing: FrameEvent<Head> | undefined = { kind: 'more', end: 0 };

  protected constructor(limits: FramerLimits, scan: HeadScan, code: 'bad_request' | 'upstream_framing') {
    this.code = code;
    this.scan = scan;
    this.section = new SectionReader(scan, limits.maxHeadBytes);
    this.body = new BodyReader(limits, code);
  }

  /**
   * Gives the next bytes of the stream, which must not change as long as events of them are in use.
   * Throws an Error unless the last event was `more` (or nothing was pushed yet).
   */
  push(chunk: Buffer): void {
    if (this.standing?.kind !== 'more') throw new Error('push() although next() did not ask for more');
    this.chunk = chunk;
    this.at = 0;
    this.standing = undefined;
  }

  /** The next event; after `more` (until a push), `bad` and `upgraded` the same one again. Never throws. */
  next(): FrameEvent<Head> {
    if (this.standing !== undefined) return this.standing;
    switch (this.place) {
      case 'head':
        return this.readHead();
      case 'body': {
        const event = this.body.next(this.chunk, this.at);
        this.at = event.end;
        if (event.kind === 'end') this.place = 'head';
        else if (event.kind === 'more' || event.kind === 'bad') this.standing = event;
        return event;
      }
      case 'upgraded':
        break;
    }
    return this.stand({ kind: 'upgraded', end: this.at });
  }

  /** After `more`: whether what has gone on so far is of little use to anyone without what must follow at once. */
  get owesBytes(): boolean {
    return this.place === 'body' && this.body.owesBytes;
  }

  /**
   * All bytes that were pushed but belong to no event so far: what follows a CONNECT or an upgrade and, after
   * `bad`, what the framer held or did not read, so that bytes can go on raw.
   */
  rest(): Buffer {
    const unread = this.at === 0 ? this.chunk : this.chunk.subarray(this.at);
    return this.section.isOpen ? Buffer.concat([this.section.held(), unread]) : unread;
  }

  /** Turns the head that the scan has just read into what the caller sees. */
  protected abstract conclude(raw: Buffer): Head;

  /** What comes behind the head that `conclude` just returned. */
  protected abstract sequelOf(head: Head): Sequel;

  /** The last `more` or the final event; undefined while pushed bytes wait to be read. */
  protected get settled(): FrameEvent<Head> | undefined {
    return this.standing;
  }

  /** Where the stream stands, for whoever judges its end. */
  protected get openPart(): 'nothing' | 'head' | 'body' | 'close-delimited' {
    if (this.place === 'body') return this.body.endsWithStream ? 'close-delimited' : 'body';
    return this.section.isOpen ? 'head' : 'nothing';
  }

  /** Ends a body that only the end of the stream could end. */
  protected endBody(): FrameEvent<Head> {
    this.place = 'head';
    return { kind: 'end', end: this.at };
  }

  /** A final event behind everything handed out so far. */
  protected bad(code: BadEvent['code'], detail: string): FrameEvent<Head> {
    // Held bytes of a head have been read but are in no event: `at` is behind them, the last event was not.
    const end = this.standing === undefined ? this.at : this.standing.end;
    return this.stand({ kind: 'bad', end, code, detail });
  }

  private stand(event: FrameEvent<Head>): FrameEvent<Head> {
    this.standing = event;
    return event;
  }

  private readHead(): FrameEvent<Head> {
    const from = this.at;
    if (from >= this.chunk.length) return this.stand({ kind: 'more', end: from });
    if (!this.section.isOpen) this.scan.reset();
    switch (this.section.read(this.chunk, from)) {
      case 'complete':
        return this.finishHead();
      case 'more':
        this.at = this.chunk.length;
        return this.stand({ kind: 'more', end: from });
      case 'malformed':
        return this.bad(this.code, this.scan.detail);
      case 'too_large':
        break;
    }
    return this.bad(this.code === 'bad_request' ? 'head_too_large' : this.code, 'a head beyond the limit');
  }

  private finishHead(): FrameEvent<Head> {
    const { raw, spanned, end } = this.section;
    const head = this.conclude(raw);
    this.at = end;
    this.place = this.sequelOf(head);
    if (this.place === 'body') this.body.begin(head.framing, head.contentLength);
    return { kind: 'head', end, head, raw, spanned };
  }
}
