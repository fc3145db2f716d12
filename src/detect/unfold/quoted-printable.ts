import { hexDigit } from './hex-digit.ts';
import { nextByte } from './next-byte.ts';
import { Unfolding, type Unfolded } from './unfolded.ts';
import { defineUnfolder } from './unfolder.ts';

const EQUALS = 0x3d;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

/** Escapes that follow each other at once, or escaped equals signs, that make a text quoted-printable. */
const TELLING = 2;

/** What an equals sign is written as. */
const ESCAPED_EQUALS = 0x3d;

/**
 * The text with `=XX` replaced by its byte and soft line breaks removed (RFC 2045 §6.7), if it has soft line breaks or
 * more escapes than chance gives: `a=20` in a URL is none.
 */
export const quotedPrintable = defineUnfolder({ id: 'qp', unfold: decodeQuotedPrintable });

function decodeQuotedPrintable(text: Uint8Array): Unfolded | undefined {
  const first = text.indexOf(EQUALS);
  if (first === -1 || !looksQuotedPrintable(text, first)) return undefined;
  const unfolding = new Unfolding(text.length);
  let plainFrom = 0;
  for (let at = first; at < text.length; at = nextByte(text, EQUALS, at + 1)) {
    const byte = byteAt(text, at);
    const width = byte < 0 ? softBreakWidth(text, at) : 3;
    if (width === 0) continue;
    unfolding.plain(text, plainFrom, at);
    if (byte < 0) unfolding.dropped(width);
    else unfolding.escapedByte(byte, width);
    plainFrom = at + width;
    at = plainFrom - 1;
  }
  if (unfolding.isPlain) return undefined;
  unfolding.plain(text, plainFrom, text.length);
  return unfolding.done();
}

function looksQuotedPrintable(text: Uint8Array, first: number): boolean {
  let telling = 0;
  for (let at = first; at < text.length; at = nextByte(text, EQUALS, at + 1)) {
    if (softBreakWidth(text, at) > 0) return true;
    const byte = byteAt(text, at);
    if (byte < 0) continue;
    if (byte === ESCAPED_EQUALS || (text[at + 3] === EQUALS && byteAt(text, at + 3) >= 0)) telling++;
    if (telling === TELLING) return true;
  }
  return false;
}

/** What the `=XX` at `at` stands for, negative where there is none. */
function byteAt(text: Uint8Array, at: number): number {
  return (hexDigit(text[at + 1]) << 4) | hexDigit(text[at + 2]);
}

/** Bytes of the soft line break at `at`, 0 where there is none. */
function softBreakWidth(text: Uint8Array, at: number): number {
  if (text[at + 1] === LINE_FEED) return 2;
  return text[at + 1] === CARRIAGE_RETURN && text[at + 2] === LINE_FEED ? 3 : 0;
}
