import { Buffer } from 'node:buffer';

/** One way in which a value may be written, by the name that a decode path gives it; '' for the value as it is. */
export interface KnownForm {
  readonly name: string;
  /** Its bytes, as latin1 characters. */
  readonly text: string;
}

/** What RFC 3986 lets stand, and what encodeURI and encodeURIComponent of JavaScript and quote of Python let stand as well. */
const KEPT_IN_URLS = [
  /[A-Za-z0-9._~-]/,
  /[A-Za-z0-9._~!*'()-]/,
  /[A-Za-z0-9._~/-]/,
  /[A-Za-z0-9._~!*'();/?:@&=+$,#-]/,
] as const;

/**
 * What writers of JSON escape by number beyond what they must, and how they write hexadecimal digits: JavaScript, Java,
 * Ruby and Rust nothing; Python and PHP what is not ASCII; Go and Gson marks of HTML; .NET all of these.
 */
const ESCAPED_IN_JSON: readonly { readonly pattern: RegExp; readonly isUpper?: true }[] = [
  { pattern: /(?!)/ },
  { pattern: /[^\0-\x7f]/ },
  { pattern: /[<>&]/ },
  { pattern: /[<>&='\u2028\u2029]/ },
  { pattern: /[^\0-\x7f]|[<>&'"+`]/, isUpper: true },
];

/** How writers of HTML spell quotation marks: PHP, Python, Go, and lodash. */
const QUOTES_IN_HTML = [
  { '"': '&quot;', "'": '&#039;' },
  { '"': '&quot;', "'": '&#x27;' },
  { '"': '&#34;', "'": '&#39;' },
  { '"': '&quot;', "'": '&#39;' },
] as const;

const IS_LATIN1 = /^[\0-\xff]*$/;
const PHASES = [0, 1, 2] as const;

/**
 * The ways in which software writes a value into a request: as it is, escaped for JSON, a URL (also twice) or HTML,
 * in hex, in UTF-16, in Latin-1, and in base64, whatever stands before it there. Each is a form of its own only where
 * it differs. Base64 lacks the characters at both ends that depend on what stands beside the value.
 * @param value Text in Unicode; in UTF-8 unless a form says otherwise.
 */
export function knownForms(value: string): readonly KnownForm[] {
  const bytes = Buffer.from(value, 'utf8');
  const percent = KEPT_IN_URLS.map((kept) => percentEncoded(bytes, kept));
  const hex = bytes.toString('hex');
  const forms: KnownForm[] = [
    { name: '', text: bytes.toString('latin1') },
    ...jsonForms(value).map((text) => ({ name: 'json', text })),
    ...[
      ...percent,
      ...percent.map((text) => text.replaceAll(/%../g, (escape) => escape.toLowerCase())),
      ...percent.map((text) => text.replaceAll('%20', '+')),
    ].map((text) => ({ name: 'percent', text })),
    ...percent.map((text) => ({ name: 'percent>percent', text: text.replaceAll('%', '%25') })),
    ...htmlForms(value).map((text) => ({ name: 'html', text })),
    { name: 'hex', text: hex },
    { name: 'hex', text: hex.toUpperCase() },
    { name: 'utf16', text: Buffer.from(value, 'utf16le').toString('latin1') },
    ...(IS_LATIN1.test(value) ? [{ name: '', text: value }] : []),
    ...PHASES.flatMap((phase) => base64Forms(bytes, phase)),
  ];
  const seen = new Set<string>();
  return forms.filter(({ text }) => !seen.has(text) && seen.add(text));
}

/** In a string of JSON, and in a string of JSON that stands in another one. */
function jsonForms(value: string): string[] {
  return ESCAPED_IN_JSON.flatMap(({ pattern, isUpper = false }) => {
    const written = (text: string): string =>
      text.replaceAll(/[^]/gu, (character) =>
        pattern.test(character) ? numbered(character, isUpper) : JSON.stringify(character).slice(1, -1),
      );
    const once = written(value);
    return [once, once.replaceAll('/', String.raw`\/`), written(once)].map(latin1);
  });
}

/** One escape for each UTF-16 unit. */
function numbered(character: string, isUpper: boolean): string {
  return character.replaceAll(/[^]/g, (unit) => {
    const digits = unit.charCodeAt(0).toString(16).padStart(4, '0');
    return String.raw`\u` + (isUpper ? digits.toUpperCase() : digits);
  });
}

function htmlForms(value: string): string[] {
  return QUOTES_IN_HTML.flatMap((quotes) => {
    const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', ...quotes };
    const text = value.replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? mark);
    return [latin1(text), text.replaceAll(/[^\0-\x7f]/gu, (one) => `&#${one.codePointAt(0)};`)];
  });
}

function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function percentEncoded(bytes: Buffer, kept: RegExp): string {
  let text = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    text += kept.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}

/** What every base64 text holds in which `phase` bytes (of each three) stand before `bytes`. */
function base64Forms(bytes: Buffer, phase: number): KnownForm[] {
  const coded = Buffer.concat([Buffer.alloc(phase), bytes]);
  const from = Math.ceil((8 * phase) / 6);
  const to = Math.floor((8 * coded.length) / 6);
  return [
    { name: 'base64', text: coded.toString('base64').slice(from, to) },
    { name: 'base64', text: coded.toString('base64url').slice(from, to) },
  ];
}
