import type { Anchors } from '../pattern/avoidance.ts';
import { anchoredPart, anchoringOf } from '../pattern/anchor-distance.ts';
import type { Pattern } from '../pattern/pattern.ts';
import { sequenceOf } from '../pattern/parse-pattern.ts';
import { widthOf } from '../pattern/width.ts';

/** Upper bounds that are tried for what has none, the most generous first. */
const BOUNDS = [4000, 3000, 2000, 1500, 1000, 700, 450, 300, 200, 120, 64, 32] as const;

/** Around what a pattern is bounded, and to how many bytes before its beginning and from there on. */
export interface Bounds {
  readonly anchors: Anchors;
  readonly maxBefore: number;
  readonly maxAfter: number;
}

/**
 * The pattern, which holds one of the anchors wherever it matches, with upper bounds for its open repetitions: the most
 * generous that leave matches within their room before the anchor and from it on. Where none do, the tightest.
 */
export function boundAround(pattern: Pattern, bounds: Bounds): Pattern {
  switch (pattern.kind) {
    case 'group':
      return { ...pattern, item: boundAround(pattern.item, bounds) };
    case 'choice':
      return { kind: 'choice', options: pattern.options.map((option) => boundAround(option, bounds)) };
    case 'sequence':
      return boundSequence(pattern.items, bounds);
    case 'repeat':
    case 'bytes':
    case 'edge':
    case 'look':
    case 'again':
      return boundTo(pattern, bounds.maxAfter);
  }
}

function boundSequence(items: readonly Pattern[], bounds: Bounds): Pattern {
  const { anchors, maxBefore, maxAfter } = bounds;
  const { from, to } = anchoredPart(items, anchors) ?? { from: 0, to: items.length };
  const head = boundTo(sequenceOf(items.slice(0, from)), maxBefore);
  const tail = sequenceOf(items.slice(to));
  const isTailOpen = widthOf(tail).max === Infinity;
  const [only, ...more] = items.slice(from, to);
  // What is open on both sides shares the room.
  const coreMax = isTailOpen ? maxAfter / 2 : maxAfter - widthOf(tail).max;
  const core =
    only !== undefined && more.length === 0
      ? boundAround(only, { ...bounds, maxBefore: maxBefore - widthOf(head).max, maxAfter: coreMax })
      : boundTo(sequenceOf(items.slice(from, to)), coreMax);
  const anchoring = anchoringOf(core, anchors);
  const nearest = anchoring.kind === 'anchored' ? anchoring.nearest : 0;
  return sequenceOf([head, core, boundTo(tail, maxAfter - widthOf(core).max + nearest)]);
}

function boundTo(pattern: Pattern, maxBytes: number): Pattern {
  if (widthOf(pattern).max <= maxBytes) return pattern;
  const bounded = BOUNDS.map((bound) => withBound(pattern, bound));
  return bounded.find((one) => widthOf(one).max <= maxBytes) ?? bounded.at(-1) ?? pattern;
}

/** The pattern with this upper bound for each repetition that has none. */
export function withBound(pattern: Pattern, bound: number): Pattern {
  switch (pattern.kind) {
    case 'sequence':
      return { kind: 'sequence', items: pattern.items.map((item) => withBound(item, bound)) };
    case 'choice':
      return { kind: 'choice', options: pattern.options.map((option) => withBound(option, bound)) };
    case 'repeat':
      return {
        ...pattern,
        item: withBound(pattern.item, bound),
        max: pattern.max === Infinity ? Math.max(pattern.min, bound) : pattern.max,
      };
    case 'group':
    case 'look':
      return { ...pattern, item: withBound(pattern.item, bound) };
    case 'bytes':
    case 'edge':
    case 'again':
      return pattern;
  }
}

/**
 * The pattern without what may stand before all that it needs, such as `[\w.-]{0,50}?`: it finds in the same
 * texts, from a later place on.
 */
export function withoutLead(pattern: Pattern): Pattern {
  switch (pattern.kind) {
    case 'choice':
      return { kind: 'choice', options: pattern.options.map(withoutLead) };
    case 'sequence': {
      const from = pattern.items.findIndex((item) => !(item.kind === 'repeat' && item.min === 0));
      const [first, ...rest] = pattern.items.slice(from === -1 ? pattern.items.length : from);
      return first === undefined ? pattern : sequenceOf([withoutLead(first), ...rest]);
    }
    case 'bytes':
    case 'repeat':
    case 'group':
    case 'edge':
    case 'look':
    case 'again':
      return pattern;
  }
}
