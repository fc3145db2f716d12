import { flow, Frame, i32, moduleBytes, v128 } from '../kernel/wasm-assembler.ts';
import type { Code, Variable } from '../kernel/wasm-assembler.ts';

/** Bytes surveyed at a time. */
export const SURVEY_BYTES = 14 * 1024;

/** Encoded places are looked for in steps of so many bytes. */
export const STEP_BYTES = 8;

/** Bytes of such a place: all of them belong to the alphabet. */
export const PLACE_BYTES = 16;

/** Bytes looked at before what was seen is judged. */
export const ROUND_BYTES = 64;

/**
 * Where things lie in the module's one page of memory: the input, with a gap before and behind it; which characters may
 * stand on the two sides of a split, by the low six bits of the first and then of the second; the entries written, at
 * most three bytes for one of the input.
 */
export const SURVEY_LAYOUT = { input: 16, pairs: SURVEY_BYTES + 256, entries: SURVEY_BYTES + 256 + 4096 } as const;

/** Quotation marks and backslashes in a row that are read as one split. */
export const MAX_SPLITTERS = 8;

/** Kinds of entries, in their two low bits. */
export const KIND = { base64: 0, hex: 1, split: 2, beyond: 3 } as const;

/** In the table of pairs: what may be split by a quotation mark, and by a backslash that is no escape. */
export const BY_QUOTE = 1;
export const BY_BACKSLASH = 2;

/** What `run` gives back: the number of entries in the low bits, and these. */
export const HAS_ZERO = 1 << 16;
export const HAS_HIGH = 1 << 17;

const DOUBLE_QUOTE = 0x22;
const QUOTE = 0x27;
const PLUS = 0x2b;
const MINUS = 0x2d;
const BACKSLASH = 0x5c;
const UNDERSCORE = 0x5f;
const LOWER_C = 0x63;
const LOWER_N = 0x6e;
const TO_LOWER = 0x20;

/** One bit for each set of low nibbles that a high nibble goes with; the last is of hex letters. */
const SIGN = 1;
const DIGIT = 2;
const FIRST_LETTERS = 4;
const UPPER_END = 8;
const LOWER_END = 16;
const HEX_LETTER = 32;

function table(byNibble: (nibble: number) => number): Code {
  return v128.bytes(Array.from({ length: 16 }, (_, nibble) => byNibble(nibble)));
}

const BY_HIGH = [0, 0, SIGN, DIGIT, FIRST_LETTERS | HEX_LETTER, UPPER_END, FIRST_LETTERS | HEX_LETTER, LOWER_END];
const BY_LOW = (low: number): number =>
  (low === 0xb || low === 0xd || low === 0xf ? SIGN : 0) |
  (low <= 9 ? DIGIT : 0) |
  (low >= 1 ? FIRST_LETTERS : 0) |
  (low <= 0xa || low === 0xf ? UPPER_END : 0) |
  (low <= 0xa ? LOWER_END : 0) |
  (low >= 1 && low <= 6 ? HEX_LETTER : 0);

/** By high nibble what makes a letter or digit its base64 value; the signs, 62 and 63, get the bits that matter. */
const TO_VALUE = [0, 0, 0, 4, -65, -65, -71, -71];
const SIGN_BITS = 0x2a;

/** As above, with bits for what may split a word; and the signs here are those that stand in one: `-`, `.` and `/`. */
const BACKSLASH_MARK = 64;
const QUOTE_MARK = 128;
const MARKS = BACKSLASH_MARK | QUOTE_MARK;
const WORD = SIGN | DIGIT | FIRST_LETTERS | UPPER_END | LOWER_END;

const MARKED_BY_HIGH = BY_HIGH.map(
  (bits, high) => bits | (high === QUOTE >> 4 ? QUOTE_MARK : 0) | (high === BACKSLASH >> 4 ? BACKSLASH_MARK : 0),
);
const MARKED_BY_LOW = (low: number): number =>
  (BY_LOW(low) & ~SIGN) |
  (low >= (MINUS & 15) ? SIGN : 0) |
  (low === (QUOTE & 15) || low === (DOUBLE_QUOTE & 15) ? QUOTE_MARK : 0) |
  (low === (BACKSLASH & 15) ? BACKSLASH_MARK : 0);

