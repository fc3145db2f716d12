import { fieldSpans } from './fields.ts';
import { keySpans, randomSpans, schemeSpans, userInfoSpans } from './key-formats.ts';
import { pemSpans } from './pem.ts';
import { merged } from './spans.ts';
import type { Span } from './spans.ts';
import { unescaped } from './unescape.ts';

/** How many layers of URL, JSON or HTML escapes are looked under. */
const MAX_LAYERS = 2;

/**
 * Every stretch of `text` that is or may be a credential, rising and apart from each other. What may be shown (a
 * scheme, a key's published beginning, a PEM header) is left out. In doubt something is masked.
 * `isCut`: the text may begin in the middle of something. Work is linear in the text's length; any text will do.
 */
export function credentialSpans(text: string, isCut: boolean): Span[] {
  const spans = layeredSpans(text, isCut);
  const isForm = text.includes('+') && /%[0-9A-Fa-f]{2}|\+-/.test(text);
  if (isForm) spans.push(...layeredSpans(text.replaceAll('+', ' '), isCut));
  return merged(spans);
}

function layeredSpans(text: string, isCut: boolean): Span[] {
  const spans = spansOf(text, isCut);
  let layer = unescaped(text);
  for (let depth = 0; layer !== undefined && depth < MAX_LAYERS; depth += 1) {
    const { at } = layer;
    for (const { from, to } of spansOf(layer.text, isCut)) {
      spans.push({ from: at[from] ?? 0, to: at[to] ?? text.length });
    }
    const deeper = unescaped(layer.text);
    layer = deeper && { text: deeper.text, at: deeper.at.map((place) => at[place] ?? text.length) };
  }
  return spans;
}

function spansOf(text: string, isCut: boolean): Span[] {
  return [
    ...fieldSpans(text, isCut),
    ...keySpans(text),
    ...schemeSpans(text),
    ...userInfoSpans(text),
    ...randomSpans(text),
    ...pemSpans(text),
  ];
}

const LEADING =
  /[\s:="'\\>,&;]{0,64}[^\s"'`]{0,8192}(?:(?:[ \t]+|; ?)[^\s"'`]{0,8192})?(?:[; ]{1,2}[\w.-]{1,64}=[^\s"'`]{0,8192}){0,64}/y;

/**
 * What at the beginning of a text cut at an unknown place may be the end of a credential. Up to the first quote or
 * line end when one stands before `limit`, else two words, and the pairs of a cookie.
 */
export function cutSpan(text: string, limit: number): Span {
  const end = text.slice(0, Math.max(0, limit)).search(/["'`\r\n]/);
  LEADING.lastIndex = 0;
  LEADING.test(text);
  return { from: 0, to: Math.max(end, LEADING.lastIndex, 0) };
}
