import { Buffer } from 'node:buffer';
import type { ByteClass } from '../kernel/anchor.ts';

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
  return Array.from(text).flatMap((character) => {
    const [own = [], ...others] = formsOf(character, isAnyCase).map((form) => [...Buffer.from(form, 'latin1')]);
    return own.map((byte, place) => new Set([byte, ...others.map((other) => other[place] ?? byte)]));
  });
}

/**
 * The places of a literal text as JSON writers have it that escape all beyond ASCII: `\\u5ffd` for each unit of UTF-16, in
 * either case of its digits, and of both cases of the character when `isAnyCase`.
 */
export function escapedPlacesOf(text: string, isAnyCase: boolean): readonly ByteClass[] {
  return Array.from({ length: text.length }, (_, at) => text.charAt(at)).flatMap((unit) => {
    const cases = isAnyCase ? [unit, unit.toLowerCase(), unit.toUpperCase()] : [unit];
    const written = cases.filter(({ length }) => length === 1).flatMap(escapesOf);
    const [own = ''] = written;
    return Array.from(own, (_, place) => new Set(written.flatMap((one) => bytesAt(one, place, own.length))));
  });
}

function escapesOf(unit: string): readonly string[] {
  if (unit <= '\x7f') return [unit];
  const digits = unit.charCodeAt(0).toString(16).padStart(4, '0');
  return [`\\u${digits}`, `\\u${digits.toUpperCase()}`];
}

function bytesAt(written: string, place: number, length: number): readonly number[] {
  return written.length === length ? [written.charCodeAt(place)] : [];
}

/** The UTF-8 of a character as latin1 text; the forms it has in other case behind it, where they are as long. */
function formsOf(character: string, isAnyCase: boolean): readonly string[] {
  const cases = isAnyCase ? [character, character.toLowerCase(), character.toUpperCase()] : [character];
  const forms = cases.map((form) => Buffer.from(form, 'utf8').toString('latin1'));
  return [...new Set(forms.filter((form) => form.length === forms[0]?.length))];
}
