import type { ByteSet, Pattern } from './pattern.ts';

/** A number of at least 0 and below 1, as `Math.random` gives it. */
export type Random = () => number;

/** A row of numbers that looks random and is the same for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Repetitions beyond those that must be. */
const MAX_EXTRA = 3;

const BLANK = 0x20;

const LIKED = [/[A-Za-z0-9]/, /[ -~]/, /[^]/];

/** One of the bytes as a character: a letter or digit if there is one, else something to be seen. */
export function characterOf(bytes: ByteSet, random: Random): string {
  // What takes nearly everything stands between words, often.
  if (bytes.size > 128 && bytes.has(BLANK) && random() < 0.5) return ' ';
  const characters = [...bytes].map((byte) => String.fromCharCode(byte));
  const liked = LIKED.map((kind) => characters.filter((character) => kind.test(character))).find(
    (some) => some.length > 0,
  );
  return liked?.[Math.floor(random() * liked.length)] ?? '';
}

/** A text that the pattern finds, but for what its assertions and back references ask: those are passed over. */
export function sampleOf(pattern: Pattern, random: Random): string {
  switch (pattern.kind) {
    case 'bytes':
      return characterOf(pattern.bytes, random);
    case 'sequence':
      return pattern.items.map((item) => sampleOf(item, random)).join('');
    case 'choice': {
      const option = pattern.options[Math.floor(random() * pattern.options.length)];
      return option === undefined ? '' : sampleOf(option, random);
    }
    case 'repeat': {
      const extra = Math.floor(random() * Math.min(MAX_EXTRA + 1, pattern.max - pattern.min + 1));
      return Array.from({ length: pattern.min + extra }, () => sampleOf(pattern.item, random)).join('');
    }
    case 'group':
      return sampleOf(pattern.item, random);
    case 'edge':
    case 'look':
    case 'again':
      return '';
  }
}
