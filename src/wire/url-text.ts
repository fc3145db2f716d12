const PERCENT = 0x25;
const PLUS = 0x2b;
const QUESTION_MARK = 0x3f;
const SPACE = 0x20;

/**
 * A request target as the application behind it reads it: every valid `%XX` becomes its byte (RFC 3986 §2.1), and a
 * `+` after the first `?` becomes a space (application/x-www-form-urlencoded). Bad escapes stay as they are; what an
 * escape gives is not decoded again. One pass, never longer than `text`, which is left unchanged.
 * Returns nothing when there is nothing to decode.
 */
export function percentDecode(text: Uint8Array): Uint8Array | undefined {
  const question = text.indexOf(QUESTION_MARK);
  const query = question === -1 ? text.length : question;
  const from = earlier(text.indexOf(PERCENT), text.indexOf(PLUS, query));
  if (from === -1) return undefined;

  const decoded = new Uint8Array(text.length);
  decoded.set(text.subarray(0, from));
  let changed = false;
  let to = from;
  for (let at = from; at < text.length; at += 1, to += 1) {
    let byte = text[at] ?? 0;
    if (byte === PERCENT) {
      const escaped = (hexDigit(text[at + 1]) << 4) | hexDigit(text[at + 2]);
      if (escaped >= 0) {
        byte = escaped;
        at += 2;
        changed = true;
      }
    } else if (byte === PLUS && at > query) {
      byte = SPACE;
      changed = true;
    }
    decoded[to] = byte;
  }
  return changed ? decoded.subarray(0, to) : undefined;
}

/** The smaller of two offsets of which -1 means nowhere. */
function earlier(a: number, b: number): number {
  return a === -1 || b === -1 ? Math.max(a, b) : Math.min(a, b);
}

/** The value of a hex digit, -1 for anything else: -1 shifted or or-ed with a value below 16 stays negative. */
function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
