import type { Anchor, CompileKernel } from './anchor.ts';
import { fingerprintOf } from './fingerprint.ts';
import { BLOCK_BYTES, LAYOUT, MAX_PAIRS, MAX_PLACES, simdProgram } from './simd-program.ts';
import { HAS_RELAXED_SIMD, HAS_SIMD, webAssembly } from './web-assembly.ts';
import type { Program } from './web-assembly.ts';

/** Anchors one kernel can tell apart: the bits of a 64-bit mask. */
const MAX_ANCHORS = 64;

/** Places of the shortest anchor. */
const MIN_PLACES = 2;

/**
 * Compiles anchors into a WebAssembly SIMD kernel: 3 to 10 ms for 44 anchors, and one page (64 KiB) of memory.
 * Throws a RangeError for more than 64 anchors, an anchor outside 2 to 8 places, an empty class or one with
 * something that is no byte; an Error where `HAS_SIMD` is false.
 *
 * `find` throws a RangeError when `hits` has room for fewer pairs than there are anchors, since all of them may
 * stand at one offset. It has seen everything when that much room is left in `hits`; otherwise it may have stopped.
 * It costs about 0.1 µs a call and 0.2 to 0.5 ns a byte, of which the copy into the module's memory is 0.02.
 */
export const compileSimdKernel: CompileKernel = (anchors) => {
  checkAnchors(anchors);
  const program = instantiate();
  writeTables(new Uint8Array(program.memory.buffer), anchors);
  const input = new Uint8Array(program.memory.buffer, LAYOUT.input, BLOCK_BYTES + MAX_PLACES - 1);
  const pairs = new DataView(program.memory.buffer, LAYOUT.pairs, 8 * MAX_PAIRS);
  const fewest = anchors.length;

  function find(bytes: Uint8Array, from: number, hits: Int32Array): number {
    const capacity = hits.length >> 1;
    if (capacity < fewest) throw new RangeError(`hits has room for ${capacity} pairs, needed are ${fewest}`);
    const { length } = bytes;
    let count = 0;
    for (let base = from; base < length; base += BLOCK_BYTES) {
      const end = Math.min(base + input.length, length);
      input.set(base === 0 && end === length ? bytes : bytes.subarray(base, end));
      const limit = Math.min(BLOCK_BYTES, end - base);
      let start = 0;
      while (start < limit) {
        const room = Math.min(capacity - count, MAX_PAIRS);
        const result = program.run(start, limit, end - base, base, room);
        const written = result < 0 ? ~result : result;
        for (let pair = 0; pair < written; pair++, count++) {
          hits[2 * count] = pairs.getInt32(8 * pair, true);
          hits[2 * count + 1] = pairs.getInt32(8 * pair + 4, true);
        }
        if (result >= 0) break;
        if (room < MAX_PAIRS) return count;
        start = pairs.getInt32(8 * written - 8, true) - base + 1;
      }
    }
    return count;
  }
  return { find };
};

function checkAnchors(anchors: readonly Anchor[]): void {
  if (anchors.length > MAX_ANCHORS) throw new RangeError(`${anchors.length} anchors, at most ${MAX_ANCHORS} fit`);
  for (const [index, { classes }] of anchors.entries()) {
    if (classes.length < MIN_PLACES || classes.length > MAX_PLACES) {
      throw new RangeError(`anchor ${index} has ${classes.length} places, not ${MIN_PLACES} to ${MAX_PLACES}`);
    }
    for (const bytes of classes) {
      if (bytes.size === 0) throw new RangeError(`anchor ${index} has an empty class`);
      for (const byte of bytes) {
        if (!Number.isInteger(byte) || byte < 0 || byte > 255)
          throw new RangeError(`anchor ${index}: ${byte} is no byte`);
      }
    }
  }
}

function instantiate(): Program {
  if (webAssembly === undefined || !HAS_SIMD) throw new Error('this engine has no WebAssembly SIMD');
  const code = simdProgram(HAS_RELAXED_SIMD);
  return new webAssembly.Instance(new webAssembly.Module(code)).exports;
}

/** Fills in the tables of `LAYOUT`. Anchor n is bit n of a mask: bit n % 8 of its byte n / 8. */
function writeTables(memory: Uint8Array, anchors: readonly Anchor[]): void {
  memory.set(fingerprintOf(anchors), LAYOUT.fingerprint);
  for (let place = 0; place < MAX_PLACES; place++) {
    const ended = new Uint8Array(8);
    for (const [anchor, { classes }] of anchors.entries()) if (classes.length <= place) allow(ended, 0, anchor);
    memory.set(ended, LAYOUT.fitting + 8 * place);
    const masks = LAYOUT.masks + 2048 * place;
    memory.set(ended, masks);
    for (let filled = 8; filled < 2048; filled *= 2) memory.copyWithin(masks + filled, masks, masks + filled);
    for (const [anchor, { classes }] of anchors.entries()) {
      for (const byte of classes[place] ?? []) allow(memory, masks + 8 * byte, anchor);
    }
  }
}

function allow(memory: Uint8Array, mask: number, anchor: number): void {
  const at = mask + (anchor >> 3);
  memory[at] = (memory[at] ?? 0) | (1 << (anchor & 7));
}