/** Ones in byte `index` of the first half and in the next one of the other half. */
function oneOfEachHalf(index: number): number[] {
  return Array.from({ length: 16 }, (_, at) => (at === index || at === 8 + index + 1 ? 0xff : 0));
}

/** Sixteen bytes of a round, and where they hold something. */
interface Vector {
  readonly offset: number;
  readonly bytes: Variable;
  /** Of `MARKS` some behind the first mark of what may be a split. */
  readonly splits: Variable;
  /** Ones in the halves that may be a place together with the eight bytes before. */
  readonly places: Variable;
}

/**
 * The module of the survey. `run(length)` looks through `length` input bytes and writes entries, offset times four plus
 * kind, for
 * - places of 16 bytes, at multiples of eight, that consist of base64 or base64url characters and of which, in one of
 *   the four ways to divide them, three groups in a row stand for ASCII; or that consist of hex digits of which every
 *   second is below 8. Text that is not encoded nearly never looks like that, nor do encoded bytes that are no text: of
 *   random base64 one place in 128;
 * - such places of which all three groups, or all of the hex digits, stand for bytes above ASCII, as rarely;
 * - quotation marks and backslashes, up to eight in a row, between two characters that are a pair.
 *
 * Sixty-four bytes a round, without a branch unless something may be there: a wrong guess of the processor's costs as
 * much as thirty bytes. `relaxed`: for engines with relaxed SIMD.
 */
