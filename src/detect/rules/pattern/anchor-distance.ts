import { MAX_PLACES } from '../../find-all.ts';
import { type Anchors, avoidanceOf } from './avoidance.ts';
import { sequenceOf } from './parse-pattern.ts';
import type { Pattern } from './pattern.ts';
import { widthOf } from './width.ts';

/** What a pattern promises about anchors. */
export type Anchoring =
  /** Every match holds one, the first of which begins so many bytes behind its start. */
  | ({ readonly kind: 'anchored' } & Distance)
  /** `example` is found and holds none, as far as the assertions of the pattern let it. */
  | { readonly kind: 'unanchored'; readonly example: string }
  /** The pattern is too large to be looked through. */
  | { readonly kind: 'undecided' };

/** Bytes between the start of a match and its anchor: at least, and at most (Infinity where nothing bounds them). */
export interface Distance {
  readonly nearest: number;
  readonly farthest: number;
}

/** How far behind the start of a match its first anchor may begin. */
export function anchoringOf(pattern: Pattern, anchors: Anchors): Anchoring {
  const avoidance = avoidanceOf(pattern, anchors);
  switch (avoidance.kind) {
    case 'possible':
      return { kind: 'unanchored', example: avoidance.example };
    case 'undecided':
      return { kind: 'undecided' };
    case 'impossible':
      return { kind: 'anchored', ...distanceIn(pattern, anchors) };
  }
}

/** Whether every match of a pattern certainly holds an anchor. */
export function isAnchored(pattern: Pattern, anchors: Anchors): boolean {
  return avoidanceOf(pattern, anchors).kind === 'impossible';
}

/**
 * The items `[from, to)` of an anchored sequence that hold an anchor together and by no fewer, the first such; undefined
 * when that can't be told.
 */
export function anchoredPart(
  items: readonly Pattern[],
  anchors: Anchors,
): { readonly from: number; readonly to: number } | undefined {
  const isPartAnchored = (from: number, to: number): boolean => isAnchored(sequenceOf(items.slice(from, to)), anchors);
  const last = items.findIndex((_, index) => isPartAnchored(0, index + 1));
  if (last === -1) return undefined;
  let from = last;
  while (from > 0 && !isPartAnchored(from, last + 1)) from -= 1;
  return { from, to: last + 1 };
}

/** For a pattern that can't avoid the anchors. */
function distanceIn(pattern: Pattern, anchors: Anchors): Distance {
  switch (pattern.kind) {
    case 'group':
    case 'repeat':
      return isAnchored(pattern.item, anchors) ? distanceIn(pattern.item, anchors) : somewhereIn(pattern, anchors);
    case 'choice': {
      const all = pattern.options.map((option) => distanceIn(option, anchors));
      return {
        nearest: Math.min(...all.map(({ nearest }) => nearest)),
        farthest: Math.max(...all.map(({ farthest }) => farthest)),
      };
    }
    case 'sequence': {
      const items = pattern.items.flatMap(writtenOut);
      const part = anchoredPart(items, anchors);
      if (part === undefined) return somewhereIn(pattern, anchors);
      const before = widthOf(sequenceOf(items.slice(0, part.from)));
      const held = sequenceOf(items.slice(part.from, part.to));
      const { nearest, farthest } = held.kind === 'sequence' ? somewhereIn(held, anchors) : distanceIn(held, anchors);
      return { nearest: before.min + nearest, farthest: before.max + farthest };
    }
    case 'bytes':
    case 'edge':
    case 'look':
    case 'again':
      return { nearest: 0, farthest: 0 };
  }
}

/** An item in pieces, so that a part of it can hold an anchor: what a group holds, and the first of bytes that are repeated. */
function writtenOut(pattern: Pattern): readonly Pattern[] {
  switch (pattern.kind) {
    case 'group':
      return writtenOut(pattern.item);
    case 'sequence':
      return pattern.items.flatMap(writtenOut);
    case 'repeat': {
      const count = pattern.item.kind === 'bytes' ? Math.min(pattern.min, MAX_PLACES) : 0;
      if (count === 0) return [pattern];
      const rest = { ...pattern, min: pattern.min - count, max: pattern.max - count };
      return [...Array.from({ length: count }, () => pattern.item), ...(rest.max > 0 ? [rest] : [])];
    }
    case 'bytes':
    case 'choice':
    case 'edge':
    case 'look':
    case 'again':
      return [pattern];
  }
}

/** Anywhere in a match, as far as can be told: with anchors left out that it needs not, the others stand no later. */
function somewhereIn(pattern: Pattern, anchors: Anchors): Distance {
  const lengths = [...new Set(anchors.map(({ length }) => length))].toSorted((a, b) => a - b);
  const isEnough = (length: number): boolean =>
    isAnchored(
      pattern,
      anchors.filter((anchor) => anchor.length >= length),
    );
  const [shortest = 0, ...longer] = lengths;
  const enough = longer.findLast(isEnough) ?? shortest;
  return { nearest: 0, farthest: widthOf(pattern).max - enough };
}
