import { Buffer } from 'node:buffer';

/** Controls, format characters (bidirectional marks, zero widths), lone surrogates, private use, and U+FFFD. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\uFFFD]/gu;
const BLANKS = /[\s\u0000-\u001f\u007f]+/g;

function isContinuation(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xc0) === 0x80;
}

/**
 * The offset at or before `at` where a UTF-8 character begins in `text`, which holds one byte per character (latin1).
 * No more than three bytes back; `at` itself when no such character reaches over it.
 */
export function characterStart(text: string, at: number): number {
  if (at <= 0 || at >= text.length || !isContinuation(text, at)) return at;
  for (let back = 1; back <= 3 && at - back >= 0; back += 1) {
    const byte = text.charCodeAt(at - back);
    if (byte >= 0xc0) return byte >= (back === 1 ? 0xc2 : back === 2 ? 0xe0 : 0xf0) && byte < 0xf5 ? at - back : at;
    if (byte < 0x80) return at;
  }
  return at;
}

/**
 * `text` (one byte per character) as one printable line: read as UTF-8, runs of blanks and control characters one
 * blank each, everything else that does not print or is not UTF-8 a middle dot.
 */
export function oneLine(text: string): string {
  if (!/[^\x20-\x7e]/.test(text)) return text.replaceAll(/ {2,}/g, ' ');
  return Buffer.from(text, 'latin1').toString('utf8').replaceAll(BLANKS, ' ').replaceAll(UNPRINTABLE, '·');
}

/** The first `length` UTF-16 units of `text`, one fewer where a pair would be split. */
export function head(text: string, length: number): string {
  const isSplit = length > 0 && length < text.length && (text.charCodeAt(length - 1) & 0xfc00) === 0xd800;
  return text.slice(0, Math.max(0, isSplit ? length - 1 : length));
}

/** The last `length` UTF-16 units of `text`, one fewer where a pair would be split. */
export function tail(text: string, length: number): string {
  const from = Math.max(0, text.length - length);
  const isSplit = from > 0 && (text.charCodeAt(from) & 0xfc00) === 0xdc00;
  return text.slice(isSplit ? from + 1 : from);
}
