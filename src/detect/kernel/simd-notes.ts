import { TABLE_BYTES } from './fingerprint.ts';
import { FOLDED } from './keys.ts';
import { SIEVE_PLACES } from './sieve.ts';
import { EVEN_HASH, LAYOUT, type Factors } from './tables.ts';
import { i32, i64, v128 } from './wasm-assembler.ts';
import type { Code, Frame, Variable } from './wasm-assembler.ts';

/** How far the fingerprint's last place, where its bits come to lie, stands behind the first. */
export const LEAD = SIEVE_PLACES - 1;

const zero = i32.value(0);

interface FingerprintCode {
  /** Before everything else. */
  readonly prepare: Code;
  /** Before the first bytes of a segment. */
  readonly begin: (table: number) => Code;
  /** Sixteen bytes. What the places agreed to before goes on. */
  readonly noteFingerprints: (table: number, at: Variable, note: Variable) => Code;
}

/**
 * Notes a bit for every offset `LEAD` bytes behind where the fingerprint agrees, for the sixteen bytes at `at`: each byte's
 * low and high nibble are looked up in the tables of every place, and the results, moved so that the places of one key
 * meet, leave a bit where all agree ("Teddy", the literal matcher of Hyperscan).
 */
export function fingerprintCode(frame: Frame, fingerprints: number, relaxed: boolean): FingerprintCode {
  const low = frame.local('v128');
  const high = frame.local('v128');
  const buckets = frame.local('v128');
  const sixteen = frame.local('v128');
  const agreed = frame.local('v128');
  const places = Array.from({ length: SIEVE_PLACES }, (_, index) => ({
    index,
    byLow: frame.local('v128'),
    byHigh: frame.local('v128'),
  }));
  /** What the places before the last agreed to in the sixteen bytes before, by table. */
  const before = Array.from({ length: fingerprints }, () => Array.from({ length: LEAD }, () => frame.local('v128')));
  const lookUp = relaxed ? v128.lookUpRelaxed : v128.lookUp;
  /** Constants are locals: engines write a constant anew in every round. */
  const lowNibbles = frame.local('v128');

  const load = (table: number): Code =>
    places.map(({ index, byLow, byHigh }) => {
      const from = LAYOUT.fingerprint + TABLE_BYTES * table + 32 * index;
      return [byLow.set(v128.load(zero, from)), byHigh.set(v128.load(zero, from + 16))];
    });
  return {
    prepare: [lowNibbles.set(v128.repeat(0x0f)), fingerprints === 1 ? load(0) : []],
    begin: (table) => (fingerprints === 1 ? [] : load(table)),
    noteFingerprints: (table, at, note) => {
      const agree = places.map(({ index, byLow, byHigh }): Code => {
        const agreeing = v128.and(lookUp(byLow.get, low.get), lookUp(byHigh.get, high.get));
        const earlier = before[table]?.[index];
        if (earlier === undefined) return buckets.set(v128.and(buckets.get, agreeing));
        const moved = v128.carryIn(earlier.get, agreed.get, LEAD - index);
        return [
          agreed.set(agreeing),
          buckets.set(index === 0 ? moved : v128.and(buckets.get, moved)),
          earlier.set(agreed.get),
        ];
      });
      const noted = i32.xor(v128.topBits(v128.bytesEqual(buckets.get, v128.repeat(0))), i32.value(0xffff));
      return [
        sixteen.set(v128.load(at.get, LAYOUT.input)),
        low.set(v128.and(sixteen.get, lowNibbles.get)),
        high.set(v128.and(v128.shiftLanesRight(sixteen.get, 4), lowNibbles.get)),
        ...agree,
        i32.storeHalf(
          note.get,
          table === 0 ? noted : i32.or(noted, i32.loadHalf(note.get, LAYOUT.candidates)),
          LAYOUT.candidates,
        ),
      ];
    },
  };
}

interface EvensCode {
  /** Before everything else. */
  readonly prepare: Code;
  readonly noteEvens: (at: Variable, note: Variable) => Code;
}

/**
 * Notes bits, `LEAD` bytes behind as well, for those of eight words that hash to a one in `evens`: of the word that begins two
 * bytes before `at`, and of every second one after it. So all sixteen bits are for these words and no others.
 */
export function evensCode(frame: Frame, factors: Factors): EvensCode {
  const folded = frame.local('v128');
  const multipliers = frame.local('v128');
  const mask = frame.local('v128');
  const halves = (low: number, high: number): Code =>
    v128.bytes(Array.from({ length: 4 }, () => [low & 0xff, low >> 8, high & 0xff, high >> 8]).flat());
  const hashes = frame.local('v128');
  /** Two hashes each: of the words at 0 and 4, 8 and 12, 2 and 6, 10 and 14 bytes. */
  const twos = Array.from({ length: 4 }, () => frame.local('i64'));
  const isThere = (index: number): Code => {
    const two = twos[2 * (index & 1) + (index >> 2)]?.get ?? [];
    return i32.loadByte(i64.toI32(((index >> 1) & 1) === 0 ? two : i64.shiftRight(two, i64.value(32))), LAYOUT.evens);
  };
  const bits = [6, 5, 4, 3, 2, 1, 0].reduce(
    (sum, index) => i32.add(i32.shl(sum, i32.value(2)), isThere(index)),
    isThere(7),
  );
  return {
    prepare: [
      folded.set(v128.repeat(FOLDED & 0xff)),
      multipliers.set(halves(...factors)),
      mask.set(halves(EVEN_HASH.mask & 0xffff, EVEN_HASH.mask >> 16)),
    ],
    noteEvens: (at, note) => [
      ...[0, 2].flatMap((lag) => {
        const words = v128.or(v128.load(at.get, LAYOUT.input - 2 + lag), folded.get);
        const shifted = v128.shiftWordsRight(v128.dotHalves(words, multipliers.get), EVEN_HASH.shift);
        return [
          hashes.set(v128.and(shifted, mask.get)),
          ...[0, 1].map((half) => twos[lag + half]?.set(v128.half(hashes.get, half)) ?? []),
        ];
      }),
      i32.storeHalf(note.get, i32.shl(bits, i32.value(LEAD - 2)), LAYOUT.evenCandidates),
    ],
  };
}
