import { INCOMPLETE, MALFORMED } from './field-scan.ts';
import { FramingFields, readTransferCodings } from './framing-fields.ts';
import { HeadScan } from './head-scan.ts';
import { MessageHead } from './message-head.ts';
import { SP, TARGET, TOKEN, octetsOf } from './octets.ts';

/** Methods that need no string of their own: decoding one costs a tenth of reading a head. */
const USUAL_METHODS = ['GET', 'PUT', 'POST', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT'].map((name) => ({
  name,
  octets: octetsOf(name),
}));

function startsWith(bytes: Buffer, from: number, octets: Uint8Array): boolean {
  for (let i = 0; i < octets.length; i += 1) if (bytes[from + i] !== octets[i]) return false;
  return true;
}

function methodOf(bytes: Buffer, from: number, to: number): string {
  for (const { name, octets } of USUAL_METHODS) {
    if (octets.length === to - from && startsWith(bytes, from, octets)) return name;
  }
  return bytes.toString('latin1', from, to);
}

/** A request head: method SP target SP version CRLF, then fields (RFC 9112 sections 3 and 6.3). */
export class RequestScan extends HeadScan {
  /** The method as sent. */
  method = '';
  /** Where the target lies, from the start of the head. */
  targetFrom = 0;
  targetTo = 0;

  constructor() {
    super(new FramingFields(false));
  }

  protected readStartLine(bytes: Buffer, base: number, from: number, limit: number): number {
    let at = from;
    while (at < limit && TOKEN[bytes[at] as number] === 1) at += 1;
    if (at >= limit) return INCOMPLETE;
    if (bytes[at] !== SP || at === from) return this.refuse('a request line that does not start with a method');
    const methodTo = at;
    at += 1;
    while (at < limit && TARGET[bytes[at] as number] === 1) at += 1;
    if (at >= limit) return INCOMPLETE;
    if (bytes[at] !== SP || at === methodTo + 1) {
      return this.refuse('a request line that is not a method, a target and a version with one space between');
    }
    const versionTo = this.readVersion(bytes, at + 1, limit);
    if (versionTo === MALFORMED && bytes.toString('latin1', from, at) === 'PRI *') {
      return this.refuse('an HTTP/2 preface where HTTP/1 is spoken');
    }
    const end = versionTo < 0 ? versionTo : this.readLineEnd(bytes, versionTo, limit);
    if (end < 0) return end;
    this.method = methodOf(bytes, from, methodTo);
    this.targetFrom = methodTo + 1 - base;
    this.targetTo = at - base;
    return end;
  }

  protected judge(): string {
    const { hostCount, transferEncoding, contentLength } = this.fields;
    if (hostCount > 1) return 'more than one Host';
    if (hostCount === 0 && this.minor === 1) return 'no Host in an HTTP/1.1 request';
    if (transferEncoding !== undefined) {
      if (contentLength >= 0) return 'both Transfer-Encoding and Content-Length';
      if (this.minor === 0) return 'Transfer-Encoding in an HTTP/1.0 request';
      const codings = readTransferCodings(transferEncoding);
      if (typeof codings === 'string') return codings;
      if (!codings.isChunked) return 'a Transfer-Encoding that does not end in chunked';
      this.framing = 'chunked';
      this.transferCoding = codings.inner;
    } else if (contentLength >= 0) {
      this.framing = 'length';
      this.contentLength = contentLength;
    }
    // RFC 9110 section 9.3.6: what follows a CONNECT is the tunnel's; bytes of a body could be read either way.
    const hasBody = this.framing === 'chunked' || this.contentLength > 0;
    return hasBody && this.method === 'CONNECT' ? 'a CONNECT with a body' : '';
  }
}

/** A sound request head. */
export class RequestHead extends MessageHead {
  /** The method as sent; methods are case-sensitive. */
  readonly method: string;
  /** `Expect: 100-continue`: the client may wait for an interim response before it sends the body. */
  readonly expectsContinue: boolean;

  private readonly targetFrom: number;
  private readonly targetTo: number;
  private readonly hostFrom: number;
  private readonly hostTo: number;

  /** `scan` has just read `raw`. */
  constructor(raw: Buffer, scan: RequestScan) {
    super(raw, scan, true);
    this.method = scan.method;
    // RFC 9110 section 10.1.1: the expectation of an HTTP/1.0 client is ignored.
    this.expectsContinue = scan.fields.expectsContinue && scan.minor === 1;
    this.targetFrom = scan.targetFrom;
    this.targetTo = scan.targetTo;
    this.hostFrom = scan.fields.hostFrom;
    this.hostTo = scan.fields.hostTo;
  }

  /** The request target as sent, its octets as latin1 characters. */
  get target(): string {
    return this.raw.toString('latin1', this.targetFrom, this.targetTo);
  }

  /** The Host value as sent (it may be empty); undefined when there is none, which only HTTP/1.0 allows. */
  get host(): string | undefined {
    return this.hostFrom === 0 ? undefined : this.raw.toString('latin1', this.hostFrom, this.hostTo);
  }
}
