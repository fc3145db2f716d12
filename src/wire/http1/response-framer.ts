import type { FrameEvent } from './frame-event.ts';
import type { FramerLimits } from './framer-limits.ts';
import { MessageFramer } from './message-framer.ts';
import type { Sequel } from './message-framer.ts';
import { ResponseHead, ResponseScan } from './response-head.ts';

/**
 * Finds the responses in a server's stream (RFC 9112). Tell it every request with `expect` before its response
 * arrives; a response to no known request is read as one to GET. Push a chunk, call `next` until it says `more`.
 */
export class ResponseFramer extends MessageFramer<ResponseHead> {
  private readonly response: ResponseScan;
  private readonly maxPipelinedRequests: number;
  private readonly methods: string[] = [];
  private isOverrun = false;
  private sequel: Sequel = 'body';

  constructor(limits: FramerLimits) {
    const response = new ResponseScan();
    super(limits, response, 'upstream_framing');
    this.response = response;
    this.maxPipelinedRequests = limits.maxPipelinedRequests;
  }

  /** How many expected responses have not brought their final head yet. */
  get awaiting(): number {
    return this.methods.length;
  }

  /**
   * A request with this method goes out. Hold requests back while `awaiting` is at `maxPipelinedRequests`: one more
   * makes the next event `bad`, for from there on responses could no longer be told apart.
   */
  expect(method: string): void {
    if (this.methods.length < this.maxPipelinedRequests) this.methods.push(method);
    else this.isOverrun = true;
  }

  override next(): FrameEvent<ResponseHead> {
    const isFinal = this.settled !== undefined && this.settled.kind !== 'more';
    if (this.isOverrun && !isFinal) return this.bad('upstream_framing', 'too many requests without a response');
    return super.next();
  }

  /**
   * The stream has ended; to be called after `more` (throws an Error otherwise). Returns
   * `end` when that completes a close-delimited body,
   * `bad` (`upstream_closed`) when it breaks off a message or leaves a request unanswered,
   * `more` when nothing was open, and the final event if there was one.
   */
  finish(): FrameEvent<ResponseHead> {
    const settled = this.settled;
    if (settled === undefined) throw new Error('finish() although next() did not ask for more');
    if (settled.kind !== 'more') return settled;
    switch (this.openPart) {
      case 'close-delimited':
        return this.endBody();
      case 'head':
        return this.bad('upstream_closed', 'the stream ended within a head');
      case 'body':
        return this.bad('upstream_closed', 'the stream ended within a body');
      case 'nothing':
        break;
    }
    return this.awaiting > 0 ? this.bad('upstream_closed', 'the stream ended before a response') : settled;
  }

  protected conclude(raw: Buffer): ResponseHead {
    const { status } = this.response;
    const isInterim = status < 200 && status !== 101;
    const method = isInterim ? undefined : this.methods.shift();
    const isTunnel = status === 101 || (method === 'CONNECT' && status >= 200 && status < 300);
    // RFC 9112 section 6.3, rules 1 and 2.
    const hasBody = !isInterim && !isTunnel && method !== 'HEAD' && status !== 204 && status !== 304;
    this.sequel = isTunnel ? 'upgraded' : isInterim ? 'head' : 'body';
    return new ResponseHead(raw, this.response, hasBody);
  }

  protected sequelOf(): Sequel {
    return this.sequel;
  }
}
