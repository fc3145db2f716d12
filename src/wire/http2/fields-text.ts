import { copyBytes, withRoom } from './copy-bytes.ts';
import { FieldHead } from './field-head.ts';

const LF = 0x0a;
const CR = 0x0d;
const SP = 0x20;
const COLON = 0x3a;

/** What a line has beside name and value: `: ` and CR LF. */
const LINE_OVERHEAD_BYTES = 4;
/** Memory of ordinary heads is kept for the next ones; what a huge one needed is not. */
const KEPT_BYTES = 65_536;

const METHOD = 0;
const PATH = 1;
const AUTHORITY = 2;
const SCHEME = 3;
const STATUS = 4;
const PROTOCOL = 5;
const NO_PSEUDO_FIELD = -1;
const PSEUDO_NAMES = [':method', ':path', ':authority', ':scheme', ':status', ':protocol'].map((name) =>
  Buffer.from(name, 'latin1'),
);

const HOST = Buffer.from('host: ', 'latin1');
const REQUEST_VERSION = Buffer.from(' HTTP/2\r\n', 'latin1');
const RESPONSE_VERSION = Buffer.from('HTTP/2 ', 'latin1');

/**
 * What stands for a `:status` that is missing or no three digits from 100 on: such a response is malformed (RFC 9113
 * section 8.3.2), but whatever its receiver makes of it, it is no interim one and has a body that can be read.
 */
export const UNREADABLE_STATUS = 599;

/**
 * Puts field sections together as text in the form of HTTP/1, one after the other: `begin`, the fields, then one of
 * the three `take` methods. It holds one section, of at most `maxBytes` and one field.
 *
 * No field is lost: what has no place in a start line is a line, a second `:path` as well as a `:scheme` that is
 * neither http nor https. CR, LF and NUL, which no field may hold (RFC 9113 section 8.2.1), become spaces, so that no
 * value looks like another line.
 */
export class FieldsText {
  /** The lines so far. Another buffer after `makeRoom` and each `add`. */
  lines: Buffer = Buffer.alloc(0);
  /** The offset behind the last line: where a literal field is to be written. */
  linesEnd = 0;

  #maxBytes = 0;
  #isCut = false;
  /** The values of pseudo header fields, one behind the other. */
  #pseudo: Buffer = Buffer.alloc(0);
  #pseudoEnd = 0;
  readonly #pseudoFrom = new Int32Array(PSEUDO_NAMES.length);
  /** Below zero where there is no such field. */
  readonly #pseudoLength = new Int32Array(PSEUDO_NAMES.length);

