import { FOLDED } from './keys.ts';
import { evensCode, fingerprintCode, LEAD } from './simd-notes.ts';
import {
  LAYOUT,
  LISTED_AT_ONCE,
  MAX_LAG,
  MAX_PLACES,
  RECORD,
  SEGMENT_BYTES,
  SLOT_HASH,
  TARGET,
  type Factors,
} from './tables.ts';
import { flow, Frame, i32, i64, moduleBytes } from './wasm-assembler.ts';
import type { Code, Variable } from './wasm-assembler.ts';

/** What a program is made for. */
export interface ProgramParts {
  /** Tables of the fingerprint. */
  readonly fingerprints: number;
  readonly hasEvens: boolean;
  /** Where the records and the links are in memory. */
  readonly records: number;
  readonly links: number;
  /** What the hashes of `evens` are made with. */
  readonly factors: Factors;
  /** Pages of memory. */
  readonly pages: number;
  /** For engines with relaxed SIMD: a lookup is then one machine instruction, not two. */
  readonly relaxed: boolean;
}

const zero = i32.value(0);
const one = i32.value(1);

/**
 * The kernel's module. `run(start, limit, length, room)` looks for anchors that begin in `[start, limit)` of the
 * `length` input bytes, and writes at most `room` pairs, sorted by offset and anchor.
 * It returns how many it wrote, or the bitwise complement of that number when there was no room for all: then the pairs of
 * up to `MAX_LAG` offsets before the one that was too much are left out as well, since they may lack some.
 *
 * It takes segment after segment. First candidates are noted, in loops without a branch that could be mispredicted: where
 * the fingerprint agrees, and where a word stands at an even offset that may be looked for. Then those that hash to
 * nothing are dropped, without such a branch too. At last what is left is compared.
 */
export function simdProgram({
  fingerprints,
  hasEvens,
  records,
  links,
  factors,
  pages,
  relaxed,
}: ProgramParts): Uint8Array {
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
    i32.and(i32.loadHalf(zero, LAYOUT.evenCandidates), i32.value(0xffff << LEAD)),
    LAYOUT.evenCandidates,
  );
  const { prepare, begin, noteFingerprints } = fingerprintCode(frame, fingerprints, relaxed);
  const evens = evensCode(frame, factors);
  const body = frame.body(
    prepare,
    hasEvens ? evens.prepare : [],
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
              evens.noteEvens(at, note),
              note.set(i32.add(note.get, i32.value(2))),
              flow.branchIf(0, untilSegmentEnd),
            ),
            i64.store(note.get, i64.value(0), LAYOUT.evenCandidates),
            flow.when(i32.equal(segment.get, start.get), forgetBeforeStart),
          ]
        : []),
      note.set(zero),
      lookAtCandidates({ frame, hasEvens, records, links, start, limit, length, room, at, note, segment, out }),
      flow.branchIf(0, i32.lessUnsigned(at.get, end.get)),
    ),
    i32.shiftRight(out.get, i32.value(3)),
  );
  return moduleBytes(frame.params.length, body, pages);
}

interface Confirming {
  readonly frame: Frame;
  readonly hasEvens: boolean;
  readonly records: number;
  readonly links: number;
  readonly start: Variable;
  readonly limit: Variable;
  readonly length: Variable;
  readonly room: Variable;
  readonly at: Variable;
  readonly note: Variable;
  readonly segment: Variable;
  readonly out: Variable;
}

/**
 * Looks at the candidates from `note` on that were noted for the bytes from `segment` to `at`: lists where they stand, of
 * these the ones with a link, and follows their links.
 */
