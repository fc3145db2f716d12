import { Buffer } from 'node:buffer';
import type { ByteClass } from '../kernel/anchor.ts';
import { byteClassOf } from '../kernel/byte-class.ts';

/** An escape, a class, or a character beyond ASCII. */
const TOKEN = /\\[^]|\[(?:\\[^]|[^\]\\])*\]|[^\0-\x7f]/gu;

/**
 * The source of an expression as it is tried on bytes: what is beyond ASCII is written as its UTF-8, in both cases when
 * `isAnyCase`. Throws a SyntaxError on such a character in brackets.
 */
export function onBytes(source: string, isAnyCase: boolean): string {
  return source.replace(TOKEN, (token) => {
    const written = token.replace(/^\\(?=[^\0-\x7f])/, '');
    if (!/[^\0-\x7f]/.test(written)) return token;
    if (written.startsWith('[')) throw new SyntaxError(`${token}: write (?:ä|ö) for a class of such characters`);
    return `(?:${formsOf(written, isAnyCase).join('|')})`;
  });
}

/** The places of a literal text: the bytes of its characters, of both cases when `isAnyCase`. */
export function placesOf(text: string, isAnyCase: boolean): readonly ByteClass[] {
  return written(text, isAnyCase, asUtf8);
}

/** How often a text may be escaped for JSON. */
const MAX_ESCAPED = 2;

/**
 * The places of a literal text as it is written where what it holds must be escaped: in JSON (`\"`, `\n`, `\u5ffd`, in
 * either case of its digits), in JSON that may be put into HTML (`\u003c`, of which as the first only `3c` counts, for
 * places are few), in either within JSON, in HTML (`&lt;`, `&#x5ffd;`), in quoted-printable (`=3D`, `=E5`), and in a URL:
 * what is beyond ASCII (`%E5`) and, with `isInUrls`, all that a form escapes (`%22`, `%3D`). Of both cases of a character
 * when `isAnyCase`. Empty for a text that nobody has to escape.
 */
export function escapedPlacesOf(text: string, isAnyCase: boolean, isInUrls = false): readonly (readonly ByteClass[])[] {
  const units = Array.from({ length: text.length }, (_, at) => text.charAt(at));
  const add = (escapes: Escapes): void => void forms.push(written(text, isAnyCase, escapes));
  const forms: (readonly ByteClass[])[] = [];
  let escaped = units;
  for (let level = 0; level < MAX_ESCAPED && escaped.some(mustBeEscaped); level++) {
    forms.push(escaped.flatMap((unit) => placesOfForms(unit, isAnyCase, escapesInJson)));
    escaped = escaped.flatMap((unit) => Array.from(escapesInJson(unit)[0] ?? ''));
  }
  for (const { characters, escapes } of BY_NUMBER) {
    if (!characters.test(text)) continue;
    const [first = [], ...others] = units.map((unit) => placesOfForms(unit, isAnyCase, escapes));
    const places = [...first.slice(characters.test(text.charAt(0)) ? BEFORE_DIGITS : 0), ...others.flat()];
    forms.push(
      places,
      places.flatMap((bytes) => (bytes.has(QUOTE) || bytes.has(BACKSLASH) ? [ESCAPE, bytes] : [bytes])),
    );
  }
  if (BEYOND_ASCII.test(text) || (isInUrls && ESCAPED_IN_FORMS.test(text))) {
    add(escapesInUrl);
  }
  if (BEYOND_ASCII.test(text) || text.includes('=')) add(escapesInQuotedPrintable);
  if (ESCAPED_IN_HTML.test(text)) add(escapesInHtml);
  if (BEYOND_ASCII.test(text)) for (const references of REFERENCES) add(references);
  return forms;
}

const BEYOND_ASCII = /[^\0-\x7f]/;
/** WHATWG URL, application/x-www-form-urlencoded percent-encode set; `~` is left alone by most. */
const ESCAPED_IN_FORMS = /[^\w.*~-]/;
/** What serialisers replace in texts and attributes (HTML Standard, 13.3). */
const HTML_NAMES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&#39;',
};
const ESCAPED_IN_HTML = /[<>&"']/;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ESCAPE = byteClassOf([BACKSLASH]);
/** Characters of `\u003c` before its last two digits. */
const BEFORE_DIGITS = 4;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': String.raw`\"`,
  '\\': String.raw`\\`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
};

