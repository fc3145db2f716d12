import type { Pattern } from './pattern.ts';

/** Bytes that a match of a pattern has: Infinity where nothing bounds them. */
export interface Width {
  readonly min: number;
  readonly max: number;
}

const NONE: Width = { min: 0, max: 0 };

/** How long matches are. What a group held before counts as bytes without end. */
export function widthOf(pattern: Pattern): Width {
  switch (pattern.kind) {
    case 'bytes':
      return { min: 1, max: 1 };
    case 'sequence':
      return pattern.items
        .map(widthOf)
        .reduce((sum, { min, max }) => ({ min: sum.min + min, max: sum.max + max }), NONE);
    case 'choice': {
      const widths = pattern.options.map(widthOf);
      return { min: Math.min(...widths.map(({ min }) => min)), max: Math.max(...widths.map(({ max }) => max)) };
    }
    case 'repeat': {
      const { min, max } = widthOf(pattern.item);
      return { min: min * pattern.min, max: max === 0 ? 0 : max * pattern.max };
    }
    case 'group':
      return widthOf(pattern.item);
    case 'again':
      return { min: 0, max: Infinity };
    case 'edge':
    case 'look':
      return NONE;
  }
}
