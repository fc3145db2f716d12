import type { ByteClass } from '../kernel/anchor.ts';

/** A run of places; runs are put together with `[...literal('sh'), ...oneOf(' \t')]`. */
export type ByteRun = readonly ByteClass[];

/** The lower-case letters of ASCII. */
export const LOWER = charactersBetween('a', 'z');

/** The upper-case letters of ASCII. */
export const UPPER = charactersBetween('A', 'Z');

/** The decimal digits. */
export const DIGITS = charactersBetween('0', '9');

/** Every character from `first` to `last`, one string. Both must be single latin1 characters. */
export function charactersBetween(first: string, last: string): string {
  let between = '';
  for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++) between += String.fromCharCode(code);
  return between;
}

/** One place for each character of `text`, exactly these bytes. Throws a RangeError on a character over U+00FF. */
export function literal(text: string): ByteRun {
  return Array.from(text, (character) => new Set([byteOf(character)]));
}

/** `places` places (one unless told), each any of the characters of `choice`. */
export function oneOf(choice: string, places = 1): ByteRun {
  const allowed = new Set(Array.from(choice, byteOf));
  return Array.from({ length: places }, () => allowed);
}

/** One place, any byte but the characters of `excluded`. */
export function noneOf(excluded: string): ByteRun {
  const allowed = new Set(Array.from({ length: 256 }, (_, byte) => byte));
  for (const character of excluded) allowed.delete(byteOf(character));
  return [allowed];
}

function byteOf(character: string): number {
  const byte = character.charCodeAt(0);
  if (character.length !== 1 || byte > 0xff) throw new RangeError(`'${character}' is not one latin1 character`);
  return byte;
}
