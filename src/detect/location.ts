import type { Part } from '../model/flow.ts';
import { keySpans, randomSpans } from './mask/key-formats.ts';

/** A header name as it may stand in a log: RFC 9110 §5.6.2 token, no longer than any that is in use. */
const NAME = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64})[ \t]*:/;
const MAX_NAME_BYTES = 80;

/**
 * Where in a message offset `at` of `text` is: `request.url` (the request line), `response.status`,
 * `request.header.<name>`, `response.trailer.<name>` with the name in lower case; for parts without lines, and where
 * no header name stands in front of `at`, the part itself. `text` is a window (latin1) that begins at `windowBase`
 * of the part. A name that looks like a key itself is not repeated. Never throws.
 */
export function locate(part: Part, text: string, windowBase: number, at: number): string {
  switch (part) {
    case 'request.head':
    case 'response.head': {
      const line = lineStart(text, at);
      const isFirst = windowBase === 0 && /^[\r\n]*$/.test(text.slice(Math.max(0, line - 8), line)) && line <= 8;
      if (isFirst) return part === 'request.head' ? 'request.url' : 'response.status';
      return named(part, part === 'request.head' ? 'request.header' : 'response.header', text, windowBase, at);
    }
    case 'request.trailer':
    case 'response.trailer':
      return named(part, part, text, windowBase, at);
    default:
      return part;
  }
}

function named(part: Part, words: string, text: string, windowBase: number, at: number): string {
  let line = lineStart(text, at);
  while (line > 0 && /[ \t]/.test(text[line] ?? '')) line = lineStart(text, line - 1);
  if (line === 0 && windowBase > 0) return part;
  const name = NAME.exec(text.slice(line, line + MAX_NAME_BYTES));
  const word = name?.[1];
  if (word === undefined || at < line + word.length) return part;
  if (keySpans(word).length > 0 || randomSpans(word).length > 0) return part;
  return `${words}.${word.toLowerCase()}`;
}

/** The offset of the first character of the line in which `at` stands; a line feed belongs to the line it ends. */
function lineStart(text: string, at: number): number {
  return at <= 0 ? 0 : text.lastIndexOf('\n', Math.min(at, text.length) - 1) + 1;
}
