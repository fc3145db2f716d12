/**
 * The words of WebAssembly that the SIMD kernel is written in. Every function gives back the bytes of its operands
 * followed by its own opcode, so that nested calls read like folded WebAssembly text.
 * Opcodes: WebAssembly Core Specification 2.0, section 5.4; relaxed swizzle: the relaxed SIMD proposal.
 */

/** Encoded instructions; nested, so that putting them together copies nothing. */
export type Code = readonly (number | Code)[];

/** Encoded value types. */
export const TYPE = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;

const MAGIC_AND_VERSION: Code = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const SIMD_PREFIX = 0xfd;
const NO_RESULT = 0x40;

/** Unsigned LEB128 of an integer from 0 to 2^32 - 1. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x3f || rest < -0x40) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  bytes.push(rest & 0x7f);
  return bytes;
}

type Unary = (a: Code) => Code;
type Binary = (a: Code, b: Code) => Code;

const unary =
  (...opcode: Code): Unary =>
  (a) => [a, opcode];
const binary =
  (...opcode: Code): Binary =>
  (a, b) => [a, b, opcode];
const simd = (opcode: number): Code => [SIMD_PREFIX, unsigned(opcode)];

/** A memory access; `at` is the constant part of the address, alignment is not promised. */
const access =
  (...opcode: Code) =>
  (address: Code, at: number): Code => [address, opcode, 0, unsigned(at)];

const storing =
  (opcode: number) =>
  (address: Code, value: Code, at: number): Code => [address, value, opcode, 0, unsigned(at)];

export const i32 = {
  value: (value: number): Code => [0x41, signed(value)],
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  and: binary(0x71),
  or: binary(0x72),
  xor: binary(0x73),
  shl: binary(0x74),
  shiftRight: binary(0x76),
  isZero: unary(0x45),
  equal: binary(0x46),
  notEqual: binary(0x47),
  lessSigned: binary(0x48),
  lessUnsigned: binary(0x49),
  notLessUnsigned: binary(0x4f),
  trailingZeros: unary(0x68),
  load: access(0x28),
  loadByte: access(0x2d),
  loadHalf: access(0x2f),
  store: storing(0x36),
  storeHalf: storing(0x3b),
};

export const i64 = {
  value: (value: number): Code => [0x42, signed(value)],
  sub: binary(0x7d),
  and: binary(0x83),
  or: binary(0x84),
  xor: binary(0x85),
  shl: binary(0x86),
  shiftRight: binary(0x88),
  isZero: unary(0x50),
  notEqual: binary(0x52),
  trailingZeros: unary(0x7a),
  onesCount: unary(0x7b),
  lessUnsigned: binary(0x54),
  toI32: unary(0xa7),
  /** Unsigned. */
  fromI32: unary(0xad),
  load: access(0x29),
  store: storing(0x37),
};

export const v128 = {
  /** Sixteen times the same byte. */
  repeat: (byte: number): Code => [SIMD_PREFIX, 0x0c, Array.from({ length: 16 }, () => byte)],
  /** These sixteen bytes. */
  bytes: (bytes: readonly number[]): Code => [SIMD_PREFIX, 0x0c, bytes],
  load: access(SIMD_PREFIX, 0),
  store: (address: Code, value: Code, at: number): Code => [address, value, SIMD_PREFIX, 0x0b, 0, unsigned(at)],
  and: binary(simd(0x4e)),
  or: binary(simd(0x50)),
  /** The bits of the first that the second has not. */
  andNot: binary(simd(0x4f)),
  anyTrue: unary(simd(0x53)),
  /** No byte is zero. */
  allTrue: unary(simd(0x63)),
  /** Ones in the bytes that are equal. */
  bytesEqual: binary(simd(0x23)),
  /** Ones in the bytes of the first that are below those of the second, unsigned. */
  bytesLess: binary(simd(0x26)),
  /** The same, signed. */
  signedBytesLess: binary(simd(0x25)),
  /** Ones in the halves (eight bytes each) that are equal. */
  longsEqual: binary(simd(0xd6)),
  /** The last halves of both. */
  lastHalves: (a: Code, b: Code): Code => [
    a,
    b,
    SIMD_PREFIX,
    0x0d,
    Array.from({ length: 16 }, (_, lane) => (lane < 8 ? 8 + lane : 16 + lane)),
  ],
  /** The lesser of each two bytes, unsigned. */
  leastBytes: binary(simd(0x77)),
  addBytes: binary(simd(0x6e)),
  subtractBytes: binary(simd(0x71)),
  /** The first (0) or last (1) eight bytes. */
  half: (a: Code, which: number): Code => [a, SIMD_PREFIX, 0x1d, which],
  /** Shifts 16-bit lanes left, filling with zeros. */
  shiftLanesLeft: (a: Code, bits: number): Code => binary(simd(0x8b))(a, i32.value(bits)),
  /** The top bit of every byte. */
  topBits: unary(simd(0x64)),
  /** Shifts 16-bit lanes right, filling with zeros. */
  shiftLanesRight: (a: Code, bits: number): Code => binary(simd(0x8d))(a, i32.value(bits)),
  /** Shifts 32-bit lanes right, filling with zeros. */
  shiftWordsRight: (a: Code, bits: number): Code => binary(simd(0xad))(a, i32.value(bits)),
  /** In each 32-bit lane the sum of the products of its two 16-bit halves, signed. */
  dotHalves: binary(simd(0xba)),
  /** Looks up each byte of `index` in the 16 bytes of `table`; an index above 15 gives 0. */
  lookUp: binary(simd(0x0e)),
  /** The same in fewer machine instructions, for indices known to be below 16. Relaxed SIMD: not every engine has it. */
  lookUpRelaxed: binary(simd(0x100)),
  /** The last `count` bytes of `before`, then the first of `after`. */
  carryIn: (before: Code, after: Code, count: number): Code => [
    before,
    after,
    SIMD_PREFIX,
    0x0d,
    Array.from({ length: 16 }, (_, lane) => 16 - count + lane),
  ],
};

