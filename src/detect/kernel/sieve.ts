import type { ByteClass } from './anchor.ts';
import { SAMPLE, SHARE_OF_BYTE } from './byte-shares.ts';

/** Places of a run of bytes that a sieve looks at. */
export const SIEVE_PLACES = 4;

/**
 * What lets some runs of bytes through: for each place a set of low nibbles in bits 0 to 15 and of high nibbles in bits
 * 16 to 31. A byte passes when both of its nibbles are in the set.
 */
export type Sieve = readonly number[];

const ALL_NIBBLES = -1;

/** A sieve for the first four places of a run; where it has none, all passes. */
export function sieveOf(run: readonly ByteClass[]): Sieve {
  return [nibblesOf(run[0]), nibblesOf(run[1]), nibblesOf(run[2]), nibblesOf(run[3])];
}

/** Nibbles of classes: most classes are those of many places. */
const NIBBLES_OF = new WeakMap<ByteClass, number>();

function nibblesOf(bytes: ByteClass | undefined): number {
  if (bytes === undefined) return ALL_NIBBLES;
  const known = NIBBLES_OF.get(bytes);
  if (known !== undefined) return known;
  let set = 0;
  for (const byte of bytes) set |= (1 << (byte & 15)) | (1 << (16 + (byte >> 4)));
  NIBBLES_OF.set(bytes, set);
  return set;
}

/** What lets through all that either does, and more. */
export function unionOf(one: Sieve, other: Sieve): Sieve {
  return one.map((set, place) => set | (other[place] ?? 0));
}

/** By high nibble, half of the low nibbles (0 to 7, 8 to 15) and set of these: the share of such bytes. */
const SHARES = Float64Array.from({ length: 16 * 2 * 256 }, (_, at) => {
  const eight = SHARE_OF_BYTE.subarray(8 * (at >> 8));
  return [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, low) => sum + ((at >> low) & 1) * (eight[low] ?? 0), 0);
});

/** Expected share of offsets at which a sieve lets through what stands there, as if neighbouring bytes were independent. */
export function independentShareOf(sieve: Sieve): number {
  let share = 1;
  for (const set of sieve) {
    if (set === ALL_NIBBLES) continue;
    let ofPlace = 0;
    for (let rows = set >>> 16; rows !== 0; rows &= rows - 1) {
      const row = lowestIn(rows) << 9;
      ofPlace += (SHARES[row | (set & 0xff)] ?? 0) + (SHARES[row | 0x100 | ((set >> 8) & 0xff)] ?? 0);
    }
    share *= ofPlace;
  }
  return share;
}

/** Words of 32 offsets of the sample. */
const WORDS = (SAMPLE.length - SIEVE_PLACES + 1) >> 5;

/** Nibbles of a run: the low and the high one of each place. */
const NIBBLES = 2 * SIEVE_PLACES;

/** By nibble of a run, value and word: the offsets of the sample at which it has that value, as bits. */
const STANDING = new Int32Array(NIBBLES * 16 * WORDS);
for (let at = 0; at < 32 * WORDS; at++) {
  for (let nibble = 0; nibble < NIBBLES; nibble++) {
    const byte = SAMPLE[at + (nibble >> 1)] ?? 0;
    const word = (16 * nibble + ((byte >> (4 * (nibble & 1))) & 15)) * WORDS + (at >> 5);
    STANDING[word] = (STANDING[word] ?? 0) | (1 << (at & 31));
  }
}

/** A sieve with what is needed to tell how much more passes when another is joined to it. */
export interface MeasuredSieve {
  readonly sieve: Sieve;
  /** Expected share of offsets at which it lets through what stands there. */
  readonly share: number;
  /** Where in the sample each of its nibbles stands: for each word of offsets eight words of bits. */
  readonly standing: Int32Array;
}

