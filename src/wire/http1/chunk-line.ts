import { INCOMPLETE, MALFORMED, describeText } from './field-scan.ts';
import { CR, HEX, HTAB, LF, SP, TEXT } from './octets.ts';

const SEMICOLON = 0x3b;

type Place = 'size' | 'padding' | 'extension' | 'line-feed';

/**
 * Chunk-size lines (RFC 9112 section 7.1), cut anywhere: hexadecimal digits, perhaps extensions, CRLF. Whitespace
 * behind the size is let through before an extension, and before the line end only when `allowsPadding`.
 */
export class ChunkLine {
  /** The size, once `read` returned an offset. */
  size = 0;
  /** What is wrong, once `read` returned `MALFORMED`. */
  detail = '';

  private readonly maxBytes: number;
  private readonly allowsPadding: boolean;
  private place: Place = 'size';
  private readBytes = 0;
  private hasDigit = false;

  /** `maxBytes` bounds the line, its end included. `allowsPadding`: some servers fill the size up with spaces. */
  constructor(maxBytes: number, allowsPadding: boolean) {
    this.maxBytes = maxBytes;
    this.allowsPadding = allowsPadding;
  }

  /** Expects a new line. */
  reset(): void {
    this.size = 0;
    this.detail = '';
    this.place = 'size';
    this.readBytes = 0;
    this.hasDigit = false;
  }

  /** Goes on at `from`; returns the offset behind the line, `INCOMPLETE` at the chunk's end, or `MALFORMED`. */
  read(chunk: Buffer, from: number): number {
    const limit = Math.min(chunk.length, from + this.maxBytes - this.readBytes);
    for (let at = from; at < limit; at += 1) {
      const octet = chunk[at] as number;
      if (this.place === 'line-feed') return octet === LF ? at + 1 : this.refuse(describeText(CR));
      const wrong = this.step(octet);
      if (wrong !== '') return this.refuse(wrong);
    }
    if (limit < chunk.length) return this.refuse('a chunk-size line beyond the limit');
    this.readBytes += limit - from;
    return INCOMPLETE;
  }

  private step(octet: number): string {
    if (this.place === 'size') {
      const digit = HEX[octet] as number;
      if (digit <= 15) {
        this.size = this.size * 16 + digit;
        this.hasDigit = true;
        return this.size > Number.MAX_SAFE_INTEGER ? 'a chunk size beyond 2^53 - 1' : '';
      }
      if (!this.hasDigit) return 'a chunk size that is not hexadecimal';
    }
    if (this.place === 'extension') {
      if (octet === CR) this.place = 'line-feed';
      else if (TEXT[octet] !== 1) return describeText(octet);
      return '';
    }
    if (octet === SEMICOLON) this.place = 'extension';
    else if (octet === SP || octet === HTAB) this.place = 'padding';
    else if (octet !== CR) return octet === LF ? describeText(LF) : 'a chunk size that is not hexadecimal';
    else if (this.place === 'padding' && !this.allowsPadding) return 'whitespace behind a chunk size';
    else this.place = 'line-feed';
    return '';
  }

  private refuse(detail: string): number {
    this.detail = detail;
    return MALFORMED;
  }
}
