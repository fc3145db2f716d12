/** A text with its escapes undone; `at[i]` is where its character `i` stood, one entry more than it has characters. */
export interface Unescaped {
  readonly text: string;
  readonly at: Uint32Array;
}

const ESCAPE = /%([0-9A-Fa-f]{2})|\\u00([0-9A-Fa-f]{2})|\\(\/)|&(?:(quot)|(amp)|(lt)|(gt)|(apos|#0?39)|(#0?34));/g;
const NAMED = ['"', '&', '<', '>', "'", '"'] as const;

/**
 * Undoes URL escapes, JSON's escaped letters and slashes, and HTML's entities, once each. Quotes and line ends escaped
 * with a backslash stay: they say how deep a text lies. Returns nothing when there is nothing to undo.
 */
export function unescaped(text: string): Unescaped | undefined {
  if (!/[%&]|\\[u/]/.test(text)) return undefined;
  const at = new Uint32Array(text.length + 1);
  let plain = '';
  let done = 0;
  for (const found of text.matchAll(ESCAPE)) {
    const char = charOf(found);
    for (let i = done; i <= found.index; i += 1) at[plain.length + i - done] = i;
    plain += text.slice(done, found.index) + char;
    done = found.index + found[0].length;
  }
  if (done === 0) return undefined;
  for (let i = done; i <= text.length; i += 1) at[plain.length + i - done] = i;
  plain += text.slice(done);
  return { text: plain, at: at.subarray(0, plain.length + 1) };
}

function charOf(found: RegExpExecArray): string {
  const hex = found[1] ?? found[2];
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
  if (found[3] !== undefined) return '/';
  return NAMED.find((_, i) => found[4 + i] !== undefined) ?? ' ';
}
