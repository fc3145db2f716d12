import type { FrameEvent } from '../../src/wire/http1/frame-event.ts';
import { DEFAULT_FRAMER_LIMITS } from '../../src/wire/http1/framer-limits.ts';
import type { FramerLimits } from '../../src/wire/http1/framer-limits.ts';
import type { MessageFramer } from '../../src/wire/http1/message-framer.ts';
import type { MessageHead } from '../../src/wire/http1/message-head.ts';
import { RequestFramer } from '../../src/wire/http1/request-framer.ts';
import type { RequestHead } from '../../src/wire/http1/request-head.ts';
import { ResponseFramer } from '../../src/wire/http1/response-framer.ts';
import type { ResponseHead } from '../../src/wire/http1/response-head.ts';

/** What one message came out as; `end` is false for interim responses and for messages that were broken off. */
export interface SeenMessage<Head> {
  readonly head: Head;
  /** The head's raw bytes as latin1. */
  readonly raw: string;
  body: string;
  trailers: string;
  ended: boolean;
}

/** Everything a framer said about a stream. */
export interface Seen<Head> {
  readonly messages: SeenMessage<Head>[];
  /** The bytes a relay would have sent on, going by `raw`, `spanned` and `end` alone. */
  readonly forwarded: string;
  /** The last event: `more`, or a final one. */
  readonly last: FrameEvent<Head>;
  /** What the framer gave back at the end. */
  readonly rest: string;
  /** Breaches of the rules for `end`; empty when there are none. */
  readonly breaches: string[];
}

/** Latin1, so that every byte is one character. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Cuts bytes at the given offsets (in any order, modulo the length). */
export function cut(bytes: Buffer, offsets: readonly number[]): Buffer[] {
  const places = offsets.map((offset) => offset % (bytes.length + 1)).toSorted((a, b) => a - b);
  return [0, ...places].map((from, i) => bytes.subarray(from, places[i] ?? bytes.length));
}

/** Pushes chunks until they are used up or a final event comes, as a relay would. */
export function drive<Head extends MessageHead>(framer: MessageFramer<Head>, chunks: readonly Buffer[]): Seen<Head> {
  const messages: SeenMessage<Head>[] = [];
  const forwarded: Buffer[] = [];
  const breaches: string[] = [];
  let last = framer.next();
  for (const chunk of chunks) {
    if (last.kind !== 'more') break;
    framer.push(chunk);
    let sent = 0;
    do {
      last = framer.next();
      if (last.end < sent || last.end > chunk.length)
        breaches.push(`${last.kind}: ${sent} to ${last.end} of ${chunk.length}`);
      if (last.kind === 'head' && last.spanned) forwarded.push(last.raw);
      else forwarded.push(chunk.subarray(sent, last.end));
      sent = last.end;
      const message = messages.at(-1);
      if (last.kind === 'head') {
        messages.push({ head: last.head, raw: last.raw.toString('latin1'), body: '', trailers: '', ended: false });
      } else if (message !== undefined) {
        if (last.kind === 'body') message.body += last.payload.toString('latin1');
        if (last.kind === 'body' && last.payload.length === 0) breaches.push('an empty payload');
        if (last.kind === 'trailers') message.trailers += last.raw.toString('latin1');
        if (last.kind === 'end') message.ended = true;
      }
    } while (last.kind !== 'more' && last.kind !== 'bad' && last.kind !== 'upgraded');
  }
  return {
    messages,
    forwarded: Buffer.concat(forwarded).toString('latin1'),
    last,
    rest: framer.rest().toString('latin1'),
    breaches,
  };
}

/** Frames a text, in one chunk unless cut, as requests. */
export function readRequests(
  text: string,
  offsets: readonly number[] = [],
  limits: Partial<FramerLimits> = {},
): Seen<RequestHead> {
  return drive(new RequestFramer({ ...DEFAULT_FRAMER_LIMITS, ...limits }), cut(bytesOf(text), offsets));
}

/** Frames a text as the responses to requests with these methods. */
export function readResponses(
  text: string,
  methods: readonly string[] = ['GET'],
  offsets: readonly number[] = [],
  limits: Partial<FramerLimits> = {},
): Seen<ResponseHead> {
  const framer = new ResponseFramer({ ...DEFAULT_FRAMER_LIMITS, ...limits });
  for (const method of methods) framer.expect(method);
  return drive(framer, cut(bytesOf(text), offsets));
}

/** What a bad stream came to, as `code: detail`; the kind of the last event when it was not bad. */
export function verdictOf(last: FrameEvent<unknown>): string {
  return last.kind === 'bad' ? `${last.code}: ${last.detail}` : last.kind;
}

/** Every single byte a chunk of its own. */
export function everyByte(text: string): number[] {
  return Array.from({ length: text.length }, (_, i) => i);
}
