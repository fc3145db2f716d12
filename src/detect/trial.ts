import { Buffer } from 'node:buffer';
import type { Rule } from './rules/rule.ts';

/** What a scan thread may undo to find a match that is not there otherwise: URL encoding, HTML, quoted-printable, zeros, marks without width. */
const HIDING =
  /%[0-9A-Fa-f]{2}|&#?\w{1,8};|=[0-9A-F]{2}|=\r?\n|\0|\xE2\x80[\x8B-\x8F\xAA-\xAE]|\xE2\x81[\xA0-\xAF]|\xEF\xBB\xBF|\xC2\xAD/;

/** With these begins what `HIDING` looks for: that a text has none is soon seen. */
const HIDING_LEAD = /[%&=\0\xC2\xE2\xEF]/;

/** Strings of JSON within strings of JSON that are undone. */
const MAX_LEVELS = 3;

const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|([^u]))/gs;
const CONTINUATION = /\\\r?\n/;
const CONTINUATIONS = /\\\r?\n/g;
const BACKSLASH = 0x5c;
const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Bytes read beyond what a rule looks at, as escapes take more than what they stand for: `=3D` before a word, `\n` in it. */
const MORE_BEFORE = 16;
const MORE_BEHIND = 64;

/** Rules tried on the event loop for one window; each takes some microseconds, or 0.1 ms if the text is made to be slow. */
const MAX_TRIALS = 64;

/** Gives a part of a text; what lies outside of it is left out. */
type ReadPart = (from: number, to: number) => Uint8Array;

/** Places of a text where rules are to be tried before it is handed over for their sake. */
export class Trials {
  readonly #places: { readonly at: number; readonly rule: Rule }[] = [];

  /** False when there are too many: then it is to be handed over untried. */
  add(at: number, rule: Rule): boolean {
    return this.#places.push({ at, rule }) <= MAX_TRIALS;
  }

  /** Whether any of the rules may match in a text that is known up to `end`. */
  mayMatch(readPart: ReadPart, end: number): boolean {
    return this.#places.some(({ at, rule }) => mayMatchAt(rule, at, readPart, end));
  }
}

/**
 * Whether a rule may match at an anchor: it is tried there, in the text as it is and with the escapes of JSON and continued
 * lines undone. Where anything else may hide a match it says yes. Work is bounded by the few hundred bytes of `Rule.tries`.
 */
function mayMatchAt(rule: Rule, at: number, readPart: ReadPart, end: number): boolean {
  const { tries } = rule;
  if (tries === undefined) return true;
  const before = latin1(readPart(Math.max(0, at - tries.before - MORE_BEFORE), at));
  const behind = latin1(readPart(at, Math.min(end, at + tries.after + MORE_BEHIND)));
  if (isHiding(before) || isHiding(behind)) return true;
  return matchesIn(rule, before, behind, 0);
}

function isHiding(text: string): boolean {
  return HIDING_LEAD.test(text) && HIDING.test(text);
}

function matchesIn(rule: Rule, before: string, behind: string, level: number): boolean {
  if (rule.match(before + behind, before.length) !== undefined) return true;
  if (CONTINUATION.test(before) || CONTINUATION.test(behind)) {
    const joined = before.replaceAll(CONTINUATIONS, '');
    if (rule.match(joined + behind.replaceAll(CONTINUATIONS, ''), joined.length) !== undefined) return true;
  }
  // What a string of JSON holds ends with it.
  const lead = before.slice(stringStart(before));
  const rest = behind.slice(0, stringEnd(behind));
  if (level === MAX_LEVELS || !(lead.includes('\\') || rest.includes('\\'))) return false;
  return matchesIn(rule, unescaped(lead), unescaped(rest), level + 1);
}

/** Where the string of JSON begins that goes on behind `before`. */
function stringStart(before: string): number {
  let quote = before.lastIndexOf('"');
  while (quote > 0 && isEscaped(before, quote)) quote = before.lastIndexOf('"', quote - 1);
  return quote + 1;
}

/** Where the string of JSON ends that `behind` begins in. */
function stringEnd(behind: string): number {
  let quote = behind.indexOf('"');
  while (quote !== -1 && isEscaped(behind, quote)) quote = behind.indexOf('"', quote + 1);
  return quote === -1 ? behind.length : quote;
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(text: string, at: number): boolean {
  let from = at;
  while (text.charCodeAt(from - 1) === BACKSLASH) from--;
  return ((at - from) & 1) === 1;
}

function unescaped(text: string): string {
  return text.replace(ESCAPE, (_, digits: string | undefined, character: string | undefined) => {
    if (digits !== undefined) return Buffer.from(String.fromCharCode(Number.parseInt(digits, 16))).toString('latin1');
    return NAMED[character ?? ''] ?? character ?? '';
  });
}

function latin1({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('latin1');
}
