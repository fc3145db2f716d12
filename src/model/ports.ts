import type { Direction, Flow, Part } from './flow.ts';
import type { ScanReport, ScanWindow } from './finding.ts';
import type { SkipReason } from './skip.ts';

/** One text of a flow that arrives in pieces. `write` never blocks and never throws. */
export interface TextStream {
  /**
   * The next bytes. They may be kept for as long as a window needs them: the caller must not change them or
   * transfer their memory afterwards.
   */
  write(bytes: Uint8Array): void;
  /** The text is complete (or broken off): what is undecided is decided now. Further calls do nothing. */
  end(): void;
}

/** What a head says of the body that follows it; '' where it says nothing. */
export interface BodyDescription {
  /** As sent, since the boundary of a multipart body is case-sensitive: `application/json; charset=utf-8`. */
  readonly contentType: string;
  /** Content and transfer codings in lower case, in the order in which they were applied: `gzip, br`. */
  readonly contentEncoding: string;
  /** What single messages of a gRPC body are compressed with, in lower case: `gzip`. */
  readonly grpcEncoding: string;
}

/** The messages of one direction of a WebSocket, one after the other. `write` never blocks and never throws. */
export interface MessageStream {
  /**
   * The next bytes of a text or binary message, unmasked; kept as those of a `TextStream` are. `isCompressed`: by
   * permessage-deflate (RFC 7692), all of a message or none of it.
   */
  write(bytes: Uint8Array, isCompressed: boolean): void;
  /** The message is complete. Messages may be empty. */
  endMessage(isCompressed: boolean): void;
  /** The whole payload of a control frame, which may come amid a message. */
  control(bytes: Uint8Array): void;
  /** Nothing more comes: a message that is open is broken off. Further calls do nothing. */
  end(): void;
}

/** What the relay shows its traffic to. The relay never waits for it. */
export interface Inspector {
  /** A text that is complete already, such as a message head. */
  inspect(flow: Flow, direction: Direction, part: Part, bytes: Uint8Array): void;
  /** A text that comes in pieces, such as a body. Without a description it is read as it stands. */
  open(flow: Flow, direction: Direction, part: Part, body?: BodyDescription): TextStream;
  /** One direction of a WebSocket. */
  openMessages(flow: Flow, direction: Direction): MessageStream;
  /** Counts something that passed unread; once per message, tunnel or window, whichever the reason speaks of. */
  skip(reason: SkipReason): void;
}

/** Runs the rules over a window, off the event loop. Rejects with a `ScanRefused` when it can't. */
export interface ScanPool {
  scan(window: ScanWindow): Promise<ScanReport>;
}

/** Why a window was not scanned; `cause` is the error when a scan failed. */
export class ScanRefused extends Error {
  override readonly name = 'ScanRefused';
  readonly reason: SkipReason;
  constructor(reason: SkipReason, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

/** A content coding that is undone somewhere else than in detection, for want of a decoder there. */
export interface ForeignCoding {
  /** A stream of its own. */
  open(): ForeignStream;
}

/** One coded stream. */
export interface ForeignStream {
  /**
   * Decodes the next bytes; nothing, to get more of what is decoded. One call at a time. Rejects with a `ScanRefused`
   * when it can't, and the stream is of no use any more.
   */
  decode(bytes: Uint8Array): Promise<ForeignPart>;
  /** Frees what it holds. */
  close(): void;
}

/** What came out of a call. */
export interface ForeignPart {
  readonly output: readonly Uint8Array[];
  /**
   * `more` output waits for a call without bytes; `partial`: all is decoded, the stream is to go on; `complete`: it may
   * end here; `broken`: it is damaged, and `output` is all that stands before.
   */
  readonly state: 'more' | 'partial' | 'complete' | 'broken';
  /** Of a complete stream: what lies behind its end. If there is something, nothing more can be decoded. */
  readonly unread: Uint8Array;
}

/** What a thread that undoes a coding is told. */
export interface ForeignTask {
  /** Streams that need no place any more. */
  readonly closed: readonly number[];
  readonly decode?: { readonly stream: number; readonly isFirst: boolean; readonly bytes: Uint8Array };
}

/** Levels of `clawsec.log`, in rising importance. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

/** Where the rooms say what happened; `fields` must hold no secret. */
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void;