function lookAtCandidates({
  frame,
  hasEvens,
  records,
  links,
  start,
  limit,
  length,
  room,
  at,
  note,
  segment,
  out,
}: Confirming): Code {
  const bits = frame.local('i64');
  const place = frame.local('i32');
  const index = frame.local('i32');
  const listed = frame.local('i32');
  const linked = frame.local('i32');
  const word = frame.local('i32');
  const link = frame.local('i32');
  const others = frame.local('i32');
  const slot = frame.local('i32');
  const isEven = frame.local('i32');
  const record = frame.local('i32');
  const target = frame.local('i32');
  const offset = frame.local('i32');

  const writePair = pairCode({ frame, room, place, target, offset, out });
  const compare = flow.block(
    offset.set(i32.sub(place.get, i32.and(target.get, i32.value(TARGET.lag)))),
    flow.branchIf(0, i32.notLessUnsigned(i32.sub(offset.get, start.get), i32.sub(limit.get, start.get))),
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
      flow.when(
        i32.isZero(link.get),
        link.set(i32.and(others.get, i32.value(0xffff))),
        others.set(i32.shiftRight(others.get, i32.value(16))),
        flow.when(i32.isZero(link.get), link.set(others.get), others.set(zero)),
      ),
      flow.branchIf(1, i32.isZero(link.get)),
      link.set(i32.shl(link.get, i32.value(2))),
      target.set(i32.loadHalf(link.get, links + 2)),
      link.set(i32.loadHalf(link.get, links)),
      compare,
      flow.branch(0),
    ),
  );
  const hashed = (value: Code, { shift, mask }: { readonly shift: number; readonly mask: number }): Code =>
    i32.and(i32.shiftRight(i32.mul(value, i32.value(SLOT_HASH.factor)), i32.value(shift)), i32.value(mask));
  const rest = i64.and(bits.get, i64.sub(bits.get, i64.value(1)));
  const listSome = Array.from({ length: LISTED_AT_ONCE }, (_, nth) => [
    i32.store(index.get, i32.add(word.get, i64.toI32(i64.trailingZeros(bits.get))), LAYOUT.places + 4 * nth),
    bits.set(rest),
  ]);
  /** As many as may be are written at once, so that it does not matter to the processor how many there are. */
  const listPlaces = flow.loop(
    bits.set(i64.load(note.get, LAYOUT.candidates)),
    hasEvens ? bits.set(i64.or(bits.get, i64.load(note.get, LAYOUT.evenCandidates))) : [],
    word.set(i32.shl(note.get, i32.value(3))),
    listed.set(i32.add(index.get, i32.shl(i64.toI32(i64.onesCount(bits.get)), i32.value(2)))),
    flow.block(
      flow.loop(
        flow.branchIf(1, i64.isZero(bits.get)),
        ...listSome,
        index.set(i32.add(index.get, i32.value(4 * LISTED_AT_ONCE))),
        flow.branch(0),
      ),
    ),
    index.set(listed.get),
    note.set(i32.add(note.get, i32.value(8))),
    flow.branchIf(0, i32.lessUnsigned(i32.shl(note.get, i32.value(3)), i32.sub(at.get, segment.get))),
  );
  /** The links of even words go with the candidates that were noted for them alone: others meet one by chance. */
  const addEven = [
    isEven.set(
      i32.sub(
        zero,
        i32.and(
          i32.shiftRight(
            i32.loadByte(i32.shiftRight(place.get, i32.value(3)), LAYOUT.evenCandidates),
            i32.and(place.get, i32.value(7)),
          ),
          one,
        ),
      ),
    ),
    others.set(
      i32.or(
        others.get,
        i32.shl(i32.and(i32.loadHalf(i32.and(slot.get, isEven.get), LAYOUT.byEven), isEven.get), i32.value(16)),
      ),
    ),
  ];
  const listLinked = flow.block(
    flow.loop(
      flow.branchIf(1, i32.equal(index.get, listed.get)),
      place.set(i32.load(index.get, LAYOUT.places)),
      index.set(i32.add(index.get, i32.value(4))),
      word.set(i32.load(i32.add(place.get, segment.get), LAYOUT.input - LEAD)),
      others.set(i32.loadHalf(hashed(i32.shl(word.get, i32.value(16)), SLOT_HASH.pair), LAYOUT.byPair)),
      slot.set(hashed(i32.or(word.get, i32.value(FOLDED)), SLOT_HASH.word)),
      link.set(i32.loadHalf(slot.get, LAYOUT.byWord)),
      hasEvens ? addEven : [],
      i32.store(linked.get, i32.or(place.get, i32.shl(link.get, i32.value(16))), LAYOUT.linked),
      i32.store(linked.get, others.get, LAYOUT.linked + 4),
      linked.set(i32.add(linked.get, i32.shl(i32.notEqual(i32.or(link.get, others.get), zero), i32.value(3)))),
      flow.branch(0),
    ),
  );
  const followLinked = flow.block(
    flow.loop(
      flow.branchIf(1, i32.equal(index.get, linked.get)),
      place.set(i32.sub(i32.add(segment.get, i32.loadHalf(index.get, LAYOUT.linked)), i32.value(LEAD))),
      link.set(i32.loadHalf(index.get, LAYOUT.linked + 2)),
      others.set(i32.load(index.get, LAYOUT.linked + 4)),
      index.set(i32.add(index.get, i32.value(8))),
      followLinks,
      flow.branch(0),
    ),
  );
  return [index.set(zero), listPlaces, index.set(zero), linked.set(zero), listLinked, index.set(zero), followLinked];
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