export function surveyProgram(relaxed: boolean): Uint8Array {
  const frame = new Frame(1);
  const [length] = frame.params as [Variable];
  const at = frame.local('i32');
  const out = frame.local('i32');
  const place = frame.local('i32');
  const bits = frame.local('i32');
  const leads = frame.local('i32');
  const first = frame.local('i32');
  const second = frame.local('i32');
  const third = frame.local('i32');
  const eighths = frame.local('i32');
  const next = frame.local('i32');
  const behind = frame.local('i32');
  const least = frame.local('v128');
  const all = frame.local('v128');
  const bytes = frame.local('v128');
  const high = frame.local('v128');
  const kinds = frame.local('v128');
  const values = frame.local('v128');
  const others = frame.local('v128');
  const kindsBefore = frame.local('v128');
  const othersBefore = frame.local('v128');
  const halves = frame.local('v128');
  const halvesBefore = frame.local('v128');
  const vectors = Array.from(
    { length: ROUND_BYTES / 16 },
    (_, index): Vector => ({
      offset: 16 * index,
      bytes: frame.local('v128'),
      splits: frame.local('v128'),
      places: frame.local('v128'),
    }),
  );
  const { input, pairs, entries } = SURVEY_LAYOUT;

  const write = (kind: number): Code[] => [
    i32.store(out.get, i32.or(i32.shl(place.get, i32.value(2)), i32.value(kind)), entries),
    out.set(i32.add(out.get, i32.value(4))),
  ];
  const topOf = (shift: number): Code => v128.topBits(v128.shiftLanesLeft(values.get, shift));
  const shifted = (count: number): Code => i32.shiftRight(bits.get, i32.value(count));
  /** Whether every second digit, from the one on that `mask` says, is above 7, and some are above `b` as characters begin. */
  const isBeyond = (mask: number): Code =>
    i32.and(
      i32.isZero(i32.and(bits.get, i32.value(mask))),
      i32.notEqual(i32.and(leads.get, i32.value(mask)), i32.value(mask)),
    );
  const judgeEncoded = flow.block(
    flow.branchIf(0, i32.notLessUnsigned(place.get, length.get)),
    bytes.set(v128.load(place.get, input)),
    high.set(v128.and(v128.shiftLanesRight(bytes.get, 4), v128.repeat(0x0f))),
    kinds.set(
      v128.and(
        v128.lookUp(table(BY_LOW), v128.and(bytes.get, v128.repeat(0x0f))),
        v128.lookUp(
          table((nibble) => BY_HIGH[nibble] ?? 0),
          high.get,
        ),
      ),
    ),
    flow.branchIf(0, i32.isZero(v128.allTrue(kinds.get))),
    flow.when(
      v128.allTrue(v128.and(kinds.get, v128.repeat(DIGIT | HEX_LETTER))),
      bits.set(v128.topBits(v128.bytesLess(bytes.get, v128.repeat(0x38)))),
      flow.when(
        i32.or(
          i32.equal(i32.and(bits.get, i32.value(0x5555)), i32.value(0x5555)),
          i32.equal(i32.and(bits.get, i32.value(0x2aaa)), i32.value(0x2aaa)),
        ),
        ...write(KIND.hex),
      ),
      leads.set(v128.topBits(v128.bytesLess(v128.or(bytes.get, v128.repeat(TO_LOWER)), v128.repeat(LOWER_C)))),
      flow.when(i32.or(isBeyond(0x5555), isBeyond(0x2aaa)), ...write(KIND.beyond)),
    ),
    values.set(
      v128.or(
        v128.or(
          v128.addBytes(
            bytes.get,
            v128.lookUp(
              table((nibble) => (TO_VALUE[nibble] ?? 0) & 0xff),
              high.get,
            ),
          ),
          v128.and(v128.bytesEqual(high.get, v128.repeat(2)), v128.repeat(SIGN_BITS)),
        ),
        v128.and(v128.bytesEqual(bytes.get, v128.repeat(UNDERSCORE)), v128.repeat(SIGN_BITS)),
      ),
    ),
    first.set(topOf(2)),
    second.set(i32.shiftRight(topOf(4), i32.value(1))),
    third.set(i32.shiftRight(topOf(6), i32.value(2))),
    bits.set(i32.or(first.get, i32.or(second.get, third.get))),
    bits.set(i32.or(bits.get, i32.or(shifted(4), shifted(8)))),
    flow.when(i32.notEqual(i32.and(bits.get, i32.value(15)), i32.value(15)), ...write(KIND.base64)),
    bits.set(i32.and(first.get, i32.and(second.get, third.get))),
    bits.set(i32.and(bits.get, i32.and(shifted(4), shifted(8)))),
    flow.when(bits.get, ...write(KIND.beyond)),
  );

  const byteAt = (address: Code, offset: number): Code => i32.loadByte(address, input + offset);
  const is = (code: Code, value: number): Code => i32.equal(code, i32.value(value));
  const isSplitter = (code: Code): Code => i32.or(i32.or(is(code, QUOTE), is(code, DOUBLE_QUOTE)), is(code, BACKSLASH));
  const lowBits = (code: Code): Code => i32.and(code, i32.value(63));
  const pairWith = (second: Code): Code =>
    i32.loadByte(i32.or(i32.shl(lowBits(byteAt(place.get, -1)), i32.value(6)), lowBits(second)), pairs);
  const judgeSplit = flow.block(
    flow.branchIf(0, i32.notLessUnsigned(place.get, length.get)),
    next.set(byteAt(place.get, 1)),
    flow.when(
      isSplitter(next.get),
      behind.set(i32.add(place.get, i32.value(2))),
      flow.loop(
        next.set(byteAt(behind.get, 0)),
        behind.set(i32.add(behind.get, i32.value(1))),
        flow.branchIf(
          0,
          i32.and(isSplitter(next.get), i32.lessUnsigned(behind.get, i32.add(place.get, i32.value(MAX_SPLITTERS)))),
        ),
      ),
      flow.when(i32.and(is(next.get, LOWER_N), is(byteAt(behind.get, -2), BACKSLASH)), next.set(byteAt(behind.get, 0))),
      flow.when(i32.and(pairWith(next.get), i32.value(BY_QUOTE)), ...write(KIND.split)),
      flow.branch(1),
    ),
    flow.when(
      i32.and(pairWith(next.get), i32.add(is(byteAt(place.get, 0), BACKSLASH), i32.value(BY_QUOTE))),
      ...write(KIND.split),
    ),
  );

  const lookUp = relaxed ? v128.lookUpRelaxed : v128.lookUp;
  const zeros = v128.repeat(0);
  /** Constants are locals: engines write a constant anew in every round. */
  const constant = (value: Code): Variable & { readonly prepare: Code } => {
    const local = frame.local('v128');
    return { ...local, prepare: local.set(value) };
  };
  const byLow = constant(table(MARKED_BY_LOW));
  const byHigh = constant(table((nibble) => MARKED_BY_HIGH[nibble] ?? 0));
  const lowNibbles = constant(v128.repeat(0x0f));
  const word = constant(v128.repeat(WORD));
  const lowerN = constant(v128.repeat(LOWER_N));
  const backslashMark = constant(v128.repeat(BACKSLASH_MARK));
  const plus = constant(v128.repeat(PLUS));
  const constants = [byLow, byHigh, lowNibbles, word, lowerN, backslashMark, plus];
  /** Sets the kinds of these bytes, and ones at those that are no letters, digits, `_`, `-`, `.` and `/`. */
  const tell = (some: Code): Code => [
    kinds.set(
      v128.and(
        lookUp(byLow.get, v128.and(some, lowNibbles.get)),
        lookUp(byHigh.get, v128.and(v128.shiftLanesRight(some, 4), lowNibbles.get)),
      ),
    ),
    others.set(v128.bytesEqual(v128.and(kinds.get, word.get), zeros)),
  ];
  const find = vectors.map((vector): Code => {
    /** Line ends in JSON are left out at once: there are many. */
    const isNBehind = v128.and(v128.bytesEqual(vector.bytes.get, lowerN.get), backslashMark.get);
    const isNoSplit = v128.or(
      v128.or(v128.bytesEqual(kinds.get, zeros), isNBehind),
      v128.carryIn(othersBefore.get, others.get, 2),
    );
    return [
      vector.bytes.set(v128.load(at.get, input + vector.offset)),
      least.set(v128.leastBytes(least.get, vector.bytes.get)),
      all.set(v128.or(all.get, vector.bytes.get)),
      tell(vector.bytes.get),
      vector.splits.set(v128.andNot(v128.carryIn(kindsBefore.get, kinds.get, 1), isNoSplit)),
      halves.set(v128.longsEqual(v128.andNot(others.get, v128.bytesEqual(vector.bytes.get, plus.get)), zeros)),
      vector.places.set(v128.and(halves.get, v128.carryIn(halvesBefore.get, halves.get, 8))),
      kindsBefore.set(kinds.get),
      othersBefore.set(others.get),
      halvesBefore.set(halves.get),
    ];
  });
  const marksOf = (splits: Code): Code => v128.and(splits, v128.repeat(MARKS));
  const allSplits = marksOf(vectors.map(({ splits }) => splits.get).reduce((one, other) => v128.or(one, other)));
  const judgeSplits = vectors.map(
    ({ offset, splits }): Code =>
      flow.when(
        bits.tee(i32.xor(v128.topBits(v128.bytesEqual(marksOf(splits.get), zeros)), i32.value(0xffff))),
        flow.loop(
          place.set(i32.add(at.get, i32.add(i32.trailingZeros(bits.get), i32.value(offset - 1)))),
          judgeSplit,
          flow.branchIf(0, bits.tee(i32.and(bits.get, i32.sub(bits.get, i32.value(1))))),
        ),
      ),
  );

  const allPlaces = vectors.map(({ places }) => places.get).reduce((one, other) => v128.or(one, other));
  /** In the even bits a bit for each first half, in the odd bits from the eighth on for the others. */
  const placeBits = vectors
    .map(({ places }, index) => v128.and(places.get, v128.bytes(oneOfEachHalf(2 * index))))
    .reduce((one, other) => v128.or(one, other));
  const judgePlaces = [
    eighths.set(v128.topBits(placeBits)),
    eighths.set(i32.and(i32.or(eighths.get, i32.shiftRight(eighths.get, i32.value(8))), i32.value(0xff))),
    flow.loop(
      place.set(i32.add(i32.add(at.get, i32.value(-8)), i32.shl(i32.trailingZeros(eighths.get), i32.value(3)))),
      judgeEncoded,
      flow.branchIf(0, eighths.tee(i32.and(eighths.get, i32.sub(eighths.get, i32.value(1))))),
    ),
  ];

  const body = frame.body(
    constants.map(({ prepare }) => prepare),
    least.set(v128.repeat(0xff)),
    tell(v128.load(i32.value(0), 0)),
    othersBefore.set(others.get),
    flow.loop(
      ...find,
      flow.when(v128.anyTrue(allSplits), ...judgeSplits),
      flow.when(v128.anyTrue(allPlaces), ...judgePlaces),
      flow.branchIf(0, i32.notLessUnsigned(length.get, at.tee(i32.add(at.get, i32.value(ROUND_BYTES))))),
    ),
    i32.or(
      i32.shiftRight(out.get, i32.value(2)),
      i32.or(
        i32.shl(i32.isZero(v128.allTrue(least.get)), i32.value(16)),
        i32.shl(i32.notEqual(v128.topBits(all.get), i32.value(0)), i32.value(17)),
      ),
    ),
  );
  return moduleBytes(frame.params.length, body);
}
