import type { Span } from './spans.ts';

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** Line ends of any spelling, quotes and string concatenation between the header and the first line of the body. */
const BODY = /(?:[\s+"',`>|]|\\+[nrt"']|\\{1,32}(?=[\r\n])){0,64}(?:[A-Za-z0-9+/=]{8}|[A-Z][A-Za-z0-9-]{2,30}: )/y;
const IN_BODY = /[A-Za-z0-9+/=_\\%\r\n]/;

/**
 * The bodies of PEM private keys (RFC 7468; RFC 1421 headers too) in `text`, as they stand in files, in JSON strings
 * and in source. A body without end goes to the text's end, one without beginning as far back as base64 reaches.
 * A header that only is spoken of has no body.
 */
export function pemSpans(text: string): Span[] {
  const spans: Span[] = [];
  let done = 0;
  if (!text.includes('PRIVATE KEY')) return spans;
  for (const begin of text.matchAll(BEGIN)) {
    const from = begin.index + begin[0].length;
    if (from < done) continue;
    BODY.lastIndex = from;
    if (!BODY.test(text)) continue;
    END.lastIndex = from;
    done = END.exec(text)?.index ?? text.length;
    spans.push({ from, to: done });
  }
  done = 0;
  END.lastIndex = 0;
  for (const end of text.matchAll(END)) {
    const from = bodyStart(text, end.index, done);
    if (end.index - from >= 4) spans.push({ from, to: end.index });
    done = end.index + end[0].length;
  }
  return spans;
}

/** Walks back over base64 and line ends; blanks belong only to a line's indentation. */
function bodyStart(text: string, end: number, limit: number): number {
  let at = end;
  let blanks = 0;
  while (at > limit) {
    const char = text[at - 1] ?? '';
    if (char === ' ' || char === '\t') blanks += 1;
    else if (!IN_BODY.test(char)) break;
    else if (blanks > 0 && char !== '\n' && !(char === 'n' && text[at - 2] === '\\')) return at + blanks;
    else blanks = 0;
    at -= 1;
  }
  return at + blanks;
}
