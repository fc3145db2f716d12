import { classOf, otherCase, printBytes } from './byte-set.ts';
import type { ByteSet, Pattern } from './pattern.ts';

/** A pattern as JavaScript writes it. */
export interface Printed {
  readonly source: string;
  /** To be compiled with the flag `i`: it is shorter so, and means the same. */
  readonly ignoreCase: boolean;
}

const hasBothCases = (bytes: ByteSet): boolean => [...bytes].every((byte) => bytes.has(otherCase(byte)));
const hasLetter = (bytes: ByteSet): boolean => [...bytes].some((byte) => otherCase(byte) !== byte);

/** The expression of a pattern. `needsNoFlag`: also where a flag would make it shorter. */
export function printPattern(pattern: Pattern, needsNoFlag = false): Printed {
  const sets = [...setsIn(pattern)].filter(hasLetter);
  const ignoreCase = !needsNoFlag && sets.length > 0 && sets.every(hasBothCases);
  return { source: print(pattern, ignoreCase), ignoreCase };
}

function* setsIn(pattern: Pattern): Generator<ByteSet> {
  switch (pattern.kind) {
    case 'bytes':
      yield pattern.bytes;
      return;
    case 'sequence':
      for (const item of pattern.items) yield* setsIn(item);
      return;
    case 'choice':
      for (const option of pattern.options) yield* setsIn(option);
      return;
    case 'repeat':
    case 'group':
    case 'look':
      yield* setsIn(pattern.item);
      return;
    case 'edge':
    case 'again':
  }
}

const CAPITALS = new Set(Array.from({ length: 26 }, (_, letter) => 0x41 + letter));

function print(pattern: Pattern, isFolded: boolean): string {
  switch (pattern.kind) {
    case 'bytes':
      // A class of nearly all is negated where it is printed, and then it must be whole.
      return printBytes(
        isFolded && pattern.bytes.size <= 128 && !holdsWord(pattern.bytes)
          ? withoutCapitals(pattern.bytes)
          : pattern.bytes,
      );
    case 'sequence':
      return pattern.items
        .map((item) => (item.kind === 'choice' ? `(?:${print(item, isFolded)})` : print(item, isFolded)))
        .join('');
    case 'choice':
      return pattern.options.map((option) => print(option, isFolded)).join('|');
    case 'repeat':
      return printRepeat(pattern, isFolded);
    case 'group':
      return `(${print(pattern.item, isFolded)})`;
    case 'look':
      return `${pattern.opening}${print(pattern.item, isFolded)})`;
    case 'edge':
      return pattern.source;
    case 'again':
      return `\\${pattern.group}`;
  }
}

/** What is printed with `\\w` in it must be whole. */
function holdsWord(bytes: ByteSet): boolean {
  return [...classOf('word')].every((byte) => bytes.has(byte));
}

function withoutCapitals(bytes: ByteSet): ByteSet {
  return new Set([...bytes].filter((byte) => !CAPITALS.has(byte)));
}

function printRepeat({ item, min, max, isLazy }: Extract<Pattern, { kind: 'repeat' }>, isFolded: boolean): string {
  const isAtom = item.kind === 'bytes' || item.kind === 'group';
  const inner = isAtom ? print(item, isFolded) : `(?:${print(item, isFolded)})`;
  return `${inner}${printCounts(min, max)}${isLazy ? '?' : ''}`;
}

function printCounts(min: number, max: number): string {
  if (min === 0 && max === 1) return '?';
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === max ? `{${min}}` : `{${min},${max}}`;
}
