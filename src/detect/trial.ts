import { Buffer } from 'node:buffer';
import { MAX_REACH, type Rule } from './rules/rule.ts';

/** What a scan thread may undo to find a match that is not there otherwise: URL encoding, HTML, quoted-printable, zeros, marks without width. */
const HIDING =
  /%[0-9A-Fa-f]{2}|&#?\w{1,8};|=[0-9A-F]{2}|=\r?\n|\0|\xE2\x80[\x8B-\x8F\xAA-\xAE]|\xE2\x81[\xA0-\xAF]|\xEF\xBB\xBF|\xC2\xAD/g;

/** With these begins what `HIDING` looks for: that a text has none is soon seen. */
const HIDING_LEAD = /[%&=\0\xC2\xE2\xEF]/;

/** Strings of JSON within strings of JSON that are undone. */
const MAX_LEVELS = 3;

/** Of JSON, and of other languages: `\x22`, `\042`. */
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-3][0-7]{2})|([^u]))/gs;
const CONTINUATION = /\\\r?\n/;
const CONTINUATIONS = /\\\r?\n/g;
const BACKSLASH = 0x5c;
const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Bytes read beyond what a rule looks at, as escapes take more than what they stand for: `=3D` before a word, `\n` in it. */
const MORE_BEFORE = 16;
const MORE_BEHIND = 64;

/** The text is divided into blocks of this size, and all rules tried in one look at no more bytes than that. */
const BUDGET_BYTES = 65_536;

/** Gives a part of a text; what lies outside of it is left out. */
type ReadPart = (from: number, to: number) => Uint8Array;

/** A place of a text: the rules that are tried there before it is worth a scan; nothing when it is worth one anyway. */
interface Place {
  readonly at: number;
  rules: Rule[] | undefined;
  /** There a compressed text begins. */
  isPacked: boolean;
}

/** Told of a place that is worth a scan. */
export type Worth = (at: number, isPacked: boolean) => void;

/**
 * Places of a text in rising order, of which some are still to be tried. What is worth a scan depends on the text alone, not
 * on when its bytes came: a place waits for all that its rules may look at, and those behind it wait with it.
 */
export class Trials {
  readonly #places: Place[] = [];
  #block = 0;
  #bytesLeft = BUDGET_BYTES;

  /** Offset of the first place that waits; Infinity when none does. */
  get first(): number {
    return this.#places[0]?.at ?? Infinity;
  }

  /** A place where `rule` is to be tried; without one it is worth a scan. The same may come again. */
  add(at: number, rule: Rule | undefined, isPacked = false): void {
    const places = this.#places;
    let index = places.length;
    while (index > 0 && (places[index - 1]?.at ?? 0) > at) index--;
    const place = places[index - 1];
    if (place === undefined || place.at !== at)
      places.splice(index, 0, { at, rules: rule === undefined ? rule : [rule], isPacked });
    else if (rule === undefined) {
      place.rules = undefined;
      place.isPacked ||= isPacked;
    } else if (place.rules?.includes(rule) === false) place.rules.push(rule);
  }

  /** Calls `spot` with the places that are worth a scan, as far as a text known up to `end` tells. */
  decide(readPart: ReadPart, end: number, spot: Worth): void {
    let count = 0;
    for (const { at, rules, isPacked } of this.#places) {
      if (rules !== undefined && at + lookAhead(rules) > end) break;
      count += 1;
      if (this.#isWorth(at, rules, readPart, end)) spot(at, isPacked);
    }
    if (count > 0) this.#places.splice(0, count);
  }

  /** The same as if nothing followed. Places that turn out to be nothing stay, for something may. */
  decideEarly(readPart: ReadPart, end: number, spot: Worth): void {
    const places = this.#places.splice(0);
    for (const place of places) {
      if (this.#isWorth(place.at, place.rules, readPart, end)) spot(place.at, place.isPacked);
      else this.#places.push(place);
    }
  }

  /** Whether any place of a text that ends at `end` is worth a scan. */
  isAnyWorth(readPart: ReadPart, end: number): boolean {
    return this.#places.some(({ at, rules }) => this.#isWorth(at, rules, readPart, end));
  }

  /** No more bytes will come. */
  clear(): void {
    this.#places.length = 0;
  }

  #isWorth(at: number, rules: readonly Rule[] | undefined, readPart: ReadPart, end: number): boolean {
    return rules === undefined || this.#isTooMuch(at, rules) || mayMatchAny(rules, at, readPart, end);
  }

  /** Takes what a trial reads off what may be read in its block. */
  #isTooMuch(at: number, rules: readonly Rule[]): boolean {
    const block = Math.floor(at / BUDGET_BYTES);
    if (block !== this.#block) {
      this.#block = block;
      this.#bytesLeft = BUDGET_BYTES;
    }
    for (const { tries } of rules) this.#bytesLeft -= (tries?.before ?? 0) + (tries?.after ?? 0);
    return this.#bytesLeft < 0;
  }
}

