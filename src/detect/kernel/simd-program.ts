import { TABLE_BYTES } from './fingerprint.ts';
import { FOLDED } from './keys.ts';
import { SIEVE_PLACES } from './sieve.ts';
import { EVEN_HASH, LAYOUT, MAX_LAG, MAX_PLACES, RECORD, SEGMENT_BYTES, SLOT_HASH, TARGET } from './tables.ts';
import { flow, Frame, i32, i64, moduleBytes, v128 } from './wasm-assembler.ts';
import type { Code, Variable } from './wasm-assembler.ts';

/** What a program is made for. */
export interface ProgramParts {
  /** Tables of the fingerprint. */
  readonly fingerprints: number;
  readonly hasEvens: boolean;
  /** Where the records are in memory. */
  readonly records: number;
  /** Pages of memory. */
  readonly pages: number;
  /** For engines with relaxed SIMD: a lookup is then one machine instruction, not two. */
  readonly relaxed: boolean;
}

/** How far the fingerprint's last place, where its bits come to lie, stands behind the first. */
const LEAD = SIEVE_PLACES - 1;

const zero = i32.value(0);
const one = i32.value(1);

/**
 * The kernel's module. `run(start, limit, length, room)` looks for anchors that begin in `[start, limit)` of the
 * `length` input bytes, and writes at most `room` pairs, sorted by offset and anchor.
 * It returns how many it wrote, or the bitwise complement of that number when there was no room for all: then the pairs of
 * up to `MAX_LAG` offsets before the one that was too much are left out as well, since they may lack some.
 *
 * It takes segment after segment. First `noteFingerprints`: sixteen bytes a round, each byte's low and high nibble are
 * looked up in the fingerprint tables of every place, and the results, moved so that the places of one key meet, leave a
 * bit where all nibbles agree ("Teddy", the literal matcher of Hyperscan). Then `noteEvens`: the eight words at even offsets
 * are hashed and looked up. Neither has a branch that could be mispredicted. At last `lookAtCandidates`: the bytes of each
 * candidate are hashed, which dismisses nearly all, and what is left is compared.
 */
export function simdProgram({ fingerprints, hasEvens, records, pages, relaxed }: ProgramParts): Uint8Array {
  const frame = new Frame(4);
  const [start, limit, length, room] = frame.params as [Variable, Variable, Variable, Variable];
  const at = frame.local('i32');
  const note = frame.local('i32');
  const segment = frame.local('i32');
  const segmentEnd = frame.local('i32');
  const end = frame.local('i32');
  const out = frame.local('i32');
  const untilSegmentEnd = i32.lessUnsigned(at.tee(i32.add(at.get, i32.value(16))), segmentEnd.get);

  const forgetBeforeStart = i32.storeHalf(
    zero,
    i32.and(i32.loadHalf(zero, LAYOUT.candidates), i32.value(0xffff << LEAD)),
    LAYOUT.candidates,
  );
  const { prepare, begin, noteFingerprints } = fingerprintCode(frame, fingerprints, relaxed);
  const body = frame.body(
    prepare,
    at.set(start.get),
    end.set(i32.add(limit.get, i32.value(MAX_LAG + LEAD))),
    flow.loop(
      segment.set(at.get),
      segmentEnd.set(i32.add(at.get, i32.value(SEGMENT_BYTES))),
      flow.when(i32.lessUnsigned(end.get, segmentEnd.get), segmentEnd.set(end.get)),
      ...Array.from({ length: fingerprints }, (_, table) => [
        at.set(segment.get),
        note.set(zero),
        begin(table),
        flow.loop(
          noteFingerprints(table, at, note),
          note.set(i32.add(note.get, i32.value(2))),
          flow.branchIf(0, untilSegmentEnd),
        ),
      ]),
      i64.store(note.get, i64.value(0), LAYOUT.candidates),
      ...(hasEvens
        ? [
            at.set(segment.get),
            note.set(zero),
            flow.loop(
              noteEvens(at, note),
              note.set(i32.add(note.get, i32.value(2))),
              flow.branchIf(0, untilSegmentEnd),
            ),
            flow.when(i32.equal(segment.get, start.get), forgetBeforeStart),
          ]
        : []),
      note.set(zero),
      lookAtCandidates({ frame, records, start, limit, length, room, at, note, segment, out }),
      flow.branchIf(0, i32.lessUnsigned(at.get, end.get)),
    ),
    i32.shiftRight(out.get, i32.value(3)),
  );
  return moduleBytes(frame.params.length, body, pages);
}

interface FingerprintCode {
  readonly prepare: Code;
  readonly begin: (table: number) => Code;
  readonly noteFingerprints: (table: number, at: Variable, note: Variable) => Code;
}

