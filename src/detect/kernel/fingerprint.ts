import type { Anchor, ByteClass } from './anchor.ts';

/** Anchors are told apart by one bit each in a byte, so anchors beyond the eighth share a bit with others. */
const BUCKETS = 8;

const ALL_NIBBLES = 0xffff;

/**
 * Bytes by falling frequency in what agents send and get: JSON, event streams, Markdown, JavaScript, base64.
 * Measured on a mix of these; only the order and the rough shape matter.
 */
const COMMON_BYTES = ' etnao"sildrcp:\n/uhmb_.,ygx\\fk0v)({}-`w=1\'2j#S435;[TE68]CAI97PRNOMBFDL+zqU*HWGVJYKXQZ><|&?!';

/** The shape that fits the measured frequencies: 11 % for the blank, 1 % for the 24th, 0.2 % for the 84th. */
const SHARE_OF_BYTE = Float64Array.from({ length: 256 }, (_, byte) => {
  const rank = COMMON_BYTES.indexOf(String.fromCharCode(byte));
  return rank < 0 ? 1e-4 : 0.55 / (rank + 4) ** 1.25;
});

/**
 * Leading places of an anchor that the fingerprint looks at. Three would cost a fifth less where nothing is found, but
 * let 5 to 10 times the candidates through, and then text of which nothing repeats is 5 to 45 % slower.
 */
export const FINGERPRINT_PLACES = 4;

/** What a bucket, or one anchor, lets through: for each place a 16-bit set of low and one of high nibbles. */
interface Sieve {
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Expected share of offsets that pass, as if neighbouring bytes were independent. */
  readonly share: number;
}

/**
 * Nibble tables that tell where an anchor may begin: 32 bytes a place, buckets as bits by low nibble and then by high
 * nibble. A run of bytes passes when one bucket's bit stands at both nibbles of every place.
 *
 * The commonest anchors choose their bucket first; every anchor takes the one whose expected candidates grow least.
 */
export function fingerprintOf(anchors: readonly Anchor[]): Uint8Array {
  const shut = sieve(Array<number>(FINGERPRINT_PLACES).fill(0), Array<number>(FINGERPRINT_PLACES).fill(0));
  const buckets = Array<Sieve>(BUCKETS).fill(shut);
  const commonestFirst = anchors.map((anchor) => sieveOf(anchor)).sort((a, b) => b.share - a.share);
  for (const one of commonestFirst) {
    let chosen = 0;
    let best = one;
    let leastGrowth = Infinity;
    for (const [bucket, old] of buckets.entries()) {
      const joined = join(old, one);
      if (joined.share - old.share >= leastGrowth) continue;
      chosen = bucket;
      best = joined;
      leastGrowth = joined.share - old.share;
    }
    buckets[chosen] = best;
  }
  return tablesOf(buckets);
}

function sieve(low: readonly number[], high: readonly number[]): Sieve {
  return { low, high, share: low.reduce((share, set, place) => share * shareOfPlace(set, high[place] ?? 0), 1) };
}

function sieveOf(anchor: Anchor): Sieve {
  const low = Array<number>(FINGERPRINT_PLACES).fill(ALL_NIBBLES);
  const high = Array<number>(FINGERPRINT_PLACES).fill(ALL_NIBBLES);
  for (const [place, bytes] of anchor.classes.slice(0, FINGERPRINT_PLACES).entries()) {
    low[place] = nibbleSet(bytes, (byte) => byte & 15);
    high[place] = nibbleSet(bytes, (byte) => byte >> 4);
  }
  return sieve(low, high);
}

function nibbleSet(bytes: ByteClass, nibbleOf: (byte: number) => number): number {
  let set = 0;
  for (const byte of bytes) set |= 1 << nibbleOf(byte);
  return set;
}

function join(a: Sieve, b: Sieve): Sieve {
  const either = (set: number, place: number, other: readonly number[]): number => set | (other[place] ?? 0);
  return sieve(
    a.low.map((set, place) => either(set, place, b.low)),
    a.high.map((set, place) => either(set, place, b.high)),
  );
}

function shareOfPlace(low: number, high: number): number {
  if (low === ALL_NIBBLES && high === ALL_NIBBLES) return 1;
  let share = 0;
  for (let rows = high; rows !== 0; rows &= rows - 1) {
    const row = 16 * lowestIn(rows);
    for (let columns = low; columns !== 0; columns &= columns - 1) share += SHARE_OF_BYTE[row + lowestIn(columns)] ?? 0;
  }
  return share;
}

function lowestIn(set: number): number {
  return 31 - Math.clz32(set & -set);
}

function tablesOf(buckets: readonly Sieve[]): Uint8Array {
  return Uint8Array.from({ length: 32 * FINGERPRINT_PLACES }, (_, at) => {
    const nibble = at & 15;
    let bits = 0;
    for (const [bucket, { low, high }] of buckets.entries()) {
      bits |= (((((at & 16) === 0 ? low : high)[at >> 5] ?? 0) >> nibble) & 1) << bucket;
    }
    return bits;
  });
}
