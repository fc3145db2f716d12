import { Buffer } from 'node:buffer';
import { decodePercent } from '../unfold/percent.ts';
import type { EmbeddedText } from './embedded-text.ts';
import { shownName } from './shown-name.ts';

/** A part's headers are read up to this length. */
const MAX_HEADERS_BYTES = 8192;

/** RFC 2046 §5.1.1 has 70 bytes; this is what is recognised without being declared. */
const MAX_BOUNDARY_BYTES = 200;

const LF = 0x0a;
const DASHES = '--';
const DECLARED = /;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i;
const DELIMITER_LINE = /^--([\x21-\x7e][\x20-\x7e]{0,199}?)[ \t]*\r?\n/;
const HEADERS_END = /\n\r?\n/;
const DISPOSITION = /\ncontent-disposition:([^\n]{0,2048}(?:\n[ \t][^\n]{0,2048})?)/i;
const PARAMETER = /;\s{0,8}(name|filename)(\*?)=(?:"((?:[^"\\]|\\.){0,512})"|([^\s;"]{1,512}))/gi;
/** Charset and language in front of an extended value (RFC 8187 §3.2). */
const CHARSET = /^[^']{0,32}'[^']{0,32}'/;

/** A place in a message of several parts. */
export interface MultipartPlace {
  /** `prompt`, `file "notes.txt"`, or `part 3` where the part has no name; never empty. */
  readonly name: string;
  /** From where the part's content begins to the end of the text, when the byte stands in it and not in the headers. */
  readonly content: EmbeddedText | undefined;
}

/**
 * The part of a multipart message (RFC 2046 §5.1, RFC 7578) in which the byte at `offset` stands; a delimiter belongs
 * to the part that follows. The boundary is taken from `contentType`, else from the first line. `isStart`: the text
 * begins where the message does; otherwise parts without a name cannot be counted and are just `part`. Nothing before
 * the first delimiter and behind the last, or when the offset is outside. Never throws; linear in the text's length.
 */
export function placeInMultipart(
  contentType: string,
  text: Uint8Array,
  offset: number,
  isStart: boolean,
): MultipartPlace | undefined {
  if (!(offset >= 0 && offset < text.length)) return undefined;
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length);
  const boundary = declaredBoundary(contentType) ?? (isStart ? recognisedBoundary(bytes) : undefined);
  if (boundary === undefined) return undefined;
  const delimiter = Buffer.from(`\n${DASHES}${boundary}`, 'latin1');
  const from = delimiterBefore(bytes, delimiter, offset);
  if (from === -1) return undefined;
  const behind = from + delimiter.length - 1;
  if (bytes.toString('latin1', behind, behind + DASHES.length) === DASHES) return undefined;

  const line = bytes.indexOf(LF, behind);
  const start = line === -1 ? bytes.length : line;
  const headers = bytes.toString('latin1', start, start + MAX_HEADERS_BYTES);
  const end = HEADERS_END.exec(headers);
  const contentFrom = end === null ? bytes.length : start + end.index + end[0].length;
  return {
    name:
      nameIn(headers.slice(0, end?.index)) ?? (isStart ? `part ${countDelimiters(bytes, delimiter, from)}` : 'part'),
    content: offset < contentFrom ? undefined : { bytes: text.subarray(contentFrom), offset: offset - contentFrom },
  };
}

/** The boundary that a content type names. */
export function declaredBoundary(contentType: string): string | undefined {
  const found = DECLARED.exec(contentType);
  return found?.[1] ?? found?.[2];
}

function recognisedBoundary(bytes: Buffer): string | undefined {
  return DELIMITER_LINE.exec(bytes.toString('latin1', 0, MAX_BOUNDARY_BYTES + DASHES.length + 2))?.[1];
}

/** Whether the delimiter that ends before `behind` has its line to itself: a longer boundary may begin like it. */
function endsItsLine(bytes: Buffer, behind: number): boolean {
  return /^(?:--|[ \t\r\n]|$)/.test(bytes.toString('latin1', behind, behind + DASHES.length));
}

/** Where the dashes of the last delimiter stand that begins at or before `offset`; -1 when there is none. */
function delimiterBefore(bytes: Buffer, delimiter: Buffer, offset: number): number {
  for (let before = offset; before > 0; ) {
    const at = bytes.lastIndexOf(delimiter, before - 1);
    if (at === -1) break;
    if (endsItsLine(bytes, at + delimiter.length)) return at + 1;
    before = at;
  }
  return beginsWith(bytes, delimiter) ? 0 : -1;
}

/** How many delimiters there are up to the one whose dashes stand at `last`. */
function countDelimiters(bytes: Buffer, delimiter: Buffer, last: number): number {
  let count = beginsWith(bytes, delimiter) ? 1 : 0;
  for (let at = bytes.indexOf(delimiter); at !== -1 && at < last; at = bytes.indexOf(delimiter, at + 1)) {
    if (endsItsLine(bytes, at + delimiter.length)) count += 1;
  }
  return count;
}

/** Whether a text begins with a delimiter, which has no line feed before it there. */
function beginsWith(bytes: Buffer, delimiter: Buffer): boolean {
  const dashes = delimiter.subarray(1);
  return bytes.subarray(0, dashes.length).equals(dashes) && endsItsLine(bytes, dashes.length);
}

/** What the headers of a part, each behind a line feed, call it: `prompt`, `file "notes.txt"`; nothing where they don't. */
export function nameIn(headers: string): string | undefined {
  let name: string | undefined;
  let file: string | undefined;
  for (const [, key = '', star, quoted, bare = ''] of (DISPOSITION.exec(headers)?.[1] ?? '').matchAll(PARAMETER)) {
    const value = star === '' ? shown(quoted?.replaceAll(/\\(["\\])/g, '$1') ?? bare) : extended(quoted ?? bare);
    if (key.toLowerCase() === 'filename') file = value;
    else name = value;
  }
  if (file === undefined || file === '') return name === '' ? undefined : name;
  return `${name === undefined || name === '' ? 'file' : name} ${JSON.stringify(file)}`;
}

function extended(value: string): string {
  const bytes = Buffer.from(value.replace(CHARSET, ''), 'latin1');
  return shownName(decodePercent(bytes, { from: 0, to: 0 })?.bytes ?? bytes);
}

function shown(value: string): string {
  return shownName(Buffer.from(value, 'latin1'));
}
