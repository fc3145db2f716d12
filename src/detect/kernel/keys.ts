import type { ByteClass } from './anchor.ts';
import { leastShareOf, shareOfSieve, SIEVE_PLACES, sieveOf } from './sieve.ts';

/** Set in every byte of a word before it is hashed, so that letters of both cases are one. */
export const FOLDED = 0x20202020;

/** Bytes of a word. */
const WORD_BYTES = 4;

/** Values a key may have: each takes a place in a hash table. */
const MAX_WORDS = 64;
const MAX_PAIRS_OF_BYTES = 1024;

/** How many of the offsets at which a pair stands the fingerprint lets through because of something else, at most. */
const SHARE_OF_PAIRS = 1 / 4;

/** What a key that can't be told apart costs beside its share: it is taken where there is no other. */
const MORE_THAN_ALL = 2;

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
  const key = cheapest(rawKeysOf(classes));
  return key === undefined ? 1 : measuredOf(key).share;
}

/** The bytes of an anchor by which it costs least to notice it. */
export function keyOf(classes: readonly ByteClass[]): Key {
  const key = cheapest(rawKeysOf(classes));
  return key === undefined ? { lag: 0, run: classes, by: ANYTHING } : withWords(key);
}

/**
 * Two words of an anchor, one of which stands at an even offset wherever the anchor stands; undefined when it is shorter
 * than five places, too many words are possible, or its only rare bytes would not be in both.
 */
export function evenKeysOf(classes: readonly ByteClass[]): readonly [Key, Key] | undefined {
  const keys = rawKeysOf(classes);
  const even = cheapest(keys, ({ kind, lag }) => kind === 'word' && lag % 2 === 0);
  const odd = cheapest(keys, ({ kind, lag }) => kind === 'word' && lag % 2 === 1);
  if (even === undefined || odd === undefined) return undefined;
  const share = measuredOf(even).share + measuredOf(odd).share;
  return share > MAX_EVEN_SHARE && candidateRateOf(classes) < share / 10
    ? undefined
    : [withWords(even), withWords(odd)];
}

/** A key of which the words are not written out yet. */
interface RawKey extends Pick<Key, 'lag' | 'run'> {
  readonly kind: Key['by']['kind'];
  /** What it costs at least. */
  readonly floor: number;
  /** Once it is measured. */
  measured?: Measured;
}

interface Measured {
  readonly share: number;
  /** The share, and that of offsets at which a pair alone leads to the anchor, where other runs are in its bucket. */
  readonly cost: number;
}

function measuredOf(key: RawKey): Measured {
  if (key.measured !== undefined) return key.measured;
  const share = shareOfSieve(sieveOf(key.run));
  return (key.measured = { share, cost: share + extraOf(key) });
}

function extraOf({ kind, run }: RawKey): number {
  switch (kind) {
    case 'word':
      return 0;
    case 'pair':
      return SHARE_OF_PAIRS * shareOfSieve(sieveOf(run.slice(0, 2)));
    case 'any':
      return MORE_THAN_ALL;
  }
}

/** The key that costs least, of those that cost the same the first; what costs more at least is not measured. */
function cheapest(keys: readonly RawKey[], isMeant: (key: RawKey) => boolean = () => true): RawKey | undefined {
  let best: RawKey | undefined;
  for (const key of keys) if (isMeant(key) && key.floor < (best?.floor ?? Infinity)) best = key;
  let least = best === undefined ? Infinity : measuredOf(best).cost;
  for (const key of keys) {
    if (!isMeant(key) || key === best || key.floor > least) continue;
    const { cost } = measuredOf(key);
    if (cost > least || (cost === least && key.lag > (best?.lag ?? Infinity))) continue;
    [best, least] = [key, cost];
  }
  return best;
}

/** Made before: the same anchors are compiled into several kernels. */
const RAW = new WeakMap<readonly ByteClass[], readonly RawKey[]>();

/** The keys of an anchor, at every place but its last. */
function rawKeysOf(classes: readonly ByteClass[]): readonly RawKey[] {
  const known = RAW.get(classes);
  if (known !== undefined) return known;
  const keys = Array.from({ length: classes.length - 1 }, (_, lag): RawKey => {
    const run = classes.slice(lag, lag + SIEVE_PLACES);
    return { lag, run, kind: kindOf(run), floor: leastShareOf(sieveOf(run)) };
  });
  RAW.set(classes, keys);
  return keys;
}

function kindOf(run: readonly ByteClass[]): Key['by']['kind'] {
  if (run.length === WORD_BYTES && run.reduce((count, bytes) => count * foldedSizeOf(bytes), 1) <= MAX_WORDS)
    return 'word';
  return run.slice(0, 2).reduce((count, { size }) => count * size, 1) <= MAX_PAIRS_OF_BYTES ? 'pair' : 'any';
}

function foldedSizeOf(bytes: ByteClass): number {
  return bytes.size === 1 ? 1 : foldedOf(bytes).size;
}

/** Folded classes: most are needed for many anchors. */
const FOLDED_CLASSES = new WeakMap<ByteClass, ByteClass>();

function foldedOf(bytes: ByteClass): ByteClass {
  const known = FOLDED_CLASSES.get(bytes);
  if (known !== undefined) return known;
  const folded: ByteClass = new Set(Array.from(bytes, (byte) => byte | (FOLDED & 0xff)));
  FOLDED_CLASSES.set(bytes, folded);
  return folded;
}

function withWords({ lag, run, kind }: RawKey): Key {
  switch (kind) {
    case 'word':
      return { lag, run, by: { kind, words: wordsOf(run.map(foldedOf)) } };
    case 'pair':
      return { lag, run, by: { kind, words: wordsOf(run.slice(0, 2)) } };
    case 'any':
      return { lag, run, by: ANYTHING };
  }
}

/** All runs of bytes as little-endian numbers. */
function wordsOf(run: readonly ByteClass[]): number[] {
  let words = [0];
  for (const [place, bytes] of run.entries()) {
    const longer: number[] = [];
    for (const word of words) for (const byte of bytes) longer.push(word | (byte << (8 * place)));
    words = longer;
  }
  return words;
}
