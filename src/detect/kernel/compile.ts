import type { Anchor, Kernel } from './anchor.ts';
import { areTooManyAtOneOffset, MAX_AT_ONE_OFFSET } from './at-one-offset.ts';
import { BLOCK_BYTES, LAYOUT, MAX_LAG, MAX_PAIRS, MAX_PLACES, MIN_PLACES, tablesFor, type Tables } from './tables.ts';
import type { Program } from './web-assembly.ts';

/** Anchors of one kernel at most. */
const MAX_ANCHORS = 8192;

/** Pairs that may stand behind the last offset of which it is known that it has all of its own. */
const MAX_UNSETTLED = (MAX_LAG + 1) * MAX_AT_ONE_OFFSET;

/** So many are tried first. */
const FEW_UNSETTLED = 16;

/**
 * Compiles anchors into a kernel that runs what `programFor` makes of the tables. Throws a RangeError for more than 8192
 * anchors, more than 64 that may stand at one offset, more than 256 KiB of links, an anchor outside 2 to 8 places, an
 * empty class or one with something that is no byte.
 *
 * `find` throws a RangeError when `hits` has room for fewer pairs than there are anchors or, if these are more, than 64,
 * since so many may stand at one offset. It has seen everything when that much room is left in `hits`; otherwise it may
 * have stopped.
 */
export function compileWith(programFor: (tables: Tables) => Program, anchors: readonly Anchor[]): Kernel {
  checkAnchors(anchors);
  const program = programFor(tablesFor(anchors));
  const input = new Uint8Array(program.memory.buffer, LAYOUT.input, BLOCK_BYTES + MAX_PLACES - 1);
  const pairs = new DataView(program.memory.buffer, LAYOUT.pairs, 8 * MAX_PAIRS);
  const fewest = Math.min(anchors.length, MAX_AT_ONE_OFFSET);

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
      let unsettled = FEW_UNSETTLED;
      while (start < limit) {
        const result = program.run(start, limit, end - base, Math.min(capacity - count + unsettled, MAX_PAIRS));
        const written = result < 0 ? ~result : result;
        for (let pair = 0; pair < written; pair++) {
          const offset = base + pairs.getInt32(8 * pair + 4, true);
          if (count === capacity) {
            while (count > 0 && hits[2 * count - 2] === offset) count--;
            return count;
          }
          hits[2 * count] = offset;
          hits[2 * count + 1] = pairs.getInt32(8 * pair, true);
          count++;
        }
        if (result >= 0) break;
        unsettled = written === 0 ? MAX_UNSETTLED : FEW_UNSETTLED;
        if (written > 0) start = pairs.getInt32(8 * written - 4, true) + 1;
      }
    }
    return count;
  }
  return { find };
}

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
  if (areTooManyAtOneOffset(anchors)) {
    throw new RangeError(`more than ${MAX_AT_ONE_OFFSET} anchors may stand at one offset: use fewer that are alike`);
  }
}
