import { INCOMPLETE } from './field-scan.ts';
import { FramingFields, readTransferCodings } from './framing-fields.ts';
import { HeadScan } from './head-scan.ts';
import { MessageHead } from './message-head.ts';
import { SP, TEXT } from './octets.ts';

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/**
 * A response head: version SP status [SP [reason]] CRLF, then fields (RFC 9112 sections 4 and 6.3). Real servers
 * leave out the space of a missing reason, and repeat an equal Content-Length: both pass.
 */
export class ResponseScan extends HeadScan {
  /** 100 to 999. */
  status = 0;

  constructor() {
    super(new FramingFields(true));
  }

  protected readStartLine(bytes: Buffer, _base: number, from: number, limit: number): number {
    const versionTo = this.readVersion(bytes, from, limit);
    if (versionTo < 0) return versionTo;
    if (versionTo + 4 >= limit) return INCOMPLETE;
    if (bytes[versionTo] !== SP) return this.refuse('a status line without a space behind its version');
    let at = versionTo + 1;
    let status = 0;
    for (; at < versionTo + 4; at += 1) {
      const octet = bytes[at] as number;
      if (octet < DIGIT_0 || octet > DIGIT_9) return this.refuse('a status that is not three digits');
      status = status * 10 + octet - DIGIT_0;
    }
    if (status < 100) return this.refuse('a status below 100');
    this.status = status;
    if (bytes[at] === SP) while (at < limit && TEXT[bytes[at] as number] === 1) at += 1;
    return this.readLineEnd(bytes, at, limit);
  }

  /** What the head declares; that some responses have no body whatever they declare is the framer's business. */
  protected judge(): string {
    const { transferEncoding, contentLength } = this.fields;
    if (transferEncoding !== undefined) {
      if (contentLength >= 0) return 'both Transfer-Encoding and Content-Length';
      if (this.minor === 0) return 'Transfer-Encoding in an HTTP/1.0 response';
      const codings = readTransferCodings(transferEncoding);
      if (typeof codings === 'string') return codings;
      this.framing = codings.isChunked ? 'chunked' : 'close';
      this.transferCoding = codings.inner;
    } else if (contentLength >= 0) {
      this.framing = 'length';
      this.contentLength = contentLength;
    } else {
      this.framing = 'close';
    }
    return '';
  }
}

/** A sound response head. */
export class ResponseHead extends MessageHead {
  /** 100 to 999. */
  readonly status: number;
  /** A 1xx other than 101: another head follows for the same request, and no `end` comes. */
  readonly interim: boolean;

  /** `scan` has just read `raw`; `hasBody` is false for a response that has none whatever it declares. */
  constructor(raw: Buffer, scan: ResponseScan, hasBody: boolean) {
    super(raw, scan, hasBody);
    this.status = scan.status;
    this.interim = scan.status < 200 && scan.status !== 101;
  }
}
