import { ENCODINGS } from './encodings.ts';

type Write = (text: string) => string;

function written(name: string): Write {
  return ENCODINGS[name]?.write ?? ((text) => text);
}

/** Characters above ASCII as `\u` and UTF-16 units, as many writers of JSON have them. */
function asciiJson(latin1: string): string {
  const json = JSON.stringify({ a: Buffer.from(latin1, 'latin1').toString() });
  return json.replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function utf8Percent(latin1: string): string {
  return encodeURIComponent(Buffer.from(latin1, 'latin1').toString());
}

/** Ways to hide a text, by name: each encoding, and encodings of encodings. They take and give latin1. */
export const HIDDEN_FORMS: Readonly<Record<string, Write>> = {
  ...Object.fromEntries(Object.entries(ENCODINGS).map(([name, { write }]) => [name, write])),
  'base64 of base64': (text) => written('base64')(written('base64')(text)),
  'base64 of JSON': (text) => written('base64')(written('json')(text)),
  'base64 of percent': (text) => written('base64')(written('percent')(text)),
  'base64 of UTF-16': (text) => written('base64')(written('UTF-16, little end first')(text)),
  'base64url of hex': (text) => written('base64url')(written('hex')(text)),
  'hex of base64': (text) => written('hex')(written('base64')(text)),
  'percent of percent': (text) => encodeURIComponent(written('percent')(text)),
  'percent of zero width': (text) => utf8Percent(written('zero width')(text)),
  'JSON of percent': (text) => JSON.stringify({ a: written('percent')(text) }),
  'JSON of HTML': (text) => JSON.stringify({ a: written('html, hexadecimal')(text) }),
  'JSON of JSON': (text) => JSON.stringify({ a: written('json')(text) }),
  'JSON of escapes': (text) => JSON.stringify({ a: written('escape')(text) }),
  'JSON of zero width': (text) => asciiJson(written('zero width')(text)),
  'JSON of full width': (text) => asciiJson(written('full width')(text)),
  'JSON of tags': (text) => asciiJson(written('tag characters')(text)),
  'soft line ends': (text) =>
    Array.from(text, (one, at) => (/\w/.test(one) && at % 2 === 1 ? `${one}=\r\n` : one)).join(''),
};
