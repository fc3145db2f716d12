import { twoByteLooks } from './look-alikes.ts';
import type { ByteClass } from '../kernel/anchor.ts';

type Run = readonly ByteClass[];

const BACKSLASH = '\\';
const HEX = '0123456789abcdefABCDEF';
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Places described by the characters each takes; a string in brackets is one place. */
function run(...places: (string | ByteClass)[]): Run {
  return places.map((place) =>
    typeof place === 'string' ? new Set(Array.from(place, (character) => character.charCodeAt(0))) : place,
  );
}

/** Every byte from `first` to `last`. */
function bytes(first: number, last: number): ByteClass {
  return new Set(Array.from({ length: last - first + 1 }, (_, index) => first + index));
}

/**
 * Runs of ASCII that stand where an anchor may be hidden by something else than `\u00XX` and `%XX` of its own bytes:
 * references of HTML, quoted-printable, escapes of C, escaped characters that look like others, `$IFS`, `$@` in a word. What
 * else splits a word is left to the survey.
 */
export function* asciiTriggers(pairs: Uint8Array): Generator<Run> {
  const word = wordOf(pairs);
  const printable = bytes(0x20, 0x7e);
  yield run('&', '#', '0123456789xX', HEX);
  yield run('&', 'nNsvVlUhdpbTezrZ', LETTERS, LETTERS, `${LETTERS};`);
  yield run('&', 'a', 'm', 'p', ';', '#');
  yield run('%', '2', '5', '234567');
  yield run('=', '2', 'DEFdef', printable);
  yield run('=', '234567', HEX, '=');
  yield run('=', 'cdefCDEF', HEX, '=', '89abAB', HEX);
  yield run('=', '\n', word, printable);
  yield run('=', '\r\\', '\nnr', printable);
  yield run(BACKSLASH, 'x01', '01234567', HEX);
  yield run(BACKSLASH, '\r\n', `\n${LETTERS}`);
  yield run('$', 'I', 'F', 'S');
  yield run('$', '{', 'I', 'F', 'S');
  yield run('$', '@*', LETTERS);
  yield run('$', '{', '@*', '}', LETTERS);
  yield run('%', 'cdefCDEF', '012efEF', '%', '89abAB');
  yield run(BACKSLASH, 'u', '0', '0', 'aA', '0dD');
  yield run(BACKSLASH, 'u', '0', '345');
  yield run(BACKSLASH, 'u', 'dD', 'bB8', '34', '05');
  yield run(BACKSLASH, 'u', '2fF', '0eEfF', '023456fF');
}

/** Runs that stand where characters above ASCII, in UTF-8, hide an anchor or pass for the characters of one. */
export function* highTriggers(pairs: Uint8Array): Generator<Run> {
  const word = wordOf(pairs);
  yield [new Set([0xc2]), new Set([0xa0, 0xad])];
  yield [new Set([0xcd]), new Set([0x8f])];
  yield [new Set([0xd8]), new Set([0x9c])];
  yield [new Set([0xe1]), new Set([0x85, 0x9a, 0x9e, 0xa0])];
  yield [new Set([0xe2]), new Set([0x80]), new Set([...bytes(0x80, 0x8f), ...bytes(0xa8, 0xaf)])];
  yield [new Set([0xe2]), new Set([0x81]), bytes(0x9f, 0xaf)];
  yield [new Set([0xe2]), new Set([0x92, 0x93])];
  yield [new Set([0xe2]), new Set([0xa0]), new Set([0x80])];
  yield [new Set([0xe3]), new Set([0x80]), new Set([0x80])];
  yield [new Set([0xe3]), new Set([0x85]), new Set([0xa4])];
  yield [new Set([0xef]), new Set([0xb8, 0xbb])];
  yield [new Set([0xef]), new Set([0xbc, 0xbd])];
  yield [new Set([0xf0]), new Set([0x9d])];
  yield [new Set([0xf3]), new Set([0xa0])];
  for (const [lead, more] of twoByteLooks()) {
    yield [word, new Set([lead]), more];
    yield [new Set([lead]), more, word];
  }
}

/** The first four places of an anchor in UTF-16, as both byte orders hold them. */
export function wide(classes: Run): Run {
  return classes.slice(0, 4).flatMap((one) => [one, new Set([0])]);
}

/** The letters, digits and signs that stand beside another in an anchor. */
function wordOf(pairs: Uint8Array): ByteClass {
  const word = new Set<number>();
  for (const [pair, isOne] of pairs.entries()) if (isOne === 1) word.add(pair >> 8).add(pair & 255);
  for (const byte of word) if (!/[\w./|-]/.test(String.fromCharCode(byte))) word.delete(byte);
  return word;
}
