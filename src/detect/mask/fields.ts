import { holdsName, holdsValue, mayCount, ownsItsLine, secrecyOf } from './field-name.ts';
import type { Secrecy } from './field-name.ts';
import { keptLength } from './key-formats.ts';
import type { Span } from './spans.ts';
import { blockEnd, lineEnd, placeOf, quotedAt, wordEnd } from './value.ts';

/** Blanks, quotes and asterisks between a name and its separator. */
const MAX_GAP = 48;
const MAX_NAME = 64;
/** How far the value of a `name: X`, `value: Y` pair may stand from its name. */
const MAX_PAIR_GAP = 200;
/** A value under an `if-random` name is masked from this length on, when it holds a digit and no blank. */
const MIN_RANDOM = 16;

const FLAG = /(?<![\w-])--?([A-Za-z][\w-]{0,40})[ \t]+(?=[^\s-])/g;
const VALUE_LEAD =
  /(?:=>|[:=]{1,3})?[\s*]{0,32}(?:(?:string|str|bytes|any|&(?:'static )?str|Optional\[str\])\s{0,4}=\s{0,4})?/y;
const PLAIN = /(?:\d{1,7}|true|false|null|None)[}\])]{0,16}/y;
const SCHEME = /(?:bearer|basic|digest|token|apikey|api-key|negotiate|ntlm|aws4-hmac-sha256|key)[ +]{1,4}(?=\S)/iy;
const WORD = /[\s\\"'*`]{0,64}([\w.-]{1,64})/y;
/** An opening quote that no colon stands before: of a list's element, not of a field's value. */
const IS_ELEMENT = /(?:^|[^:\s\\])\s*\\*["'`]$/;
const IS_SEPARATOR = table(':=>,');
const IS_NAME = table('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.[]$');
const IS_GAP = table(' \t"\'`\\*');

/** One entry per latin1 character: 1 for those of `chars`. */
function table(chars: string): Uint8Array {
  const marks = new Uint8Array(256);
  for (const char of chars) marks[char.charCodeAt(0)] = 1;
  return marks;
}

/** What a label says; worked out once per label and text. */
interface Meaning {
  readonly secrecy: Secrecy;
  readonly holdsName: boolean;
  readonly holdsValue: boolean;
}

function meaningOf(label: string): Meaning {
  return { secrecy: secrecyOf(label), holdsName: holdsName(label), holdsValue: holdsValue(label) };
}

interface Name {
  readonly from: number;
  readonly to: number;
  readonly quoted: boolean;
}

function nameBefore(text: string, at: number): Name | undefined {
  let to = at;
  let quoted = false;
  for (; to > 0 && at - to < MAX_GAP; to -= 1) {
    const code = text.charCodeAt(to - 1);
    if (IS_GAP[code] !== 1) break;
    quoted ||= code === 0x22 || code === 0x27 || code === 0x60;
  }
  let from = to;
  while (from > 0 && to - from < MAX_NAME && IS_NAME[text.charCodeAt(from - 1)] === 1) from -= 1;
  if (from === to) return undefined;
  const first = text.charCodeAt(from);
  const isEscape =
    from > 0 && text.charCodeAt(from - 1) === 0x5c && (first === 0x6e || first === 0x72 || first === 0x74);
  return { from: isEscape ? from + 1 : from, to, quoted };
}

/** Whether this separator can part this name from a value: `<name>value` and `"name", "value"` need their look. */
function parts(text: string, separator: number, name: Name): boolean {
  switch (text[separator]) {
    case '>':
      return text[name.from - 1] === '<' && name.to === separator;
    case ',':
      return name.quoted && IS_ELEMENT.test(text.slice(Math.max(0, name.from - MAX_GAP), name.from));
    default:
      return true;
  }
}

/** The strings of a list that opens at `at`; nothing when it holds more than strings. */
function listAt(text: string, at: number): Span {
  let end = at + 1;
  for (;;) {
    while (/[\s,]/.test(text[end] ?? '')) end += 1;
    const inside = quotedAt(text, end);
    if (inside === undefined) return { from: at + 1, to: end };
    end = Math.min(text.length, inside.to + 1);
    while (/[\\"'`]/.test(text[end] ?? '')) end += 1;
    if (end >= text.length) return { from: at + 1, to: text.length };
  }
}

/** The value of the name, from its separator on; empty when there is none. */
function valueAt(text: string, separator: number, name: Name, label: string): Span {
  VALUE_LEAD.lastIndex = separator;
  VALUE_LEAD.test(text);
  const at = Math.max(separator + 1, VALUE_LEAD.lastIndex);
  if (text[at] === '{') return { from: at, to: at };
  if (text[at] === '[') return listAt(text, at);
  const quoted = quotedAt(text, at);
  if (quoted !== undefined) return quoted;
  if (!name.quoted && /[\r\n]/.test(text.slice(separator, at))) return { from: at, to: at };
  const place = placeOf(text, name.from);
  const isColon = text[separator] === ':';
  const block = isColon ? blockEnd(text, at, name.from, place) : undefined;
  if (block !== undefined) return { from: at, to: block };
  const wholeLine =
    place.kind === 'line' ||
    place.kind === 'escaped-line' ||
    (place.kind === 'start' && (isColon || label === label.toUpperCase())) ||
    (isColon && (place.kind === 'quoted' || ownsItsLine(label)));
  return { from: at, to: wholeLine && !name.quoted ? lineEnd(text, at, place) : wordEnd(text, at) };
}

function looksRandom(value: string): boolean {
  return value.length >= MIN_RANDOM && /\d/.test(value) && !/\s/.test(value);
}

/** What of a value is to be masked: not its scheme, not the published beginning of a key; nothing of a plain number. */
function secretOf(text: string, value: Span, label: string, secrecy: Secrecy): Span | undefined {
  if (value.to <= value.from) return undefined;
  if (secrecy === 'if-random' && !looksRandom(text.slice(value.from, value.to))) return undefined;
  if (mayCount(label)) {
    PLAIN.lastIndex = value.from;
    if (PLAIN.test(text) && PLAIN.lastIndex >= value.to) return undefined;
  }
  SCHEME.lastIndex = value.from;
  let from = SCHEME.test(text) && SCHEME.lastIndex < value.to ? SCHEME.lastIndex : value.from;
  const kept = keptLength(text, from);
  if (from + kept < value.to) from += kept;
  return { from, to: value.to };
}

/**
 * The values of credential-like fields in `text`: headers, JSON (in JSON strings too), YAML, environment and INI lines,
 * forms and queries, XML, command-line flags, `name`/`value` pairs. `isCut`: the text's beginning may have been cut
 * off, so a name that stands there may have been any. Work is linear in the text's length.
 */
export function fieldSpans(text: string, isCut: boolean): Span[] {
  const spans: Span[] = [];
  const known = new Map<string, Meaning>();
  let named = isCut ? 0 : -1;
  for (let at = 0; at < text.length; at += 1) {
    if (IS_SEPARATOR[text.charCodeAt(at)] !== 1) continue;
    const name = nameBefore(text, at);
    if (name === undefined || !parts(text, at, name)) continue;
    const label = text.slice(name.from, name.to);
    const meaning = known.get(label) ?? meaningOf(label);
    known.set(label, meaning);
    let secrecy = isCut && name.from === 0 ? 'always' : meaning.secrecy;
    if (meaning.holdsName) {
      WORD.lastIndex = at + 1;
      const word = WORD.exec(text)?.[1];
      if (word !== undefined && secrecyOf(word) === 'always') named = at;
    } else if (named !== -1 && meaning.holdsValue) {
      if (at - named <= MAX_PAIR_GAP) secrecy = 'always';
      named = -1;
    }
    if (secrecy === 'never') continue;
    const value = valueAt(text, at, name, label);
    const secret = secretOf(text, value, label, secrecy);
    if (secret === undefined) continue;
    spans.push(secret);
    at = Math.max(at, value.to - 1);
  }
  return [...spans, ...flagSpans(text)];
}

/** `--password hunter2`, `-u user:password`, `-b 'sid=…'`. */
function flagSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const found of text.matchAll(FLAG)) {
    const label = found[1] ?? '';
    const at = found.index + found[0].length;
    const isPair = label === 'u' || label === 'user' || label === 'b';
    if (!isPair && (label.length < 3 || secrecyOf(label) !== 'always')) continue;
    const value = quotedAt(text, at) ?? { from: at, to: wordEnd(text, at) };
    if (isPair) {
      const sign = text.slice(value.from, value.to).search(label === 'b' ? '=' : ':');
      if (sign !== -1) spans.push({ from: value.from + sign + 1, to: value.to });
    } else spans.push({ from: value.from + keptLength(text, value.from), to: value.to });
  }
  return spans;
}
