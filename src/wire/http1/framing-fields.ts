import type { FieldWatcher, FramingField } from './field-scan.ts';
import { COMMA, HOST, HTAB, SP, TOKEN, matchesToken, octetsOf } from './octets.ts';

const CLOSE = octetsOf('close');
const KEEP_ALIVE = octetsOf('keep-alive');
const UPGRADE = octetsOf('upgrade');
const CONTINUE = octetsOf('100-continue');

/** Transfer codings that RFC 9112 section 7 names; `identity` went with RFC 7230 and is none. */
const CODINGS: ReadonlySet<string> = new Set(['chunked', 'gzip', 'x-gzip', 'deflate', 'compress', 'x-compress']);

/** What `Transfer-Encoding` says. */
export interface TransferCodings {
  /** `chunked` is there, once and last. */
  readonly isChunked: boolean;
  /** The codings beneath it, comma-separated in the order they were applied; '' when there are none. */
  readonly inner: string;
}

/** Collects from one head what decides where its message ends and what becomes of the connection. */
export class FramingFields implements FieldWatcher {
  /** -1 when the head has none. */
  contentLength = -1;
  /** The values of all `Transfer-Encoding` lines, lower-cased and joined; undefined when there is none. */
  transferEncoding: string | undefined = undefined;
  /** How many Host lines there are. */
  hostCount = 0;
  /** Where the Host value lies, from the start of the section. */
  hostFrom = 0;
  hostTo = 0;
  /** Where the Upgrade value lies, from the start of the section; an empty range when there is none. */
  upgradeFrom = 0;
  upgradeTo = 0;
  /** Options that Connection lists. */
  listsClose = false;
  listsKeepAlive = false;
  listsUpgrade = false;
  expectsContinue = false;
  hasContentEncoding = false;

  private readonly allowsEqualLengths: boolean;

  /**
   * `allowsEqualLengths`: whether repeated but equal Content-Length values pass. RFC 9110 section 8.6 wants them
   * refused or replaced by one; a relay that changes no byte refuses them where smuggling starts, in requests.
   */
  constructor(allowsEqualLengths: boolean) {
    this.allowsEqualLengths = allowsEqualLengths;
  }

  /** Forgets everything, for the next head. */
  reset(): void {
    this.contentLength = -1;
    this.transferEncoding = undefined;
    this.hostCount = 0;
    this.hostFrom = 0;
    this.hostTo = 0;
    this.upgradeFrom = 0;
    this.upgradeTo = 0;
    this.listsClose = false;
    this.listsKeepAlive = false;
    this.listsUpgrade = false;
    this.expectsContinue = false;
    this.hasContentEncoding = false;
  }

  notice(field: FramingField, bytes: Buffer, base: number, from: number, to: number): string {
    switch (field) {
      case 'content-length':
        return this.noticeLength(bytes, from, to);
      case 'host':
        this.hostCount += 1;
        this.hostFrom = from - base;
        this.hostTo = to - base;
        return isHost(bytes, from, to) ? '' : 'a forbidden character in Host';
      case 'connection':
        this.noticeConnection(bytes, from, to);
        break;
      case 'transfer-encoding': {
        const value = bytes.toString('latin1', from, to).toLowerCase();
        this.transferEncoding = this.transferEncoding === undefined ? value : `${this.transferEncoding},${value}`;
        break;
      }
      case 'upgrade':
        this.upgradeFrom = from - base;
        this.upgradeTo = to - base;
        break;
      case 'expect':
        if (to - from === CONTINUE.length && matchesToken(bytes, from, CONTINUE)) this.expectsContinue = true;
        break;
      case 'content-encoding':
        this.hasContentEncoding = true;
        break;
    }
    return '';
  }

  private noticeLength(bytes: Buffer, from: number, to: number): string {
    let value = 0;
    let digits = 0;
    for (let at = from; at <= to; at += 1) {
      const octet = at < to ? (bytes[at] as number) : COMMA;
      if (octet >= 0x30 && octet <= 0x39) {
        value = value * 10 + (octet - 0x30);
        digits += 1;
        if (value > Number.MAX_SAFE_INTEGER) return 'a Content-Length beyond 2^53 - 1';
      } else if (octet === COMMA && digits > 0) {
        if (this.contentLength >= 0) {
          if (this.contentLength !== value) return 'Content-Length values that differ';
          if (!this.allowsEqualLengths) return 'more than one Content-Length value';
        }
        this.contentLength = value;
        value = 0;
        digits = 0;
      } else if ((octet !== SP && octet !== HTAB) || digits > 0) {
        return 'a Content-Length that is not a number';
      }
    }
    return '';
  }

  private noticeConnection(bytes: Buffer, from: number, to: number): void {
    let at = from;
    while (at < to) {
      const start = at;
      while (at < to && TOKEN[bytes[at] as number] === 1) at += 1;
      switch (at - start) {
        case 5:
          if (matchesToken(bytes, start, CLOSE)) this.listsClose = true;
          break;
        case 7:
          if (matchesToken(bytes, start, UPGRADE)) this.listsUpgrade = true;
          break;
        case 10:
          if (matchesToken(bytes, start, KEEP_ALIVE)) this.listsKeepAlive = true;
          break;
        default:
      }
      at += 1;
    }
  }
}

function isHost(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (HOST[bytes[at] as number] !== 1) return false;
  return true;
}

/**
 * Reads the joined, lower-cased values of `Transfer-Encoding`. Parameters, empty elements and unknown codings are
 * refused: nothing that two readers could take differently passes.
 * Returns what is wrong instead.
 */
export function readTransferCodings(list: string): TransferCodings | string {
  const codings = list.split(',').map((coding) => coding.replace(/^[ \t]+|[ \t]+$/g, ''));
  if (!codings.every((coding) => CODINGS.has(coding))) return 'an unknown transfer coding';
  const chunkedAt = codings.indexOf('chunked');
  if (chunkedAt >= 0 && chunkedAt < codings.length - 1) {
    return codings.lastIndexOf('chunked') > chunkedAt ? 'chunked more than once' : 'a transfer coding after chunked';
  }
  const isChunked = chunkedAt >= 0;
  return { isChunked, inner: codings.slice(0, isChunked ? -1 : undefined).join(', ') };
}