function lookBehind(rules: readonly Rule[]): number {
  return MORE_BEFORE + rules.reduce((most, { tries }) => Math.max(most, tries?.before ?? 0), 0);
}

function lookAhead(rules: readonly Rule[]): number {
  const most = rules.reduce((longest, { tries }) => Math.max(longest, tries?.after ?? 0), 0);
  return Math.min(MAX_REACH, most + MORE_BEHIND);
}

/**
 * Whether any rule may match at an anchor: it is tried there, in the text as it is and with the escapes of JSON and continued
 * lines undone. Where anything else may hide a match the answer is yes.
 */
function mayMatchAny(rules: readonly Rule[], at: number, readPart: ReadPart, end: number): boolean {
  const from = Math.max(0, at - lookBehind(rules));
  const text = latin1(readPart(from, Math.min(end, at + lookAhead(rules))));
  const anchor = at - from;
  const hiding = hidingIn(text, anchor);
  const isHidden = ({ tries = { before: 0, after: 0 } }: Rule): boolean =>
    hiding.before <= tries.before + MORE_BEFORE || hiding.behind < tries.after + MORE_BEHIND;
  if (rules.some(isHidden)) return true;
  const forms = formsOf(text, anchor);
  return rules.some((rule) => forms.some((form) => rule.match(form.text, form.at) !== undefined));
}

/** How far before and behind `at` the nearest mark stands that may hide something; Infinity where none does. */
function hidingIn(text: string, at: number): { before: number; behind: number } {
  const nearest = { before: Infinity, behind: Infinity };
  if (!HIDING_LEAD.test(text)) return nearest;
  for (const { index } of text.matchAll(HIDING)) {
    if (index >= at) return { ...nearest, behind: index - at };
    nearest.before = at - index;
  }
  return nearest;
}

/** A text in which an anchor stands at `at`. */
interface Form {
  readonly text: string;
  readonly at: number;
}

/**
 * The text as it is, with continued lines joined, with all escapes undone where there are some beside the string of JSON that
 * it may be in; and the same for what that string holds, which may be JSON again. The anchor may begin with what is
 * escaped: `\/etc`.
 */
function formsOf(text: string, at: number): readonly Form[] {
  const forms: Form[] = [{ text, at }];
  if (!text.includes('\\')) return forms;
  let before = text.slice(0, at);
  let behind = text.slice(at);
  for (let level = 0; ; level++) {
    if (isEscaped(before, before.length)) {
      before = before.slice(0, -1);
      behind = `\\${behind}`;
    }
    if (CONTINUATION.test(before) || CONTINUATION.test(behind))
      forms.push(joined(before.replaceAll(CONTINUATIONS, ''), behind.replaceAll(CONTINUATIONS, '')));
    const [start, end] = [stringStart(before), stringEnd(behind)];
    // A name and its value are two strings.
    if (before.lastIndexOf('\\', start - 1) !== -1 || behind.includes('\\', end))
      forms.push(joined(unescaped(before), unescaped(behind)));
    // What a string of JSON holds ends with it.
    before = before.slice(start);
    behind = behind.slice(0, end);
    if (level === MAX_LEVELS || !(before.includes('\\') || behind.includes('\\'))) return forms;
    before = unescaped(before);
    behind = unescaped(behind);
    forms.push(joined(before, behind));
  }
}

function joined(before: string, behind: string): Form {
  return { text: before + behind, at: before.length };
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
  return text.replace(ESCAPE, (_, unit?: string, byte?: string, octal?: string, character = '') => {
    if (unit !== undefined) return Buffer.from(String.fromCharCode(Number.parseInt(unit, 16))).toString('latin1');
    if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return NAMED[character] ?? character;
  });
}

function latin1({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('latin1');
}
