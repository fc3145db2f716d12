import type { ByteClass } from './anchor.ts';
import {
  independentShareOf,
  measured,
  SIEVE_PLACES,
  shareOfUnion,
  sieveOf,
  unionOf,
  type MeasuredSieve,
  type Sieve,
} from './sieve.ts';

/** Runs in one table are told apart by one bit each in a byte. */
const BUCKETS_A_TABLE = 8;

/** Bytes of one table. */
export const TABLE_BYTES = 32 * SIEVE_PLACES;

/** From so few sieves on every two are compared: before, it would take long. */
const MAX_COMPARED = 64;

/**
 * A second table takes as long as looking at the candidates that are this share of all offsets, measured: some 7 us for
 * 64 KB, and 2 ns a candidate.
 */
const SHARE_OF_A_TABLE = 0.06;

/** Two sieves in one bucket, and how much more passes than through the two apart. */
interface Union {
  readonly one: MeasuredSieve;
  readonly other: MeasuredSieve;
  readonly growth: number;
}

/**
 * Nibble tables, one or `maxTables` of them one behind the other, that tell where one of `runs` may stand: 32 bytes a place,
 * buckets as bits by low nibble and then by high nibble. A run of bytes passes when in one table one bucket's bit stands at
 * both nibbles of every place. Only the first four places count.
 *
 * Runs that would let the fewest more candidates through together are put into one bucket, two at a time, until
 * there are few enough: on a table of 44 anchors that leaves a tenth of the candidates of giving each in turn its best one.
 */
export function fingerprintOf(runs: readonly (readonly ByteClass[])[], maxTables: number): Uint8Array {
  const many = united(condensed(runs.map(sieveOf)).map(measured), maxTables * BUCKETS_A_TABLE);
  const few = united(many, BUCKETS_A_TABLE);
  const isWorthMore = shareOf(few) - shareOf(many) > SHARE_OF_A_TABLE * (maxTables - 1);
  const [buckets, tables] = isWorthMore ? [many, maxTables] : [few, 1];
  return Uint8Array.from({ length: tables * TABLE_BYTES }, (_, at) => {
    const first = BUCKETS_A_TABLE * Math.floor(at / TABLE_BYTES);
    let bits = 0;
    for (const [bucket, { sieve }] of buckets.slice(first, first + BUCKETS_A_TABLE).entries()) {
      bits |= (((sieve[(at >> 5) % SIEVE_PLACES] ?? 0) >>> (at & 31)) & 1) << bucket;
    }
    return bits;
  });
}

/** The sieves put together until there are no more than `count`. */
function united(sieves: readonly MeasuredSieve[], count: number): readonly MeasuredSieve[] {
  let buckets = sieves;
  let unions = buckets.flatMap((one, index) => buckets.slice(index + 1).map((other) => unite(one, other)));
  while (buckets.length > count) {
    const { one, other } = unions.reduce((best, next) => (next.growth < best.growth ? next : best));
    const others = buckets.filter((bucket) => bucket !== one && bucket !== other);
    unions = unions.filter(
      (union) => union.one !== one && union.one !== other && union.other !== one && union.other !== other,
    );
    const both = measured(unionOf(one.sieve, other.sieve));
    unions.push(...others.map((bucket) => unite(bucket, both)));
    buckets = [...others, both];
  }
  return buckets;
}

/** The share of offsets that pass at most. */
function shareOf(sieves: readonly MeasuredSieve[]): number {
  return sieves.reduce((sum, { share }) => sum + share, 0);
}

/** At most `MAX_COMPARED` sieves that let all through: the rarest are joined to those that grow least by it. */
function condensed(all: readonly Sieve[]): Sieve[] {
  const different = [...new Map(all.map((sieve) => [sieve.join(), sieve])).values()];
  const sieves = different
    .map((sieve) => ({ sieve, share: independentShareOf(sieve) }))
    .toSorted((a, b) => b.share - a.share);
  const kept = sieves.slice(0, MAX_COMPARED);
  for (const { sieve } of sieves.slice(MAX_COMPARED)) {
    let best = 0;
    let least = Infinity;
    for (const [index, one] of kept.entries()) {
      const growth = independentShareOf(unionOf(one.sieve, sieve)) - one.share;
      if (growth < least) [best, least] = [index, growth];
    }
    const union = unionOf(kept[best]?.sieve ?? sieve, sieve);
    kept[best] = { sieve: union, share: independentShareOf(union) };
  }
  return kept.map(({ sieve }) => sieve);
}

function unite(one: MeasuredSieve, other: MeasuredSieve): Union {
  return { one, other, growth: shareOfUnion(one, other) - one.share - other.share };
}
