import type { Anchor, CompileKernel } from './anchor.ts';

const MAX_ANCHORS = 64;

/**
 * The kernel for a runtime without WASM SIMD: one alternation that V8 compiles, over latin1 text. The expression only
 * finds the offset; which anchors stand there is asked of each, because an alternation names no more than the first.
 */
export const compileV8Kernel: CompileKernel = (anchors) => {
  if (anchors.length > MAX_ANCHORS) throw new RangeError(`${anchors.length} anchors, over ${MAX_ANCHORS}`);
  const any = new RegExp([...new Set(anchors.map(expressionOf))].join('|') || '(?!)', 'g');
  const byFirst = Array.from({ length: 256 }, (_, first) =>
    [...anchors.entries()].filter(([, { classes }]) => classes[0]?.has(first)),
  );
  return {
    find(bytes, from, hits) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', from);
      const room = hits.length >> 1;
      let count = 0;
      any.lastIndex = 0;
      for (let found = any.exec(text); found !== null; found = any.exec(text)) {
        const at = from + found.index;
        const before = count;
        for (const [index, anchor] of byFirst[bytes[at] ?? 0] ?? []) {
          if (!standsAt(bytes, at, anchor)) continue;
          if (count === room) return before;
          hits[2 * count] = at;
          hits[2 * count + 1] = index;
          count++;
        }
        any.lastIndex = found.index + 1;
      }
      return count;
    },
  };
};

function standsAt(bytes: Uint8Array, at: number, { classes }: Anchor): boolean {
  return classes.every((allowed, place) => allowed.has(bytes[at + place] ?? -1));
}

function expressionOf({ classes }: Anchor): string {
  if (classes.length < 2 || classes.length > 8) throw new RangeError('an anchor has 2 to 8 places');
  return classes.map((allowed) => `[${Array.from(allowed, escaped).join('')}]`).join('');
}

function escaped(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
