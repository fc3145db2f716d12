import { hexDigit } from './hex-digit.ts';
import { Unfolding, type Unfolded } from './unfolded.ts';

const PERCENT = 0x25;
const PLUS = 0x2b;
const SPACE = 0x20;

/** Where `+` stands for a blank: `[from, to)`. */
export interface PlusRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The text with every `%XX` replaced by its byte (RFC 3986 §2.1) and every `+` in `plus` by a blank
 * (application/x-www-form-urlencoded). Bad escapes stay as they are; what an escape gives is not decoded again.
 * One pass. Returns nothing when there is nothing to replace.
 */
export function decodePercent(text: Uint8Array, plus: PlusRange): Unfolded | undefined {
  const percent = text.indexOf(PERCENT);
  const firstPlus = plus.from < plus.to ? text.indexOf(PLUS, plus.from) : -1;
  const first = percent === -1 || firstPlus === -1 ? Math.max(percent, firstPlus) : Math.min(percent, firstPlus);
  if (first === -1) return undefined;
  const unfolding = new Unfolding(text.length);
  let plainFrom = 0;
  for (let at = first; at < text.length; at++) {
    const byte = text[at];
    if (byte !== PERCENT && byte !== PLUS) continue;
    const isBlank = byte === PLUS && at >= plus.from && at < plus.to;
    const escaped = isBlank ? SPACE : byte === PERCENT ? (hexDigit(text[at + 1]) << 4) | hexDigit(text[at + 2]) : -1;
    if (escaped < 0) continue;
    const width = isBlank ? 1 : 3;
    unfolding.plain(text, plainFrom, at);
    unfolding.escapedByte(escaped, width);
    plainFrom = at + width;
    at = plainFrom - 1;
  }
  if (unfolding.isPlain) return undefined;
  unfolding.plain(text, plainFrom, text.length);
  return unfolding.done();
}