function mustBeEscaped(unit: string): boolean {
  return SHORT_ESCAPES[unit] !== undefined || BEYOND_ASCII.test(unit);
}

/** The forms in which a character is written somewhere. */
type Escapes = (character: string) => readonly string[];

/** The places of a text of which each character stands as `escapes` has it. */
function written(text: string, isAnyCase: boolean, escapes: Escapes): readonly ByteClass[] {
  return Array.from(text).flatMap((character) => placesOfForms(character, isAnyCase, escapes));
}

/** Places of characters, for each way to write them and by character, one of any case behind a blank: few make up all anchors. */
const WRITTEN = new WeakMap<Escapes, Map<string, readonly ByteClass[]>>();

/** The places of a character in the forms that `escapes` gives it, as far as these are as long as the first. */
function placesOfForms(character: string, isAnyCase: boolean, escapes: Escapes): readonly ByteClass[] {
  const known = WRITTEN.get(escapes) ?? new Map<string, readonly ByteClass[]>();
  WRITTEN.set(escapes, known);
  const key = isAnyCase ? ` ${character}` : character;
  const places = known.get(key);
  if (places !== undefined) return places;
  const cases = isAnyCase ? [character, character.toLowerCase(), character.toUpperCase()] : [character];
  const forms = cases.flatMap(escapes);
  const alike = forms.filter(({ length }) => length === forms[0]?.length);
  const made = Array.from(alike[0] ?? '', (_, place) => byteClassOf(alike.map((form) => form.charCodeAt(place))));
  known.set(key, made);
  return made;
}

function asUtf8(character: string): readonly string[] {
  return [latin1Of(character)];
}

function escapesInJson(unit: string): readonly string[] {
  const short = SHORT_ESCAPES[unit];
  if (short !== undefined || unit.length !== 1 || !BEYOND_ASCII.test(unit)) return [short ?? unit];
  return numbered(unit);
}

/** RFC 8259 §7. */
function numbered(unit: string): readonly string[] {
  const digits = unit.charCodeAt(0).toString(16).padStart(4, '0');
  return [`\\u${digits}`, `\\u${digits.toUpperCase()}`];
}

/** What writers of JSON escape by number, lest HTML be seen in it: System.Text.Json and Gson; others escape less. */
const BY_NUMBER = [/["'`<>&+]/, /['<>&=]/].map((characters) => ({
  characters,
  escapes: (unit: string): readonly string[] => (characters.test(unit) ? numbered(unit) : escapesInJson(unit)),
}));

function escapesInUrl(character: string): readonly string[] {
  return ESCAPED_IN_FORMS.test(character) ? escapedBytes(character, '%') : [character];
}

/** RFC 2045 §6.7. */
function escapesInQuotedPrintable(character: string): readonly string[] {
  return character === '=' || BEYOND_ASCII.test(character) ? escapedBytes(character, '=') : [character];
}

/** Numeric references: the one way to write what is beyond ASCII that HTML has for every character. */
function referencesOf(radix: 10 | 16, mark: 'x' | ''): Escapes {
  return (character) => {
    if (!BEYOND_ASCII.test(character)) return escapesInHtml(character);
    const digits = (character.codePointAt(0) ?? 0).toString(radix);
    return [`&#${mark}${digits};`, `&#${mark}${digits.toUpperCase()};`];
  };
}

const REFERENCES = [referencesOf(16, 'x'), referencesOf(10, '')] as const;

function escapesInHtml(character: string): readonly string[] {
  return [HTML_NAMES[character] ?? character];
}

/** The bytes of a character in UTF-8, two digits of either case behind `mark` each. */
function escapedBytes(character: string, mark: string): readonly string[] {
  const digits = Buffer.from(character, 'utf8').toString('hex').replaceAll(/../g, `${mark}$&`);
  return [digits.toUpperCase(), digits];
}

/** The UTF-8 of a character as latin1 text; the forms it has in other case behind it, where they are as long. */
function formsOf(character: string, isAnyCase: boolean): readonly string[] {
  const cases = isAnyCase ? [character, character.toLowerCase(), character.toUpperCase()] : [character];
  const forms = cases.map(latin1Of);
  return [...new Set(forms.filter((form) => form.length === forms[0]?.length))];
}

function latin1Of(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
