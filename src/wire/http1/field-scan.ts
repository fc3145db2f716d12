import { COLON, CR, DEL, HTAB, LF, SP, TOKEN, matchesToken, octetsOf } from './octets.ts';

/** Returned instead of an offset: the bytes end within a line. */
export const INCOMPLETE = -1;
/** Returned instead of an offset: a line is malformed; `detail` says how. */
export const MALFORMED = -2;

/** Reads the lines of a section, such as a message head, and can go on where the bytes ended. */
export interface SectionScan {
  /** What is wrong, once `scan` returned `MALFORMED`. */
  readonly detail: string;
  /**
   * Reads whole lines of the section that starts at `base`, up to `limit`, going on behind the last whole line that
   * an earlier call saw; the section's bytes may have moved elsewhere meanwhile.
   * Returns the offset behind the section's blank line, `INCOMPLETE` or `MALFORMED`.
   */
  scan(bytes: Buffer, base: number, limit: number): number;
  /** Forgets everything, for the next section. */
  reset(): void;
}

/** The fields that a framer acts on itself. */
export type FramingField =
  | 'host'
  | 'expect'
  | 'upgrade'
  | 'connection'
  | 'content-length'
  | 'content-encoding'
  | 'transfer-encoding';

/** Told of every framing field, in order. */
export interface FieldWatcher {
  /**
   * The value, optional whitespace stripped, is `bytes` from `from` to `to`; its section starts at `base`.
   * Returns what is wrong with it, '' when nothing is.
   */
  notice(field: FramingField, bytes: Buffer, base: number, from: number, to: number): string;
}

const HOST_NAME = octetsOf('host');
const EXPECT = octetsOf('expect');
const UPGRADE = octetsOf('upgrade');
const CONNECTION = octetsOf('connection');
const CONTENT_LENGTH = octetsOf('content-length');
const CONTENT_ENCODING = octetsOf('content-encoding');
const TRANSFER_ENCODING = octetsOf('transfer-encoding');

function recognise(bytes: Buffer, from: number, to: number): FramingField | undefined {
  switch (to - from) {
    case 4:
      return matchesToken(bytes, from, HOST_NAME) ? 'host' : undefined;
    case 6:
      return matchesToken(bytes, from, EXPECT) ? 'expect' : undefined;
    case 7:
      return matchesToken(bytes, from, UPGRADE) ? 'upgrade' : undefined;
    case 10:
      return matchesToken(bytes, from, CONNECTION) ? 'connection' : undefined;
    case 14:
      return matchesToken(bytes, from, CONTENT_LENGTH) ? 'content-length' : undefined;
    case 16:
      return matchesToken(bytes, from, CONTENT_ENCODING) ? 'content-encoding' : undefined;
    case 17:
      return matchesToken(bytes, from, TRANSFER_ENCODING) ? 'transfer-encoding' : undefined;
    default:
      return undefined;
  }
}

function describeName(octet: number | undefined, isFirst: boolean): string {
  if (octet === LF) return 'a line ends in a bare LF';
  if (octet === CR) return isFirst ? 'a CR without its LF' : 'a field line without a colon';
  if (octet === SP || octet === HTAB) {
    return isFirst ? 'a folded or indented field line' : 'whitespace in a field name or before its colon';
  }
  if (octet === COLON) return 'an empty field name';
  return 'a forbidden character in a field name';
}

/** Says why an octet may not stand where a line of text was to go on or end. */
export function describeText(octet: number | undefined): string {
  if (octet === LF) return 'a line ends in a bare LF';
  return octet === CR ? 'a CR without its LF' : 'a control character in a line';
}

/**
 * Field lines up to the blank line (RFC 9112 section 5), strictly: no folding, no whitespace before the colon, no
 * bare CR or LF, no control characters. One pass over the bytes; nothing is allocated for fields that do not
 * concern framing.
 */
export class FieldScan implements SectionScan {
  detail = '';
  private readonly watcher: FieldWatcher;
  private lineOffset = 0;

  constructor(watcher: FieldWatcher) {
    this.watcher = watcher;
  }

  /** Starts over; the first field line is `lineOffset` bytes into the section. */
  reset(lineOffset = 0): void {
    this.detail = '';
    this.lineOffset = lineOffset;
  }

  scan(bytes: Buffer, base: number, limit: number): number {
    let at = base + this.lineOffset;
    for (;;) {
      const line = at;
      while (at < limit && TOKEN[bytes[at] as number] === 1) at += 1;
      if (at >= limit) return this.pause(line - base);
      if (bytes[at] !== COLON || at === line) {
        if (at > line || bytes[at] !== CR) return this.refuse(describeName(bytes[at], at === line));
        if (at + 1 >= limit) return this.pause(line - base);
        return bytes[at + 1] === LF ? at + 2 : this.refuse(describeText(CR));
      }
      const colon = at;
      at += 1;
      // What TEXT says, in comparisons: most of a head's bytes pass here, and the table is a tenth slower over all.
      for (; at < limit; at += 1) {
        const octet = bytes[at] as number;
        if (octet < SP ? octet !== HTAB : octet === DEL) break;
      }
      if (at >= limit) return this.pause(line - base);
      if (bytes[at] !== CR) return this.refuse(describeText(bytes[at]));
      if (at + 1 >= limit) return this.pause(line - base);
      if (bytes[at + 1] !== LF) return this.refuse(describeText(CR));
      const field = recognise(bytes, line, colon);
      if (field !== undefined) {
        const wrong = this.tell(field, bytes, base, colon + 1, at);
        if (wrong !== '') return this.refuse(wrong);
      }
      at += 2;
    }
  }

  private tell(field: FramingField, bytes: Buffer, base: number, start: number, end: number): string {
    let from = start;
    let to = end;
    while (from < to && (bytes[from] === SP || bytes[from] === HTAB)) from += 1;
    while (to > from && (bytes[to - 1] === SP || bytes[to - 1] === HTAB)) to -= 1;
    return this.watcher.notice(field, bytes, base, from, to);
  }

  private pause(lineOffset: number): number {
    this.lineOffset = lineOffset;
    return INCOMPLETE;
  }

  private refuse(detail: string): number {
    this.detail = detail;
    return MALFORMED;
  }
}
