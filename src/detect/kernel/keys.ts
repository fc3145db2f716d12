import type { ByteClass } from './anchor.ts';
import { measured, SIEVE_PLACES, sieveOf } from './sieve.ts';

/** Set in every byte of a word before it is hashed, so that letters of both cases are one. */
export const FOLDED = 0x20202020;

/** Bytes of a word. */
const WORD_BYTES = 4;

/** Values a key may have: each takes a place in a hash table. */
const MAX_WORDS = 64;
const MAX_PAIRS_OF_BYTES = 1024;

const ANYTHING: Key['by'] = { kind: 'any', words: [] };

/** Two keys that stand at more of all offsets together are not taken when the anchor has a much rarer one. */
const MAX_EVEN_SHARE = 5e-4;

/** Bytes of an anchor by which it is noticed, `lag` places behind its first. */
export interface Key {
  readonly lag: number;
  /** The key's places, and the anchor's behind them, four at most. */
  readonly run: readonly ByteClass[];
  /** What stands there: a word of four bytes, their cases folded, a pair of bytes, or too many to tell. */
  readonly by: { readonly kind: 'word' | 'pair' | 'any'; readonly words: readonly number[] };
}

/**
 * Expected share of offsets at which something stands that must be looked at more closely because of an anchor with these
 * classes. Each costs as much as reading ten to twenty bytes: at 0.002 (" the ") an anchor alone slows a scan by some 3 %;
 * prefixes of credentials stay below 0.000001. Estimated from a sample of agents' traffic; no anchor is refused for it here.
 */
export function candidateRateOf(classes: readonly ByteClass[]): number {
  return keyAt(classes, keyOf(classes).lag).share;
}

/** The rarest bytes of an anchor. */
export function keyOf(classes: readonly ByteClass[]): Key {
  const lags = Array.from({ length: classes.length - 1 }, (_, lag) => lag);
  const key = rarest(lags.map((lag) => keyAt(classes, lag)));
  return key === undefined ? { lag: 0, run: classes, by: ANYTHING } : withWords(key);
}

/**
 * Two words of an anchor, one of which stands at an even offset wherever the anchor stands; undefined when it is shorter
 * than five places, too many words are possible, or its only rare bytes would not be in both.
 */
export function evenKeysOf(classes: readonly ByteClass[]): readonly [Key, Key] | undefined {
  const [even, odd] = [0, 1].map((first) => {
    const keys: MeasuredKey[] = [];
    for (let lag = first; lag + WORD_BYTES <= classes.length; lag += 2) keys.push(keyAt(classes, lag));
    return rarest(keys.filter(({ kind }) => kind === 'word'));
  });
  if (even === undefined || odd === undefined) return undefined;
  const isCommon = even.share + odd.share > MAX_EVEN_SHARE;
  return isCommon && keyAt(classes, keyOf(classes).lag).share < (even.share + odd.share) / 10
    ? undefined
    : [withWords(even), withWords(odd)];
}

/** A key of which the words are not written out yet. */
interface MeasuredKey extends Pick<Key, 'lag' | 'run'> {
  readonly kind: Key['by']['kind'];
  readonly share: number;
}

function rarest(keys: readonly MeasuredKey[]): MeasuredKey | undefined {
  const usable = keys.filter(({ kind }) => kind !== 'any');
  return (usable.length > 0 ? usable : keys).toSorted((a, b) => a.share - b.share)[0];
}

function keyAt(classes: readonly ByteClass[], lag: number): MeasuredKey {
  const run = classes.slice(lag, lag + SIEVE_PLACES);
  return { lag, run, kind: kindOf(run), share: shareOf(run) };
}

function kindOf(run: readonly ByteClass[]): Key['by']['kind'] {
  const count = (sizes: readonly number[]): number => sizes.reduce((product, size) => product * size, 1);
  if (run.length === WORD_BYTES && count(run.map(foldedSizeOf)) <= MAX_WORDS) return 'word';
  return count(run.slice(0, 2).map(({ size }) => size)) <= MAX_PAIRS_OF_BYTES ? 'pair' : 'any';
}

function foldedSizeOf(bytes: ByteClass): number {
  return bytes.size === 1 ? 1 : foldedOf(bytes).size;
}

function foldedOf(bytes: ByteClass): ByteClass {
  return new Set(Array.from(bytes, (byte) => byte | (FOLDED & 0xff)));
}

function withWords({ lag, run, kind }: MeasuredKey): Key {
  switch (kind) {
    case 'word':
      return { lag, run, by: { kind, words: wordsOf(run.map(foldedOf)) } };
    case 'pair':
      return { lag, run, by: { kind, words: wordsOf(run.slice(0, 2)) } };
    case 'any':
      return { lag, run, by: ANYTHING };
  }
}

/** Shares that were measured before: one table of anchors is compiled into several kernels. */
const MEASURED = new Map<string, number>();

/** Shares that are kept, of some 200 bytes each. */
const MAX_MEASURED = 16_384;

function shareOf(run: readonly ByteClass[]): number {
  const sieve = sieveOf(run);
  const name = sieve.join();
  let share = MEASURED.get(name);
  if (share === undefined) {
    share = measured(sieve).share;
    if (MEASURED.size >= MAX_MEASURED) MEASURED.clear();
    MEASURED.set(name, share);
  }
  return share;
}

/** All runs of bytes as little-endian numbers. */
function wordsOf(run: readonly ByteClass[]): number[] {
  let words = [0];
  for (const [place, bytes] of run.entries()) {
    words = words.flatMap((word) => Array.from(bytes, (byte) => word | (byte << (8 * place))));
  }
  return words;
}