  /** Not all of the section that was put together last has been kept. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Begins a section of which at most `maxBytes` are kept; 0 to keep nothing. */
  begin(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#isCut = maxBytes === 0;
    this.linesEnd = 0;
    this.#pseudoEnd = 0;
    this.#pseudoLength.fill(-1);
    if (this.lines.length > KEPT_BYTES) this.lines = Buffer.alloc(0);
    if (this.#pseudo.length > KEPT_BYTES) this.#pseudo = Buffer.alloc(0);
  }

  /** Makes room for `bytes` from `linesEnd` on, of which `written` are kept. */
  makeRoom(bytes: number, written: number): void {
    this.lines = withRoom(this.lines, this.linesEnd + bytes, this.linesEnd + written);
  }

  /** Adds the line that lies in `source`, another buffer than `lines`, from `from` on. */
  add(source: Buffer, from: number, nameLength: number, valueLength: number): void {
    if (this.#isCut) return;
    if (source[from] === COLON && this.#addPseudo(source, from, nameLength, valueLength)) return;
    const length = this.#fitting(nameLength + valueLength + LINE_OVERHEAD_BYTES);
    if (this.linesEnd + length > this.lines.length) this.makeRoom(length, 0);
    copyBytes(source, from, length, this.lines, this.linesEnd);
    this.linesEnd += length;
  }

  /**
   * Finishes the line at `linesEnd` after name, `: ` and value were written there: the line is then as it may be
   * inserted into a dynamic table. There must be room for two bytes more.
   */
  closeLiteral(nameLength: number, valueLength: number): void {
    const { lines, linesEnd } = this;
    const nameEnd = linesEnd + nameLength;
    lines[nameEnd] = COLON;
    lines[nameEnd + 1] = SP;
    const end = nameEnd + 2 + valueLength;
    for (let i = linesEnd; i < end; i += 1) {
      const octet = lines[i] as number;
      if (octet <= CR && (octet === CR || octet === LF || octet === 0)) lines[i] = SP;
    }
    lines[end] = CR;
    lines[end + 1] = LF;
  }

  /** Adds the line that `closeLiteral` has finished. */
  addLiteral(nameLength: number, valueLength: number): void {
    if (this.#isCut) return;
    const from = this.linesEnd;
    if (this.lines[from] === COLON && this.#addPseudo(this.lines, from, nameLength, valueLength)) return;
    this.linesEnd += this.#fitting(nameLength + valueLength + LINE_OVERHEAD_BYTES);
  }

  /** The section as a request's head. */
  takeRequest(): FieldHead {
    this.#closeCut();
    const target = (this.#pseudoLength[PATH] as number) < 0 ? AUTHORITY : PATH;
    const text = Buffer.allocUnsafe(
      this.#lengthOf(METHOD) +
        1 +
        this.#lengthOf(target) +
        REQUEST_VERSION.length +
        HOST.length +
        this.#lengthOf(AUTHORITY) +
        this.linesEnd +
        4,
    );
    let at = this.#put(METHOD, text, 0);
    text[at] = SP;
    at = this.#put(target, text, at + 1);
    copyBytes(REQUEST_VERSION, 0, REQUEST_VERSION.length, text, at);
    at += REQUEST_VERSION.length;
    if ((this.#pseudoLength[AUTHORITY] as number) >= 0) {
      copyBytes(HOST, 0, HOST.length, text, at);
      at = putLineEnd(text, this.#put(AUTHORITY, text, at + HOST.length));
    }
    return new FieldHead(this.#finish(text, at), this.#method(), this.#textOf(PROTOCOL), 0);
  }

  /** The section as a response's head. */
  takeResponse(): FieldHead {
    this.#closeCut();
    const text = Buffer.allocUnsafe(RESPONSE_VERSION.length + this.#lengthOf(STATUS) + this.linesEnd + 4);
    copyBytes(RESPONSE_VERSION, 0, RESPONSE_VERSION.length, text, 0);
    const at = putLineEnd(text, this.#put(STATUS, text, RESPONSE_VERSION.length));
    return new FieldHead(this.#finish(text, at), '', '', this.#status());
  }

  /** The section as trailers. */
  takeTrailers(): Buffer {
    this.#closeCut();
    return this.#finish(Buffer.allocUnsafe(this.linesEnd + 2), 0);
  }

  #addPseudo(source: Buffer, from: number, nameLength: number, valueLength: number): boolean {
    const kind = pseudoField(source, from, nameLength);
    if (kind === NO_PSEUDO_FIELD || (this.#pseudoLength[kind] as number) >= 0) return false;
    const valueFrom = from + nameLength + 2;
    if (kind === SCHEME) return isHttpScheme(source, valueFrom, valueLength);

    const length = this.#fitting(valueLength);
    this.#pseudo = withRoom(this.#pseudo, this.#pseudoEnd + length, this.#pseudoEnd);
    copyBytes(source, valueFrom, length, this.#pseudo, this.#pseudoEnd);
    this.#pseudoFrom[kind] = this.#pseudoEnd;
    this.#pseudoLength[kind] = length;
    this.#pseudoEnd += length;
    return kind !== PROTOCOL;
  }

  /** How many of `length` bytes are still kept. */
  #fitting(length: number): number {
    const left = this.#maxBytes - this.linesEnd - this.#pseudoEnd;
    if (length <= left) return length;
    this.#isCut = true;
    return left;
  }

  /** Ends the line that was cut, if one was. */
  #closeCut(): void {
    if (!this.#isCut || this.linesEnd === 0 || this.lines[this.linesEnd - 1] === LF) return;
    this.makeRoom(2, 0);
    this.linesEnd = putLineEnd(this.lines, this.linesEnd);
  }

  #lengthOf(kind: number): number {
    return Math.max(0, this.#pseudoLength[kind] as number);
  }

  #put(kind: number, text: Buffer, at: number): number {
    const length = this.#lengthOf(kind);
    copyBytes(this.#pseudo, this.#pseudoFrom[kind] as number, length, text, at);
    return at + length;
  }

  /** Puts the lines and the blank line behind the start line, which ends at `at`. */
  #finish(text: Buffer, at: number): Buffer {
    copyBytes(this.lines, 0, this.linesEnd, text, at);
    const end = putLineEnd(text, at + this.linesEnd);
    return end === text.length ? text : text.subarray(0, end);
  }

  #textOf(kind: number): string {
    const length = this.#lengthOf(kind);
    const from = this.#pseudoFrom[kind] as number;
    return length === 0 ? '' : this.#pseudo.toString('latin1', from, from + length);
  }

  /** Most requests have one of two methods, and making a string costs as much as copying two fields. */
  #method(): string {
    const from = this.#pseudoFrom[METHOD] as number;
    const length = this.#lengthOf(METHOD);
    if (length === 3 && this.#isPseudo(from, 'GET')) return 'GET';
    if (length === 4 && this.#isPseudo(from, 'POST')) return 'POST';
    return this.#textOf(METHOD);
  }

  #isPseudo(from: number, text: string): boolean {
    for (let i = 0; i < text.length; i += 1) if (this.#pseudo[from + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  #status(): number {
    if (this.#pseudoLength[STATUS] !== 3) return UNREADABLE_STATUS;
    let status = 0;
    for (let i = 0; i < 3; i += 1) {
      const digit = (this.#pseudo[(this.#pseudoFrom[STATUS] as number) + i] as number) - 0x30;
      if (digit < 0 || digit > 9) return UNREADABLE_STATUS;
      status = status * 10 + digit;
    }
    return status < 100 ? UNREADABLE_STATUS : status;
  }
}

function putLineEnd(text: Buffer, at: number): number {
  text[at] = CR;
  text[at + 1] = LF;
  return at + 2;
}

/** No two names of one length begin alike behind the colon. */
function pseudoField(source: Buffer, from: number, nameLength: number): number {
  for (let kind = 0; kind < PSEUDO_NAMES.length; kind += 1) {
    const name = PSEUDO_NAMES[kind] as Buffer;
    if (name.length === nameLength && isAt(name, source, from)) return kind;
  }
  return NO_PSEUDO_FIELD;
}

function isAt(name: Buffer, source: Buffer, from: number): boolean {
  for (let i = 1; i < name.length; i += 1) if (source[from + i] !== name[i]) return false;
  return true;
}

const HTTPS = Buffer.from('https', 'latin1');

function isHttpScheme(source: Buffer, from: number, length: number): boolean {
  if (length !== 4 && length !== 5) return false;
  for (let i = 0; i < length; i += 1) if (source[from + i] !== HTTPS[i]) return false;
  return true;
}
