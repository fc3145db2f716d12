import type { FramerLimits } from './framer-limits.ts';
import { MessageFramer } from './message-framer.ts';
import type { Sequel } from './message-framer.ts';
import { RequestHead, RequestScan } from './request-head.ts';

/**
 * Finds the requests in a client's stream (RFC 9112), strictly: whatever two readers could frame differently is
 * `bad`. Push a chunk, call `next` until it says `more`.
 *
 * A CONNECT is a head and an `end`; what follows it is in `rest()` as soon as its head is out, and is read as
 * further requests only if `next` goes on being called (the CONNECT was refused). The same goes for an upgrade.
 */
export class RequestFramer extends MessageFramer<RequestHead> {
  private readonly request: RequestScan;

  constructor(limits: FramerLimits) {
    const request = new RequestScan();
    super(limits, request, 'bad_request');
    this.request = request;
  }

  protected conclude(raw: Buffer): RequestHead {
    return new RequestHead(raw, this.request);
  }

  protected sequelOf(): Sequel {
    return 'body';
  }
}
