import { credentialSpans } from './credentials.ts';
import { keptLength } from './key-formats.ts';

/** A longer path is cut: who reads a log needs no more, and its line stays short. */
const MAX_PATH = 256;
const MASK = '...';

/** What stands before a path in a target of absolute form (RFC 9112 section 3.2.2). */
const ORIGIN = /^[a-z][a-z0-9+.-]{0,31}:\/\/[^/?#]*/i;
const UNPRINTABLE = /[^\x21-\x7e]/g;

/** Shorter segments are shown: a secret of that length is no key. */
const MIN_MASKED = 16;
const SEGMENT = /[^/]+/g;
const BETWEEN_WORDS = /[-_.~:,@=+!$&'()*;]+/;
/** Words, acronyms and numbers, also put together like this: `generateContent`. */
const WORD =
  /^(?:[A-Z]?[a-z]{2,20}(?:[A-Z][a-z]{2,20}){0,4}|[A-Z]{1,12}|[a-z]{1,2}\d{0,4}|\d{1,10}|\d{1,3}[a-z]{1,2})$/;

/**
 * The path of a request target as a log may show it: without query, at most 256 printable characters. With
 * `maskSecrets`, credentials read `...`, and with them every segment of 16 characters or more that is not made of words
 * and numbers: bots and web hooks have their key there. Never throws; linear in what it looks at, the first 4 KB.
 */
export function shownPath(target: string, maskSecrets: boolean): string {
  const rest = target.slice(0, 4096).replace(ORIGIN, '');
  const end = rest.search(/[?#]/);
  const path = (end === -1 ? rest : rest.slice(0, end)).replaceAll(UNPRINTABLE, '·') || '/';
  const shown = maskSecrets ? path.replaceAll(SEGMENT, masked) : path;
  return shown.length > MAX_PATH ? shown.slice(0, MAX_PATH - MASK.length) + MASK : shown;
}

/** Segments that lead up, with the spellings that some server undoes (RFC 3986 section 5.2.4, WHATWG URL). */
const UP = /(?:^|[/\\]|%2f|%5c)(?:\.|%2e){2}(?:$|[/\\;]|%2f|%5c)/i;

/** Whether the path of a request target has `..` in it, so that it may not lead where it seems to. Linear; never throws. */
export function climbs(target: string): boolean {
  const end = target.search(/[?#]/);
  return UP.test(end === -1 ? target : target.slice(0, end));
}

function masked(segment: string): string {
  if (segment.length >= MIN_MASKED && !isMadeOfWords(segment)) {
    return segment.slice(0, keptLength(segment, 0)) + MASK;
  }
  let shown = '';
  let at = 0;
  for (const { from, to } of credentialSpans(segment, false)) {
    shown += segment.slice(at, from) + MASK;
    at = to;
  }
  return shown + segment.slice(at);
}

function isMadeOfWords(segment: string): boolean {
  return segment.split(BETWEEN_WORDS).every((piece) => piece === '' || WORD.test(piece));
}
