import type { Direction, Flow } from '../model/flow.ts';
import type { BodyDescription, TextStream } from '../model/ports.ts';
import type { MessageHead } from '../wire/http1/message-head.ts';
import type { ProxyContext } from './context.ts';

/** Shows one direction of an HTTP/1 conversation to the inspector, message by message. */
export class MessageTap {
  readonly #context: ProxyContext;
  readonly #direction: Direction;
  readonly #kind: 'request' | 'response';
  #flow: Flow | undefined;
  #head: MessageHead | undefined;
  #body: TextStream | undefined;
  #framing: TextStream | undefined;

  constructor(context: ProxyContext, direction: Direction) {
    this.#context = context;
    this.#direction = direction;
    this.#kind = direction === 'outbound' ? 'request' : 'response';
  }

  /** A head, as it goes on: `raw`. */
  head(flow: Flow, raw: Buffer, head: MessageHead): void {
    this.#flow = flow;
    this.#head = head;
    this.#context.inspector.inspect(flow, this.#direction, `${this.#kind}.head`, raw);
  }

  /** A piece of the body, without chunk framing. */
  body(payload: Buffer): void {
    this.#body ??= this.#openBody();
    this.#body?.write(payload);
  }

  #openBody(): TextStream | undefined {
    if (!this.#flow) return undefined;
    const head = this.#head;
    // What has been said of the body is all that is needed of the head, and of the chunk it lies in.
    this.#head = undefined;
    const description = head && describeBody(head, codingsOf(head));
    return this.#context.inspector.open(this.#flow, this.#direction, `${this.#kind}.body`, description);
  }

  /** What stands between the pieces of a body: whoever reads chunk extensions finds there what he was sent. */
  framing(bytes: Buffer): void {
    if (bytes.length === 0 || !this.#flow) return;
    this.#framing ??= this.#context.inspector.open(this.#flow, this.#direction, `${this.#kind}.trailer`);
    this.#framing.write(bytes);
  }

  /** Bytes that no framing explains: a body of its own of which nothing is known. */
  rawBody(flow: Flow, bytes: Buffer): void {
    this.end();
    this.#flow = flow;
    this.#head = undefined;
    if (bytes.length > 0) this.body(bytes);
  }

  /** The trailer section of a chunked body. */
  trailers(raw: Buffer): void {
    if (this.#flow) this.#context.inspector.inspect(this.#flow, this.#direction, `${this.#kind}.trailer`, raw);
  }

  /** The message is complete, or broken off. */
  end(): void {
    this.#body?.end();
    this.#body = undefined;
    this.#framing?.end();
    this.#framing = undefined;
  }
}

/** Where fields are looked up by their lower-case name, whatever the version of HTTP. */
export interface Fields {
  header(name: string): string | undefined;
}

const GRPC = /^application\/grpc/i;
const CONNECT = /^application\/connect\+/i;

/** What a head says of its body. `contentEncoding` holds the codings, outermost last. */
export function describeBody(head: Fields, contentEncoding: string): BodyDescription {
  const contentType = head.header('content-type') ?? '';
  // Looked for where it means something: a field that is not there costs a walk through the whole head.
  const name = GRPC.test(contentType) ? 'grpc-encoding' : CONNECT.test(contentType) ? 'connect-content-encoding' : '';
  const grpcEncoding = name === '' ? '' : (head.header(name) ?? '').toLowerCase();
  return { contentType, contentEncoding: contentEncoding.toLowerCase(), grpcEncoding };
}

function codingsOf({ contentEncoding, transferCoding }: MessageHead): string {
  if (transferCoding === '') return contentEncoding;
  return contentEncoding === '' ? transferCoding : `${contentEncoding}, ${transferCoding}`;
}
