import { FINGERPRINT_PLACES } from './fingerprint.ts';
import { flow, Frame, i32, i64, moduleBytes, v128 } from './wasm-assembler.ts';
import type { Code, Variable } from './wasm-assembler.ts';

/** Places of the longest anchor. */
export const MAX_PLACES = 8;

/** Bytes looked through at a time: with the tables they fit one page of memory and a core's own cache. */
export const BLOCK_BYTES = 32 * 1024;

/** Pairs the program can write before it must be called again. */
export const MAX_PAIRS = 1024;

/**
 * Where things lie in the module's one page of memory:
 * - `masks`: for each place, 256 64-bit masks of the anchors that take that byte there (past their end: of every byte);
 * - `fingerprint`: for each place of the fingerprint 16 bytes by low nibble, then 16 by high nibble: buckets as bits;
 * - `fitting`: by number of bytes left (0 to 7), the 64-bit mask of the anchors that are no longer than that;
 * - `input`: the block and the bytes after it that its last anchors reach into;
 * - `pairs`: (offset, anchor), 32 bits each.
 * Numbers are little-endian, as in all WebAssembly memory.
 */
export const LAYOUT = {
  masks: 0,
  fingerprint: 16_384,
  fitting: 16_384 + 128,
  input: 16_384 + 256,
  pairs: 16_384 + 256 + BLOCK_BYTES + 64,
} as const;

/**
 * The kernel's module. `run(start, limit, length, base, room)` looks for anchors that begin in `[start, limit)` of
 * the `length` input bytes, and writes at most `room` pairs, offsets raised by `base`.
 * It returns how many it wrote, or the bitwise complement of that number when the next offset's did not fit.
 *
 * Sixteen bytes a round: each byte's low and high nibble are looked up in the fingerprint tables of every place, and
 * the results, moved so that the places of one anchor meet, leave a bit where all its nibbles agree ("Teddy", the
 * literal matcher of Hyperscan). Only there are the bytes themselves compared, for all anchors at once.
 *
 * `relaxed` is for engines with relaxed SIMD: a lookup is then one machine instruction, not two, and the program
 * 1.3 times as fast.
 */
export function simdProgram(relaxed: boolean): Uint8Array {
  const frame = new Frame(5);
  const [start, limit, length, base, room] = frame.params as [Variable, Variable, Variable, Variable, Variable];
  const at = frame.local('i32');
  const candidates = frame.local('i32');
  const place = frame.local('i32');
  const out = frame.local('i32');
  const left = frame.local('i32');
  const matched = frame.local('i64');
  const lowNibbles = frame.local('v128');
  const low = frame.local('v128');
  const high = frame.local('v128');
  const buckets = frame.local('v128');
  const sixteen = frame.local('v128');
  const agreed = frame.local('v128');
  /** How far the fingerprint's last place, where its bits come to lie, stands behind the first. */
  const lead = FINGERPRINT_PLACES - 1;
  const places = Array.from({ length: FINGERPRINT_PLACES }, (_, index) => ({
    index,
    byLow: frame.local('v128'),
    byHigh: frame.local('v128'),
    /** What this place agreed to in the sixteen bytes before. */
    before: frame.local('v128'),
  }));
  const zero = i32.value(0);
  const one = i32.value(1);
  const lookUp = relaxed ? v128.lookUpRelaxed : v128.lookUp;

  const fingerprint = places.map(({ index, byLow, byHigh, before }): Code => {
    const agreeing = v128.and(lookUp(byLow.get, low.get), lookUp(byHigh.get, high.get));
    if (index === lead) return buckets.set(v128.and(buckets.get, agreeing));
    const moved = v128.carryIn(before.get, agreed.get, lead - index);
    return [
      agreed.set(agreeing),
      buckets.set(index === 0 ? moved : v128.and(buckets.get, moved)),
      before.set(agreed.get),
    ];
  });

  const masksOf = (index: number): Code =>
    i64.load(i32.shl(i32.loadByte(place.get, LAYOUT.input + index), i32.value(3)), LAYOUT.masks + 2048 * index);
  const noneLeft = i64.isZero(matched.get);
  const compare = [0, 2, 4, 6].map((index): Code => {
    const two = i64.and(masksOf(index), masksOf(index + 1));
    return flow.branchIf(0, i64.isZero(matched.tee(index === 0 ? two : i64.and(matched.get, two))));
  });
  const remaining = i32.sub(length.get, place.get);
  const fitting = i64.load(i32.shl(remaining, i32.value(3)), LAYOUT.fitting);
  const written = i32.sub(room.get, left.get);
  const withoutLowest = i64.and(matched.get, i64.sub(matched.get, i64.value(1)));

  const confirm = flow.block(
    flow.branchIf(0, i32.notLessUnsigned(place.get, limit.get)),
    ...compare,
    flow.when(
      i32.lessUnsigned(remaining, i32.value(MAX_PLACES)),
      matched.set(i64.and(matched.get, fitting)),
      flow.branchIf(1, noneLeft),
    ),
    flow.when(
      i32.lessUnsigned(left.get, i64.toI32(i64.onesCount(matched.get))),
      flow.giveBack(i32.xor(written, i32.value(-1))),
    ),
    flow.loop(
      i32.store(out.get, i32.add(place.get, base.get), LAYOUT.pairs),
      i32.store(out.get, i64.toI32(i64.trailingZeros(matched.get)), LAYOUT.pairs + 4),
      out.set(i32.add(out.get, i32.value(8))),
      left.set(i32.sub(left.get, one)),
      flow.branchIf(0, i64.notEqual(matched.tee(withoutLowest), i64.value(0))),
    ),
  );

  const body = frame.body(
    ...places.flatMap(({ index, byLow, byHigh }) => [
      byLow.set(v128.load(zero, LAYOUT.fingerprint + 32 * index)),
      byHigh.set(v128.load(zero, LAYOUT.fingerprint + 32 * index + 16)),
    ]),
    lowNibbles.set(v128.repeat(0x0f)),
    at.set(start.get),
    left.set(room.get),
    flow.loop(
      sixteen.set(v128.load(at.get, LAYOUT.input)),
      low.set(v128.and(sixteen.get, lowNibbles.get)),
      high.set(v128.and(v128.shiftLanesRight(sixteen.get, 4), lowNibbles.get)),
      ...fingerprint,
      flow.when(
        v128.anyTrue(buckets.get),
        candidates.set(i32.xor(v128.topBits(v128.bytesEqual(buckets.get, v128.repeat(0))), i32.value(0xffff))),
        flow.loop(
          place.set(i32.add(at.get, i32.sub(i32.trailingZeros(candidates.get), i32.value(lead)))),
          confirm,
          flow.branchIf(0, candidates.tee(i32.and(candidates.get, i32.sub(candidates.get, one)))),
        ),
      ),
      flow.branchIf(0, i32.lessUnsigned(at.tee(i32.add(at.get, i32.value(16))), i32.add(limit.get, i32.value(lead)))),
    ),
    written,
  );
  return moduleBytes(frame.params.length, body);
}
