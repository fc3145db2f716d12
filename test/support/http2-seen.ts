import { Http2Reader, type Http2ReaderOptions } from '../../src/wire/http2/http2-reader.ts';
import type { Http2Head, Http2Sink, Side } from '../../src/wire/http2/sink.ts';

/** The next bytes that one side of a connection sent. */
export type Sent = readonly [from: Side, bytes: Buffer];

/**
 * What an HTTP/2 reader reported, a line each, the pieces of a body joined: the same for the same bytes, however they
 * were cut.
 */
export class Http2Seen implements Http2Sink {
  readonly heads: Http2Head[] = [];
  readonly #lines: string[] = [];
  readonly #bodies = new Map<string, string>();

  request(stream: number, head: Http2Head): void {
    this.#say(stream, 'client', `request ${head.text.toString('latin1')}`);
    this.heads.push(head);
  }
  response(stream: number, head: Http2Head): void {
    this.#say(stream, 'server', `response ${head.text.toString('latin1')}`);
    this.heads.push(head);
  }
  data(stream: number, from: Side, payload: Buffer): void {
    if (payload.length === 0) throw new Error('an empty piece');
    const key = `${stream} ${from}`;
    this.#bodies.set(key, (this.#bodies.get(key) ?? '') + payload.toString('latin1'));
  }
  trailers(stream: number, from: Side, text: Buffer): void {
    this.#say(stream, from, `trailers ${text.toString('latin1')}`);
  }
  end(stream: number, from: Side): void {
    this.#say(stream, from, 'end');
  }
  close(stream: number): void {
    for (const side of ['client', 'server'] as const) this.#flush(`${stream} ${side}`);
    this.#lines.push(`${stream} close`);
  }
  cut(stream: number): void {
    this.#lines.push(`${stream} cut`);
  }
  unread(stream: number): void {
    this.#lines.push(`${stream} unread`);
  }
  broken(detail: string): void {
    for (const key of this.#bodies.keys()) this.#flush(key);
    this.#lines.push(`broken: ${detail}`);
  }

  /** Everything so far; bodies that have not ended too. */
  get lines(): readonly string[] {
    for (const key of this.#bodies.keys()) this.#flush(key);
    return this.#lines;
  }

  /** What was said on one stream by one side, in order. */
  of(stream: number, from: Side): string[] {
    const start = `${stream} ${from} `;
    return this.lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));
  }

  #say(stream: number, from: Side, what: string): void {
    this.#flush(`${stream} ${from}`);
    this.#lines.push(`${stream} ${from} ${what}`);
  }

  #flush(key: string): void {
    const body = this.#bodies.get(key);
    this.#bodies.delete(key);
    if (body !== undefined) this.#lines.push(`${key} data ${body}`);
  }
}

/** What a fresh reader reports of a conversation. */
export function readHttp2(sent: readonly Sent[], options: Http2ReaderOptions = {}): Http2Seen {
  const seen = new Http2Seen();
  const reader = new Http2Reader(seen, options);
  for (const [from, bytes] of sent) reader.feed(from, bytes);
  return seen;
}
