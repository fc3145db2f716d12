import { FieldScan, INCOMPLETE, MALFORMED, describeText } from './field-scan.ts';
import type { SectionScan } from './field-scan.ts';
import type { BodyFraming } from './frame-event.ts';
import type { FramingFields } from './framing-fields.ts';
import { CR, LF, TEXT, octetsOf } from './octets.ts';

/** RFC 9112 section 2.2 wants at least one empty line before a message passed over. */
const MAX_EMPTY_LINES = 2;
const VERSION = octetsOf('HTTP/1.');
const DIGIT_0 = 0x30;

/**
 * A start line and the field lines behind it, judged as a whole at the blank line: what comes out is sound. All
 * offsets count from the first byte of the head.
 */
export abstract class HeadScan implements SectionScan {
  /** What the field lines say about framing. */
  readonly fields: FramingFields;
  /** The version's minor number. */
  minor: 0 | 1 = 1;
  /** Offset of the first field line. */
  fieldsFrom = 0;
  /** How the head says that the body is delimited. */
  framing: BodyFraming = 'none';
  /** Body bytes when `framing` is `length`, otherwise 0. */
  contentLength = 0;
  /** Transfer codings beneath `chunked`; '' when there are none. */
  transferCoding = '';
  detail = '';

  private readonly fieldScan: FieldScan;

  protected constructor(fields: FramingFields) {
    this.fields = fields;
    this.fieldScan = new FieldScan(fields);
  }

  reset(): void {
    this.fields.reset();
    this.fieldsFrom = 0;
    this.framing = 'none';
    this.contentLength = 0;
    this.transferCoding = '';
    this.detail = '';
  }

  scan(bytes: Buffer, base: number, limit: number): number {
    if (this.fieldsFrom === 0) {
      const start = this.skipEmptyLines(bytes, base, limit);
      const lineEnd = start < 0 ? start : this.readStartLine(bytes, base, start, limit);
      if (lineEnd < 0) return lineEnd;
      this.fieldsFrom = lineEnd - base;
      this.fieldScan.reset(this.fieldsFrom);
    }
    const end = this.fieldScan.scan(bytes, base, limit);
    if (end < 0) {
      this.detail = this.fieldScan.detail;
      return end;
    }
    this.detail = this.judge();
    return this.detail === '' ? end : MALFORMED;
  }

  /** Reads the start line at `from`; returns the offset behind its CRLF, `INCOMPLETE` or `MALFORMED`. */
  protected abstract readStartLine(bytes: Buffer, base: number, from: number, limit: number): number;

  /** Decides the framing once all fields are known; returns what is wrong, '' when nothing is. */
  protected abstract judge(): string;

  /** Reads `HTTP/1.` and a minor version of 0 or 1; returns the offset behind it. */
  protected readVersion(bytes: Buffer, from: number, limit: number): number {
    const last = from + VERSION.length;
    for (let at = from; at < last; at += 1) {
      if (at >= limit) return INCOMPLETE;
      if (bytes[at] !== VERSION[at - from]) return this.refuse('a version other than HTTP/1.0 and HTTP/1.1');
    }
    if (last >= limit) return INCOMPLETE;
    const minor = (bytes[last] as number) - DIGIT_0;
    if (minor !== 0 && minor !== 1) return this.refuse('a version other than HTTP/1.0 and HTTP/1.1');
    this.minor = minor;
    return last + 1;
  }

  /** Reads CRLF; returns the offset behind it. */
  protected readLineEnd(bytes: Buffer, at: number, limit: number): number {
    if (at >= limit) return INCOMPLETE;
    const octet = bytes[at] as number;
    if (octet !== CR) return this.refuse(TEXT[octet] === 1 ? 'a start line that does not end' : describeText(octet));
    if (at + 1 >= limit) return INCOMPLETE;
    return bytes[at + 1] === LF ? at + 2 : this.refuse(describeText(CR));
  }

  /** Says why the start line is malformed. */
  protected refuse(detail: string): number {
    this.detail = detail;
    return MALFORMED;
  }

  private skipEmptyLines(bytes: Buffer, base: number, limit: number): number {
    let at = base;
    for (let lines = 0; lines < MAX_EMPTY_LINES && at < limit && bytes[at] === CR; lines += 1) {
      const next = this.readLineEnd(bytes, at, limit);
      if (next < 0) return next;
      at = next;
    }
    return at;
  }
}
