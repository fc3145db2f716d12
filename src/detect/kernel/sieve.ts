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
  return Array.from({ length: SIEVE_PLACES }, (_, place) => {
    const bytes = run[place];
    let set = bytes === undefined ? ALL_NIBBLES : 0;
    for (const byte of bytes ?? []) set |= (1 << (byte & 15)) | (1 << (16 + (byte >> 4)));
    return set;
  });
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

/** Of use until the next sieve is measured: offsets that pass so far, and those with a value of one nibble. */
const PASSING = new Int32Array(WORDS);
const OF_NIBBLE = new Int32Array(WORDS);

/** Expected share of offsets at which a sieve lets through what stands there: most sieves let nothing of the sample through. */
export function shareOfSieve(sieve: Sieve): number {
  PASSING.fill(-1);
  let isAny = true;
  for (let nibble = 0; nibble < NIBBLES && isAny; nibble++) {
    const values = ((sieve[nibble >> 1] ?? ALL_NIBBLES) >>> (16 * (nibble & 1))) & 0xffff;
    if (values === 0xffff) continue;
    const first = (16 * nibble + lowestIn(values)) * WORDS;
    let standing: Int32Array = STANDING;
    let from = first;
    if ((values & (values - 1)) !== 0) {
      OF_NIBBLE.set(STANDING.subarray(first, first + WORDS));
      for (let left = values & (values - 1); left !== 0; left &= left - 1) {
        const row = (16 * nibble + lowestIn(left)) * WORDS;
        for (let word = 0; word < WORDS; word++) OF_NIBBLE[word] = (OF_NIBBLE[word] ?? 0) | (STANDING[row + word] ?? 0);
      }
      standing = OF_NIBBLE;
      from = 0;
    }
    let passing = 0;
    for (let word = 0; word < WORDS; word++) {
      const both = (PASSING[word] ?? 0) & (standing[from + word] ?? 0);
      PASSING[word] = both;
      passing |= both;
    }
    isAny = passing !== 0;
  }
  const count = isAny ? PASSING.reduce((sum, bits) => sum + onesIn(bits), 0) : 0;
  return count / (32 * WORDS) + independentShareOf(sieve) / 8;
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
  return count / (32 * WORDS) + independentShareOf(unionOf(one.sieve, other.sieve)) / 8;
}

function lowestIn(set: number): number {
  return 31 - Math.clz32(set & -set);
}

function onesIn(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
