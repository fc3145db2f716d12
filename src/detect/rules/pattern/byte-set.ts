import type { ByteSet } from './pattern.ts';

const ALL: readonly number[] = Array.from({ length: 256 }, (_, byte) => byte);

/** Every byte. */
export const ANY_BYTE: ByteSet = new Set(ALL);

const RANGES = {
  digit: ['09'],
  word: ['09', 'AZ', '__', 'az'],
  /** What JavaScript takes for a blank, as far as it is one byte. */
  blank: ['\t\r', '  ', '\u00A0\u00A0'],
  /** What RE2 takes for one. */
  asciiBlank: ['\t\n', '\f\r', '  '],
} as const;

/** Classes that both kinds of expressions know. */
export type ClassName = keyof typeof RANGES;

/** The bytes of a class. */
export function classOf(name: ClassName): ByteSet {
  return CLASSES[name];
}

/** Bytes from the first to the last code of each pair of characters. */
export function bytesBetween(...pairs: readonly string[]): ByteSet {
  return new Set(pairs.flatMap((pair) => ALL.slice(pair.charCodeAt(0), pair.charCodeAt(1) + 1)));
}

const CLASSES: Readonly<Record<ClassName, ByteSet>> = {
  digit: bytesBetween(...RANGES.digit),
  word: bytesBetween(...RANGES.word),
  blank: bytesBetween(...RANGES.blank),
  asciiBlank: bytesBetween(...RANGES.asciiBlank),
};

/** All other bytes. */
export function complement(bytes: ByteSet): ByteSet {
  return new Set(ALL.filter((byte) => !bytes.has(byte)));
}

/** The same byte with the other case, where it is an ASCII letter. */
export function otherCase(byte: number): number {
  const isLetter = (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
  return isLetter ? byte ^ 0x20 : byte;
}

/** The bytes in both cases. */
export function inBothCases(bytes: ByteSet): ByteSet {
  return new Set([...bytes].flatMap((byte) => [byte, otherCase(byte)]));
}

const NAMED: Readonly<Record<number, string>> = { 0x09: String.raw`\t`, 0x0a: String.raw`\n`, 0x0d: String.raw`\r` };

function printByte(byte: number, special: RegExp): string {
  const named = NAMED[byte];
  if (named !== undefined) return named;
  if (byte < 0x20 || byte > 0x7e) return `\\x${byte.toString(16).padStart(2, '0')}`;
  const character = String.fromCharCode(byte);
  return special.test(character) ? `\\${character}` : character;
}

const isWithin = (inner: ByteSet, outer: ByteSet): boolean => [...inner].every((byte) => outer.has(byte));

/** What stands between the brackets of a class. */
function printMembers(bytes: ByteSet): string {
  let text = '';
  let rest = bytes;
  for (const [source, members] of [
    [String.raw`\w`, CLASSES.word],
    [String.raw`\s`, CLASSES.blank],
  ] as const) {
    if (!isWithin(members, rest)) continue;
    text += source;
    rest = new Set([...rest].filter((byte) => !members.has(byte)));
  }
  for (let from = 0; from < 256; from++) {
    if (!rest.has(from)) continue;
    let to = from;
    while (rest.has(to + 1)) to += 1;
    const [first, last] = [printByte(from, /[\\\]^-]/), printByte(to, /[\\\]^-]/)];
    if (to - from < 2) text += to === from ? first : first + last;
    else text += `${first}-${last}`;
    from = to;
  }
  return text;
}

/** A set as JavaScript writes it, without flags. */
export function printBytes(bytes: ByteSet): string {
  const [only] = bytes;
  if (bytes.size === 1 && only !== undefined) return printByte(only, /[\\^$.*+?()[\]{}|/]/);
  if (bytes.size === 256) return '[^]';
  if (bytes.size > 128) return `[^${printMembers(complement(bytes))}]`;
  const members = printMembers(bytes);
  if (members === String.raw`\w` || members === String.raw`\s`) return members;
  return members === '0-9' ? String.raw`\d` : `[${members}]`;
}