/** Branch depths count the enclosing `block`, `loop` and `when`, the innermost being 0. */
export const flow = {
  block: (...body: Code[]): Code => [0x02, NO_RESULT, body, 0x0b],
  loop: (...body: Code[]): Code => [0x03, NO_RESULT, body, 0x0b],
  when: (condition: Code, ...body: Code[]): Code => [condition, 0x04, NO_RESULT, body, 0x0b],
  branch: (depth: number): Code => [0x0c, unsigned(depth)],
  branchIf: (depth: number, condition: Code): Code => [condition, 0x0d, unsigned(depth)],
  giveBack: (value: Code): Code => [value, 0x0f],
};

/** A parameter or local variable of the function being written. */
export interface Variable {
  readonly get: Code;
  set(value: Code): Code;
  /** Sets, and leaves the value as the result. */
  tee(value: Code): Code;
}

/** The variables of one function: `params` i32 parameters first, then the locals in the order they are asked for. */
export class Frame {
  readonly params: readonly Variable[];
  readonly #locals: number[] = [];

  constructor(params: number) {
    this.params = Array.from({ length: params }, (_, index) => variable(index));
  }

  local(type: keyof typeof TYPE): Variable {
    this.#locals.push(TYPE[type]);
    return variable(this.params.length + this.#locals.length - 1);
  }

  /** The function's entry in the code section. */
  body(...code: Code[]): Code {
    return sized([list(this.#locals.map((type) => [1, type])), code, 0x0b]);
  }
}

function variable(index: number): Variable {
  const at = unsigned(index);
  return { get: [0x20, at], set: (value) => [value, 0x21, at], tee: (value) => [value, 0x22, at] };
}

function flatten(code: Code, into: number[] = []): number[] {
  for (const part of code) {
    if (typeof part === 'number') into.push(part);
    else flatten(part, into);
  }
  return into;
}

/** `content` behind its length in bytes. */
function sized(content: Code): Code {
  const bytes = flatten(content);
  return [unsigned(bytes.length), bytes];
}

function list(items: readonly Code[]): Code {
  return [unsigned(items.length), items];
}

function exported(name: string, kind: number): Code {
  return [list(Array.from(name, (letter) => [letter.charCodeAt(0)])), kind, 0];
}

/**
 * A module with `pages` pages (64 KiB each) of memory, exported as `memory`, and one function of `params` i32s that
 * gives back an i32, exported as `run`.
 */
export function moduleBytes(params: number, body: Code, pages = 1): Uint8Array {
  const i32s = (count: number): Code => list(Array.from({ length: count }, () => [TYPE.i32]));
  const sections: [id: number, content: Code][] = [
    [1, list([[0x60, i32s(params), i32s(1)]])],
    [3, list([[0]])],
    [5, list([[1, pages, pages]])],
    [7, list([exported('memory', 2), exported('run', 0)])],
    [10, list([body])],
  ];
  return Uint8Array.from(flatten([MAGIC_AND_VERSION, sections.map(([id, content]) => [id, sized(content)])]));
}
