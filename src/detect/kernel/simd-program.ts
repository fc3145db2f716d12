import { FOLDED } from './keys.ts';
import { evensCode, fingerprintCode, LEAD } from './simd-notes.ts';
import { LAYOUT, MAX_LAG, MAX_PLACES, RECORD, SEGMENT_BYTES, SLOT_HASH, TARGET, type Factors } from './tables.ts';
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
    i32.and(i32.loadHalf(zero, LAYOUT.candidates), i32.value(0xffff << LEAD)),
    LAYOUT.candidates,
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
            flow.when(i32.equal(segment.get, start.get), forgetBeforeStart),
          ]
        : []),
      note.set(zero),
      lookAtCandidates({ frame, records, links, start, limit, length, room, at, note, segment, out }),
      flow.branchIf(0, i32.lessUnsigned(at.get, end.get)),
    ),
    i32.shiftRight(out.get, i32.value(3)),
  );
  return moduleBytes(frame.params.length, body, pages);
}

interface Confirming {
  readonly frame: Frame;
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
 * Looks at the candidates from `note` on that were noted for the bytes from `segment` to `at`: lists the words of bits that
 * are not empty, from these the candidates with a link, and follows their links.
 */
function lookAtCandidates({
  frame,
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
      target.set(i32.loadHalf(link.get, links + 2)),
      link.set(i32.loadHalf(link.get, links)),
      compare,
      flow.branch(0),
    ),
  );
  const slot = (value: Code, { shift, mask }: { readonly shift: number; readonly mask: number }): Code =>
    i32.and(i32.shiftRight(i32.mul(value, i32.value(SLOT_HASH.factor)), i32.value(shift)), i32.value(mask));
  const lowest = i64.toI32(i64.trailingZeros(bits.get));
  const listWords = flow.loop(
    i32.store(listed.get, note.get, LAYOUT.words),
    listed.set(
      i32.add(listed.get, i32.shl(i64.notEqual(i64.load(note.get, LAYOUT.candidates), i64.value(0)), i32.value(2))),
    ),
    note.set(i32.add(note.get, i32.value(8))),
    flow.branchIf(0, i32.lessUnsigned(i32.shl(note.get, i32.value(3)), i32.sub(at.get, segment.get))),
  );
  const listLinked = flow.block(
    flow.loop(
      flow.branchIf(1, i32.equal(index.get, listed.get)),
      note.set(i32.load(index.get, LAYOUT.words)),
      index.set(i32.add(index.get, i32.value(4))),
      bits.set(i64.load(note.get, LAYOUT.candidates)),
      note.set(i32.sub(i32.add(segment.get, i32.shl(note.get, i32.value(3))), i32.value(LEAD))),
      flow.loop(
        word.set(i32.load(place.tee(i32.add(note.get, lowest)), LAYOUT.input)),
        link.set(i32.loadHalf(slot(i32.or(word.get, i32.value(FOLDED)), SLOT_HASH.word), LAYOUT.byWord)),
        other.set(i32.loadHalf(slot(i32.shl(word.get, i32.value(16)), SLOT_HASH.pair), LAYOUT.byPair)),
        i32.store(linked.get, place.get, LAYOUT.linked),
        i32.store(linked.get, link.tee(i32.or(link.get, i32.shl(other.get, i32.value(16)))), LAYOUT.linked + 4),
        linked.set(i32.add(linked.get, i32.shl(i32.notEqual(link.get, zero), i32.value(3)))),
        flow.branchIf(0, i64.notEqual(bits.tee(i64.and(bits.get, i64.sub(bits.get, i64.value(1)))), i64.value(0))),
      ),
      flow.branch(0),
    ),
  );
  const followLinked = flow.block(
    flow.loop(
      flow.branchIf(1, i32.equal(index.get, linked.get)),
      place.set(i32.load(index.get, LAYOUT.linked)),
      link.set(i32.loadHalf(index.get, LAYOUT.linked + 4)),
      other.set(i32.loadHalf(index.get, LAYOUT.linked + 6)),
      index.set(i32.add(index.get, i32.value(8))),
      followLinks,
      flow.branch(0),
    ),
  );
  return [listed.set(zero), listWords, index.set(zero), linked.set(zero), listLinked, index.set(zero), followLinked];
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
