import {
  LAYOUT,
  MAX_LAG,
  MAX_PLACES,
  RECORD,
  slotOfEven,
  slotOfPair,
  slotOfWord,
  TARGET,
  type Tables,
} from './tables.ts';
import type { Program } from './web-assembly.ts';

/**
 * What `simdProgram` does, in plain JavaScript: instead of the fingerprint, every offset's bytes are hashed. For engines
 * without WebAssembly SIMD. The tables become the program's memory.
 */
export function scriptProgram({ bytes: memory, hasEvens, records, links }: Tables): Program {
  const { buffer } = memory;
  const view = new DataView(buffer);

  function standsAt(record: number, offset: number): boolean {
    for (const half of [0, 4]) {
      const bytes = view.getInt32(LAYOUT.input + offset + half, true) | view.getInt32(record + RECORD.set + half, true);
      const value = view.getInt32(record + RECORD.value + half, true);
      if ((bytes & view.getInt32(record + RECORD.care + half, true)) !== value) return false;
    }
    const list = view.getInt32(record + RECORD.classes, true);
    if (list === 0) return true;
    for (let place = 0; place < MAX_PLACES; place++) {
      const byte = memory[LAYOUT.input + offset + place] ?? 0;
      const bits = memory[view.getInt32(list + 4 * place, true) + (byte >> 3)] ?? 0;
      if (((bits >> (byte & 7)) & 1) === 0) return false;
    }
    return true;
  }

  /** Writes a pair behind those of `count` others that come before it. */
  function write(count: number, offset: number, anchor: number): void {
    let to = LAYOUT.pairs + 8 * count;
    for (; to > LAYOUT.pairs; to -= 8) {
      const before = view.getInt32(to - 4, true);
      const anchorBefore = view.getInt32(to - 8, true);
      if (before < offset || (before === offset && anchorBefore < anchor)) break;
      view.setInt32(to + 4, before, true);
      view.setInt32(to, anchorBefore, true);
    }
    view.setInt32(to + 4, offset, true);
    view.setInt32(to, anchor, true);
  }

  function run(start = 0, limit = 0, length = 0, room = 0): number {
    const end = Math.min(limit + MAX_LAG, length);
    let count = 0;
    let word = view.getInt32(LAYOUT.input + start - 1, true);
    for (let place = start; place < end; place++) {
      word = (word >>> 8) | ((memory[LAYOUT.input + place + 3] ?? 0) << 24);
      let link = view.getUint16(slotOfWord(word), true);
      let other = view.getUint16(slotOfPair(word), true);
      let even = hasEvens && ((place - start) & 1) === 0 ? view.getUint16(slotOfEven(word), true) : 0;
      while ((link | other | even) !== 0) {
        if (link === 0) [link, other, even] = other === 0 ? [even, 0, 0] : [other, even, 0];
        const target = view.getUint16(links + 4 * link + 2, true);
        link = view.getUint16(links + 4 * link, true);
        const offset = place - (target & TARGET.lag);
        if (offset < start || offset >= limit) continue;
        const record = records + RECORD.bytes * Math.floor(target / TARGET.anchor);
        if (length - offset < view.getInt32(record + RECORD.length, true) || !standsAt(record, offset)) continue;
        if (count === room) {
          while (count > 0 && view.getInt32(LAYOUT.pairs + 8 * count - 4, true) >= place - MAX_LAG) count--;
          return ~count;
        }
        write(count++, offset, Math.floor(target / TARGET.anchor));
      }
    }
    return count;
  }
  return { memory: { buffer }, run };
}