/** Measures a sieve in the sample of traffic. What stands nowhere in it still differs, if less. */
export function measured(sieve: Sieve): MeasuredSieve {
  const standing = new Int32Array(NIBBLES * WORDS);
  for (let nibble = 0; nibble < NIBBLES; nibble++) {
    let values = ((sieve[nibble >> 1] ?? ALL_NIBBLES) >>> (16 * (nibble & 1))) & 0xffff;
    for (; values !== 0; values &= values - 1) {
      const row = (16 * nibble + lowestIn(values)) * WORDS;
      for (let word = 0; word < WORDS; word++) {
        const at = NIBBLES * word + nibble;
        standing[at] = (standing[at] ?? 0) | (STANDING[row + word] ?? 0);
      }
    }
  }
  return { sieve, standing, share: shareOfSieve(sieve) };
}

/** Where in the sample bytes stand, those of a byte together and rising. */
const PLACES = Uint16Array.from(SAMPLE.keys()).sort((a, b) => (SAMPLE[a] ?? 0) - (SAMPLE[b] ?? 0) || a - b);

/** Where in `PLACES` those of a byte begin. */
const FIRST_PLACES = new Uint16Array(257);
for (const byte of SAMPLE)
  for (let next = byte + 1; next <= 256; next++) FIRST_PLACES[next] = (FIRST_PLACES[next] ?? 0) + 1;

/** Expected share of offsets at which a sieve lets through what stands there, seen by where its rarest place passes. */
export function shareOfSieve(sieve: Sieve): number {
  return countOf(sieve) / (32 * WORDS) + leastShareOf(sieve);
}

/** What that is at least, whatever stands in the sample. */
export function leastShareOf(sieve: Sieve): number {
  return independentShareOf(sieve) / 8;
}

/** Offsets of the sample at which a sieve lets through what stands there. */
function countOf(sieve: Sieve): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = sieve;
  let rarest = -1;
  let fewest = Infinity;
  for (let place = 0; place < SIEVE_PLACES; place++) {
    const set = sieve[place] ?? ALL_NIBBLES;
    const count = set === ALL_NIBBLES ? Infinity : placesIn(set);
    if (count < fewest) [rarest, fewest] = [place, count];
  }
  if (rarest < 0) return 32 * WORDS;
  const set = sieve[rarest] ?? 0;
  let count = 0;
  for (let byte = 0; byte < 256; byte++) {
    if (!passes(set, byte)) continue;
    for (let index = FIRST_PLACES[byte] ?? 0; index < (FIRST_PLACES[byte + 1] ?? 0); index++) {
      const at = (PLACES[index] ?? 0) - rarest;
      if (
        at >= 0 &&
        at < 32 * WORDS &&
        passes(first, SAMPLE[at] ?? 0) &&
        passes(second, SAMPLE[at + 1] ?? 0) &&
        passes(third, SAMPLE[at + 2] ?? 0) &&
        passes(fourth, SAMPLE[at + 3] ?? 0)
      )
        count += 1;
    }
  }
  return count;
}

/** How often one of the bytes of a set stands in the sample: the same few sets come again and again. */
const COUNTS = new Map<number, number>();

function placesIn(set: number): number {
  const known = COUNTS.get(set);
  if (known !== undefined) return known;
  let count = 0;
  for (let byte = 0; byte < 256; byte++) {
    if (passes(set, byte)) count += (FIRST_PLACES[byte + 1] ?? 0) - (FIRST_PLACES[byte] ?? 0);
  }
  COUNTS.set(set, count);
  return count;
}

function passes(set: number, byte: number): boolean {
  return ((set >>> (byte & 15)) & (set >>> (16 + (byte >> 4))) & 1) === 1;
}

type Measures = Pick<MeasuredSieve, 'sieve' | 'standing'>;

/** The share that the union of two sieves lets through. */
export function shareOfUnion(one: Measures, other: Measures): number {
  let count = 0;
  for (let at = 0; at < one.standing.length; at += NIBBLES) {
    let passing = -1;
    for (let nibble = at; nibble < at + NIBBLES && passing !== 0; nibble++) {
      passing &= (one.standing[nibble] ?? 0) | (other.standing[nibble] ?? 0);
    }
    if (passing !== 0) count += onesIn(passing);
  }
  return count / (32 * WORDS) + leastShareOf(unionOf(one.sieve, other.sieve));
}

function lowestIn(set: number): number {
  return 31 - Math.clz32(set & -set);
}

function onesIn(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
