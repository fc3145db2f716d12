import type { BodyFraming } from './frame-event.ts';
import type { HeadScan } from './head-scan.ts';
import { COLON, CR, HTAB, LF, SP } from './octets.ts';

/**
 * What request and response heads share. Fields are read from the raw bytes only when asked for: those must not
 * change while the head is in use.
 */
export abstract class MessageHead {
  /** The minor version: 0 for HTTP/1.0, 1 for HTTP/1.1. */
  readonly minor: 0 | 1;
  /** How the body is delimited. */
  readonly framing: BodyFraming;
  /** Body bytes when `framing` is `length`, otherwise 0. */
  readonly contentLength: number;
  /** Transfer codings beneath `chunked`, lower-cased (such as `gzip`): payloads carry them. Nearly always ''. */
  readonly transferCoding: string;
  /** Whether the sender means to use the connection again (RFC 9112 section 9.3). */
  readonly keepAlive: boolean;

  protected readonly raw: Buffer;
  private readonly fieldsFrom: number;
  private readonly upgradeFrom: number;
  private readonly upgradeTo: number;
  private readonly hasContentEncoding: boolean;

  /** `scan` has just read `raw`; `hasBody` is false for a message that has none whatever it declares. */
  protected constructor(raw: Buffer, scan: HeadScan, hasBody: boolean) {
    const { fields } = scan;
    this.minor = scan.minor;
    this.framing = hasBody ? scan.framing : 'none';
    this.contentLength = hasBody ? scan.contentLength : 0;
    this.transferCoding = hasBody ? scan.transferCoding : '';
    this.keepAlive = !fields.listsClose && (scan.minor === 1 || fields.listsKeepAlive) && this.framing !== 'close';
    this.raw = raw;
    this.fieldsFrom = scan.fieldsFrom;
    // RFC 9110 section 7.8: no Upgrade in HTTP/1.0, nor without its connection option.
    const mayUpgrade = fields.listsUpgrade && scan.minor === 1;
    this.upgradeFrom = mayUpgrade ? fields.upgradeFrom : 0;
    this.upgradeTo = mayUpgrade ? fields.upgradeTo : 0;
    this.hasContentEncoding = fields.hasContentEncoding;
  }

  /** The Upgrade value, lower-cased, when Connection lists `upgrade`; otherwise ''. */
  get upgrade(): string {
    return this.upgradeTo > this.upgradeFrom
      ? this.raw.toString('latin1', this.upgradeFrom, this.upgradeTo).toLowerCase()
      : '';
  }

  /** The content codings, lower-cased, several lines joined with `, `; '' when there is none. */
  get contentEncoding(): string {
    return this.hasContentEncoding ? this.headers('content-encoding').join(', ').toLowerCase() : '';
  }

  /**
   * The first value of a field, surrounding whitespace stripped, its octets as latin1 characters; undefined when
   * there is none. `name` is in lower case.
   */
  header(name: string): string | undefined {
    const at = this.findField(name, this.fieldsFrom);
    return at < 0 ? undefined : this.valueAt(at + name.length + 1);
  }

  /** Every value of a field in order, as `header` gives them. */
  headers(name: string): string[] {
    const values: string[] = [];
    for (let at = this.findField(name, this.fieldsFrom); at >= 0; at = this.findField(name, this.lineAfter(at))) {
      values.push(this.valueAt(at + name.length + 1));
    }
    return values;
  }

  private findField(name: string, from: number): number {
    for (let at = from; this.raw[at] !== CR; at = this.lineAfter(at)) if (this.isNamed(name, at)) return at;
    return -1;
  }

  private isNamed(name: string, at: number): boolean {
    if (this.raw[at + name.length] !== COLON) return false;
    for (let i = 0; i < name.length; i += 1) {
      const octet = this.raw[at + i] as number;
      const lower = octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
      if (lower !== name.charCodeAt(i)) return false;
    }
    return true;
  }

  private lineAfter(at: number): number {
    return this.raw.indexOf(LF, at) + 1;
  }

  private valueAt(start: number): string {
    let from = start;
    let to = this.raw.indexOf(CR, start);
    while (from < to && (this.raw[from] === SP || this.raw[from] === HTAB)) from += 1;
    while (to > from && (this.raw[to - 1] === SP || this.raw[to - 1] === HTAB)) to -= 1;
    return this.raw.toString('latin1', from, to);
  }
}
