import type { Span } from './spans.ts';

/**
 * Where a name stands, which says how far an unquoted value beside it goes. `level`: how many backslashes stand before
 * a quote (or an `n`) that means the same there, which is how deep the text lies in JSON strings.
 */
export type Place =
  | { readonly kind: 'line' }
  | { readonly kind: 'escaped-line'; readonly level: number }
  | { readonly kind: 'quoted'; readonly quote: string; readonly level: number }
  | { readonly kind: 'start' }
  | { readonly kind: 'running' };

/** How far back a line's beginning is looked for: indentation, a list dash, `export`. */
const MAX_LEAD = 64;
const LEAD = /(^|[\r\n]|(\\{1,32})[nr])[ \t>+|-]*(?:(?:export|set|env|arg|local|declare -x|const|let|var) +)?$/i;
const QUOTE_BEFORE = /(\\{0,32})(["'`])$/;

/** The place of a name that begins at `at`. */
export function placeOf(text: string, at: number): Place {
  const from = Math.max(0, at - MAX_LEAD);
  const before = text.slice(from, at);
  const quote = QUOTE_BEFORE.exec(before);
  if (quote !== null) return { kind: 'quoted', quote: quote[2] ?? '"', level: quote[1]?.length ?? 0 };
  const lead = LEAD.exec(before);
  if (lead === null) return { kind: 'running' };
  if (lead[2] !== undefined) return { kind: 'escaped-line', level: lead[2].length };
  if (lead[1] !== '') return { kind: 'line' };
  return from === 0 ? { kind: 'start' } : { kind: 'running' };
}

/** How many backslashes end just before `at`, none of them before `from`. */
export function backslashesBefore(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && text.charCodeAt(start - 1) === 0x5c) start -= 1;
  return at - start;
}

/** Where the string ends that was opened before `from` with `level` backslashes and `quote`; the text's end if open. */
export function quotedEnd(text: string, from: number, quote: string, level: number): number {
  for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 1)) {
    const slashes = backslashesBefore(text, at, from);
    if (slashes <= level) return at - slashes;
  }
  return text.length;
}

/** Where the line ends in which an unquoted value begins at `from`, its name standing at `place`. */
export function lineEnd(text: string, from: number, place: Place): number {
  const stop = /[\r\n"'`\\]/g;
  stop.lastIndex = from;
  for (let found = stop.exec(text); found !== null; found = stop.exec(text)) {
    const [char] = found;
    const at = found.index;
    if (char === '\r' || char === '\n') return at;
    if (place.kind === 'line') continue;
    let next = at;
    while (text.charCodeAt(next) === 0x5c) next += 1;
    const slashes = next - at;
    const after = text[next] ?? '';
    if (slashes > 0 && (after === 'n' || after === 'r')) return at;
    const isQuote = after === '"' || after === "'" || after === '`';
    if (isQuote) {
      if (place.kind === 'quoted' && after === place.quote && slashes <= place.level) return at;
      if (place.kind === 'escaped-line' && after === '"' && slashes < place.level) return at;
      if (place.kind !== 'quoted' && place.kind !== 'escaped-line' && slashes === 0) return at;
      if (after === '"' && slashes === 0 && place.kind === 'quoted' && place.level > 0) return at;
    }
    stop.lastIndex = isQuote ? next + 1 : Math.max(next, at + 1);
  }
  return text.length;
}

const NEXT_LINE = /(?:\r?\n|(?:\\{1,32}r)?\\{1,32}n)([ \t]*)/y;
const BLOCK_MARK = /[|>][-+\d]{0,2}[ \t]*(?=[\r\n\\]|$)/y;

/** A YAML block (`key: |` and the deeper lines below it) that begins at `from`: its end, or nothing. */
export function blockEnd(text: string, from: number, nameAt: number, place: Place): number | undefined {
  BLOCK_MARK.lastIndex = from;
  if (!BLOCK_MARK.test(text)) return undefined;
  let indent = 0;
  while (/[ \t-]/.test(text[nameAt - 1 - indent] ?? '')) indent += 1;
  let end = BLOCK_MARK.lastIndex;
  for (;;) {
    NEXT_LINE.lastIndex = end;
    const line = NEXT_LINE.exec(text);
    if (line === null || (line[1]?.length ?? 0) <= indent) return end;
    end = lineEnd(text, NEXT_LINE.lastIndex, place);
  }
}

const NEXT_PAIR = /;[A-Za-z][\w .-]{0,40}=/y;

/** Where a value ends that is one word: of a form, a query, a shell line, running text. */
export function wordEnd(text: string, from: number): number {
  const stop = /[\s\x00-\x1f"'`&<,;\\]/g;
  stop.lastIndex = from;
  for (let found = stop.exec(text); found !== null; found = stop.exec(text)) {
    const at = found.index;
    let next = at;
    while (text.charCodeAt(next) === 0x5c) next += 1;
    const after = text[next] ?? '';
    switch (found[0]) {
      case '\\':
        if (/[nrt]/.test(after) || (/["'`]/.test(after) && !/\w/.test(text[next + 1] ?? ''))) return at;
        stop.lastIndex = next;
        break;
      case '"':
      case "'":
      case '`':
        if (!/\w/.test(text[at + 1] ?? '')) return at;
        break;
      case ',':
        if (/[\s"'\\]|^$/.test(text[at + 1] ?? '')) return at;
        break;
      case ';':
        NEXT_PAIR.lastIndex = at;
        if (/[\s"'\\]|^$/.test(text[at + 1] ?? '') || NEXT_PAIR.test(text)) return at;
        break;
      default:
        return at;
    }
  }
  return text.length;
}

const OPENING = /[bfru$]?(\\{0,32})("""|'''|["'`])/y;

/** The inside of the string that opens at `at`, or nothing when none does. */
export function quotedAt(text: string, at: number): Span | undefined {
  OPENING.lastIndex = at;
  const opening = OPENING.exec(text);
  if (opening === null) return undefined;
  const from = OPENING.lastIndex;
  return { from, to: quotedEnd(text, from, opening[2] ?? '"', opening[1]?.length ?? 0) };
}