/** A bit for every offset `LEAD` bytes behind where the fingerprint agrees. What it agreed to before goes on. */
function fingerprintCode(frame: Frame, fingerprints: number, relaxed: boolean): FingerprintCode {
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
  const lowNibbles = v128.repeat(0x0f);

  const load = (table: number): Code =>
    places.map(({ index, byLow, byHigh }) => {
      const from = LAYOUT.fingerprint + TABLE_BYTES * table + 32 * index;
      return [byLow.set(v128.load(zero, from)), byHigh.set(v128.load(zero, from + 16))];
    });
  return {
    prepare: fingerprints === 1 ? load(0) : [],
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
        low.set(v128.and(sixteen.get, lowNibbles)),
        high.set(v128.and(v128.shiftLanesRight(sixteen.get, 4), lowNibbles)),
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

/** Adds the bits of words that may be looked for: those that begin 2 bytes before `at`, and every second byte after. */
function noteEvens(at: Variable, note: Variable): Code {
  const halves = (low: number, high: number): Code =>
    v128.bytes(Array.from({ length: 4 }, () => [low & 0xff, low >> 8, high & 0xff, high >> 8]).flat());
  const hashesAt = (lag: number): Code => {
    const folded = v128.or(v128.load(at.get, LAYOUT.input - 2 + lag), v128.repeat(FOLDED & 0xff));
    const sums = v128.dotHalves(folded, halves(...EVEN_HASH.factors));
    return v128.and(v128.shiftWordsRight(sums, EVEN_HASH.shift), halves(EVEN_HASH.mask, 0));
  };
  const isThere = (index: number): Code =>
    i32.loadByte(i32.load(zero, LAYOUT.hashes + 16 * (index & 1) + 4 * (index >> 1)), LAYOUT.evens);
  const bits = [6, 5, 4, 3, 2, 1, 0].reduce(
    (sum, index) => i32.add(i32.shl(sum, i32.value(2)), isThere(index)),
    isThere(7),
  );
  return [
    v128.store(zero, hashesAt(0), LAYOUT.hashes),
    v128.store(zero, hashesAt(2), LAYOUT.hashes + 16),
    i32.storeHalf(
      note.get,
      i32.or(i32.loadHalf(note.get, LAYOUT.candidates), i32.shl(bits, i32.value(LEAD - 2))),
      LAYOUT.candidates,
    ),
  ];
}

interface Confirming {
  readonly frame: Frame;
  readonly records: number;
  readonly start: Variable;
  readonly limit: Variable;
  readonly length: Variable;
  readonly room: Variable;
  readonly at: Variable;
  readonly note: Variable;
  readonly segment: Variable;
  readonly out: Variable;
}

/** Looks at the candidates from `note` on that were noted for the bytes from `segment` to `at`. */
function lookAtCandidates({ frame, records, start, limit, length, room, at, note, segment, out }: Confirming): Code {
  const bits = frame.local('i64');
  const place = frame.local('i32');
  const word = frame.local('i32');
  const link = frame.local('i32');
  const other = frame.local('i32');
  const record = frame.local('i32');
  const target = frame.local('i32');
  const offset = frame.local('i32');

  const writePair = pairCode({ frame, room, place, target, offset, out });
  const compare = flow.block(
    offset.set(i32.sub(place.get, i32.and(target.get, i32.value(TARGET.lag)))),
    flow.branchIf(0, i32.notLessUnsigned(i32.sub(offset.get, start.get), i32.sub(limit.get, start.get))),
    flow.branchIf(
      0,
      i32.and(
        i32.shiftRight(target.get, i32.value(Math.log2(TARGET.evenOnly))),
        i32.and(i32.sub(place.get, segment.get), one),
      ),
    ),
    record.set(
      i32.add(
        i32.shl(i32.shiftRight(target.get, i32.value(Math.log2(TARGET.anchor))), i32.value(Math.log2(RECORD.bytes))),
        i32.value(records),
      ),
    ),
    flow.branchIf(0, i32.lessUnsigned(i32.sub(length.get, offset.get), i32.load(record.get, RECORD.length))),
    flow.branchIf(0, differs(frame, record, offset)),
    writePair,
  );
  const followLinks = flow.block(
    flow.loop(
      flow.when(i32.isZero(link.get), link.set(other.get), other.set(zero)),
      flow.branchIf(1, i32.isZero(link.get)),
      link.set(i32.shl(link.get, i32.value(2))),
      target.set(i32.loadHalf(link.get, 2)),
      link.set(i32.loadHalf(link.get, 0)),
      compare,
      flow.branch(0),
    ),
  );
  const slot = (value: Code, { shift, mask }: { readonly shift: number; readonly mask: number }): Code =>
    i32.and(i32.shiftRight(i32.mul(value, i32.value(SLOT_HASH.factor)), i32.value(shift)), i32.value(mask));
  const lowest = i64.toI32(i64.trailingZeros(bits.get));
  return flow.loop(
    bits.set(i64.load(note.get, LAYOUT.candidates)),
    flow.block(
      flow.loop(
        flow.branchIf(1, i64.isZero(bits.get)),
        place.set(i32.sub(i32.add(i32.add(segment.get, i32.shl(note.get, i32.value(3))), lowest), i32.value(LEAD))),
        bits.set(i64.and(bits.get, i64.sub(bits.get, i64.value(1)))),
        word.set(i32.load(place.get, LAYOUT.input)),
        link.set(i32.loadHalf(slot(i32.or(word.get, i32.value(FOLDED)), SLOT_HASH.word), LAYOUT.byWord)),
        other.set(i32.loadHalf(slot(i32.shl(word.get, i32.value(16)), SLOT_HASH.pair), LAYOUT.byPair)),
        flow.branchIf(0, i32.isZero(i32.or(link.get, other.get))),
        followLinks,
        flow.branch(0),
      ),
    ),
    note.set(i32.add(note.get, i32.value(8))),
    flow.branchIf(0, i32.lessUnsigned(i32.shl(note.get, i32.value(3)), i32.sub(at.get, segment.get))),
  );
}

/** Whether the bytes at `offset` are not those of a record's anchor. */
function differs(frame: Frame, record: Variable, offset: Variable): Code {
  const list = frame.local('i32');
  const result = frame.local('i32');
  const masked = i64.and(
    i64.or(i64.load(offset.get, LAYOUT.input), i64.load(record.get, RECORD.set)),
    i64.load(record.get, RECORD.care),
  );
  const inSet = (place: number): Code => {
    const byte = i32.loadByte(offset.get, LAYOUT.input + place);
    const eight = i32.loadByte(i32.add(i32.load(list.get, 4 * place), i32.shiftRight(byte, i32.value(3))), 0);
    return i32.shiftRight(eight, i32.and(byte, i32.value(7)));
  };
  const inAll = Array.from({ length: MAX_PLACES }, (_, place) => inSet(place)).reduce(i32.and);
  return [
    flow.when(
      i32.isZero(result.tee(i64.notEqual(masked, i64.load(record.get, RECORD.value)))),
      flow.when(list.tee(i32.load(record.get, RECORD.classes)), result.set(i32.isZero(i32.and(inAll, one)))),
    ),
    result.get,
  ];
}

type Writing = Pick<Confirming, 'frame' | 'room' | 'out'> & Readonly<Record<'place' | 'target' | 'offset', Variable>>;

/** Writes a pair behind those that come before it; leaves the function when there is no room. */
function pairCode({ frame, room, place, target, offset, out }: Writing): Code {
  const to = frame.local('i32');
  const key = frame.local('i64');
  const before = frame.local('i64');
  const lastOffset = i32.load(out.get, LAYOUT.pairs - 4);
  const giveUp: Code = [
    flow.block(
      flow.loop(
        flow.branchIf(1, i32.isZero(out.get)),
        flow.branchIf(1, i32.lessSigned(lastOffset, i32.sub(place.get, i32.value(MAX_LAG)))),
        out.set(i32.sub(out.get, i32.value(8))),
        flow.branch(0),
      ),
    ),
    flow.giveBack(i32.xor(i32.shiftRight(out.get, i32.value(3)), i32.value(-1))),
  ];
  return [
    flow.when(i32.equal(out.get, i32.shl(room.get, i32.value(3))), giveUp),
    key.set(
      i64.or(
        i64.shl(i64.fromI32(offset.get), i64.value(32)),
        i64.fromI32(i32.shiftRight(target.get, i32.value(Math.log2(TARGET.anchor)))),
      ),
    ),
    to.set(out.get),
    flow.block(
      flow.loop(
        flow.branchIf(1, i32.isZero(to.get)),
        flow.branchIf(1, i64.lessUnsigned(before.tee(i64.load(to.get, LAYOUT.pairs - 8)), key.get)),
        i64.store(to.get, before.get, LAYOUT.pairs),
        to.set(i32.sub(to.get, i32.value(8))),
        flow.branch(0),
      ),
    ),
    i64.store(to.get, key.get, LAYOUT.pairs),
    out.set(i32.add(out.get, i32.value(8))),
  ];
}
