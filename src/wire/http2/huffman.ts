/**
 * The symbols of each code length (RFC 7541 appendix B), in ascending order. The code is canonical: within a length
 * codes follow one another, and a longer length goes on where the shorter one ended, so the lengths are all of it.
 */
const SYMBOLS_BY_LENGTH: readonly (readonly [bits: number, symbols: readonly number[]])[] = [
  [5, ascii('012aceiost')],
  [6, ascii(' %-./3456789=A_bdfghlmnpru')],
  [7, ascii(':BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz')],
  [8, ascii('&*,;XZ')],
  [10, ascii('!"()?')],
  [11, ascii("'+|")],
  [12, ascii('#>')],
  [13, [0, ...ascii('$@[]~')]],
  [14, ascii('^}')],
  [15, ascii('<`{')],
  [19, [92, 195, 208]],
  [20, [128, 130, 131, 162, 184, 194, 224, 226]],
  [21, [153, 161, 167, 172, 176, 177, 179, 209, 216, 217, 227, 229, 230]],
  [
    22,
    [
      129, 132, 133, 134, 136, 146, 154, 156, 160, 163, 164, 169, 170, 173, 178, 181, 185, 186, 187, 189, 190, 196, 198,
      228, 232, 233,
    ],
  ],
  [
    23,
    [
      1, 135, 137, 138, 139, 140, 141, 143, 147, 149, 150, 151, 152, 155, 157, 158, 165, 166, 168, 174, 175, 180, 182,
      183, 188, 191, 197, 231, 239,
    ],
  ],
  [24, [9, 142, 144, 145, 148, 159, 171, 206, 215, 225, 236, 237]],
  [25, [199, 207, 234, 235]],
  [26, [192, 193, 200, 201, 202, 205, 210, 213, 218, 219, 238, 240, 242, 243, 255]],
  [27, [203, 204, 211, 212, 214, 221, 222, 223, 241, 244, 245, 246, 247, 248, 250, 251, 252, 253, 254]],
  [
    28,
    [2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127, 220, 249],
  ],
  [30, [10, 13, 22, 256]],
];

const END_OF_STRING = 256;

/** Inner nodes of a binary tree with 257 leaves. */
const STATES = 256;

/*
 * One step reads eight bits in a state, which is the inner node that the bits before have led to, and is one number:
 * the next state in bits 0 to 7, the first symbol in 8 to 15, the second in 16 to 23 (no code is shorter than five
 * bits, so there are at most two), how many there are in 24 and 25, and whether the code was left in 26.
 */
const SYMBOLS_SHIFT = 24;
const FAILED = 1 << 26;

interface Tree {
  /** Two children for each inner node: an inner node, or a symbol as its complement (below zero). */
  readonly children: Int16Array;
  /** 1 for nodes at which a string may end: fewer than eight bits after a symbol, all of them ones (section 5.2). */
  readonly mayEnd: Uint8Array;
}

const TREE = growTree();
const STEPS = tabulate(TREE.children);

function ascii(characters: string): number[] {
  return Array.from(characters, (character) => character.charCodeAt(0));
}

function growTree(): Tree {
  const children = new Int16Array(STATES * 2);
  let nodes = 1;
  let code = 0;
  let codeBits = 5;
  for (const [bits, symbols] of SYMBOLS_BY_LENGTH) {
    code <<= bits - codeBits;
    codeBits = bits;
    for (const symbol of symbols) {
      let node = 0;
      for (let bit = bits - 1; bit > 0; bit -= 1) {
        const child = node * 2 + ((code >> bit) & 1);
        if (children[child] === 0) {
          children[child] = nodes;
          nodes += 1;
        }
        node = children[child] as number;
      }
      children[node * 2 + (code & 1)] = ~symbol;
      code += 1;
    }
  }
  const mayEnd = new Uint8Array(STATES);
  for (let node = 0, bits = 0; bits < 8; bits += 1) {
    mayEnd[node] = 1;
    node = children[node * 2 + 1] as number;
  }
  return { children, mayEnd };
}

function tabulate(children: Int16Array): Int32Array {
  const steps = new Int32Array(STATES * 256);
  /** Fills in the steps of all bytes that begin with the `bits` bits of `byte`, which have led from `state` to `node`. */
  const fill = (state: number, node: number, bits: number, byte: number, symbols: number, count: number): void => {
    if (bits === 8) {
      steps[state * 256 + byte] = (count << SYMBOLS_SHIFT) | symbols | node;
      return;
    }
    for (let bit = 0; bit < 2; bit += 1) {
      const child = children[node * 2 + bit] as number;
      const begun = byte * 2 + bit;
      if (child >= 0) fill(state, child, bits + 1, begun, symbols, count);
      else if (child !== ~END_OF_STRING)
        fill(state, 0, bits + 1, begun, symbols | (~child << (8 + 8 * count)), count + 1);
      else steps.fill(FAILED, state * 256 + (begun << (7 - bits)), state * 256 + ((begun + 1) << (7 - bits)));
    }
  };
  for (let state = 0; state < STATES; state += 1) fill(state, state, 0, 0, 0, 0);
  return steps;
}

/** How many bytes `decodeHuffman` may write for a string of `encodedBytes`. */
export function huffmanRoom(encodedBytes: number): number {
  // No code is shorter than five bits; two bytes more, since each step writes two whether it has them or not.
  return Math.ceil((encodedBytes * 8) / 5) + 2;
}

/**
 * Decodes the Huffman-coded string (RFC 7541 section 5.2) that is `source` from `from` to `to` into `target`, where
 * `huffmanRoom` bytes must be free from `at` on. Returns the offset behind what it wrote, or -1 for a string that
 * holds the end-of-string symbol or is not padded with fewer than eight ones.
 */
export function decodeHuffman(source: Buffer, from: number, to: number, target: Buffer, at: number): number {
  let state = 0;
  let out = at;
  let seen = 0;
  for (let i = from; i < to; i += 1) {
    const step = STEPS[(state << 8) | (source[i] as number)] as number;
    target[out] = step >> 8;
    target[out + 1] = step >> 16;
    out += (step >> SYMBOLS_SHIFT) & 3;
    state = step & 0xff;
    seen |= step;
  }
  return (seen & FAILED) === 0 && TREE.mayEnd[state] === 1 ? out : -1;
}
