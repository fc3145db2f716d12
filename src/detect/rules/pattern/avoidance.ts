import { MAX_PLACES } from '../../find-all.ts';
import type { ByteClass } from '../../kernel/anchor.ts';
import { ANY_BYTE } from './byte-set.ts';
import type { ByteSet, Pattern } from './pattern.ts';

/** Runs of byte classes, one of which is to stand in every match. */
export type Anchors = readonly (readonly ByteClass[])[];

/** Copies of what is repeated that are told apart: as many as an anchor has places. */
const MAX_COPIES = MAX_PLACES;

/** Of a single place more cost little, and an example is the truer for them. */
const MAX_PLACES_COPIED = 256;

/** States of an expression; one that has more is not decided. */
const MAX_STATES = 20_000;

/** Pairs of states that are visited. */
const MAX_PAIRS = 400_000;

/** Follows a text byte by byte and notices the first anchor that is complete. */
class AnchorMatcher {
  readonly #anchors: Anchors;
  readonly #classByByte: readonly number[];
  /** What is begun in a state: anchors, and how many of their places stand. */
  readonly #begun: (readonly (readonly [anchor: readonly ByteClass[], places: number])[])[] = [[]];
  readonly #states = new Map<string, number>([['', 0]]);
  readonly #next: number[][] = [[]];

  constructor(anchors: Anchors) {
    this.#anchors = anchors;
    const places = anchors.flat();
    const kinds = new Map<string, number>();
    this.#classByByte = Array.from({ length: 256 }, (_, byte) => {
      const kind = places.map((allowed) => (allowed.has(byte) ? '1' : '0')).join('');
      const known = kinds.get(kind) ?? kinds.size;
      kinds.set(kind, known);
      return known;
    });
  }

  /** One of those among some bytes that no anchor tells apart; the last, for letters show more than controls. */
  choiceOf(bytes: ByteSet): Iterable<number> {
    const byClass = new Map<number, number>();
    for (const byte of bytes) {
      const one = this.#classByByte[byte] ?? 0;
      if (byte <= 0x7e || !byClass.has(one)) byClass.set(one, byte);
    }
    return byClass.values();
  }

  /** The state behind one more byte, 0 at the beginning; -1 when an anchor is complete. */
  next(state: number, byte: number): number {
    const row = (this.#next[state] ??= []);
    return (row[this.#classByByte[byte] ?? 0] ??= this.#step(state, byte));
  }

  #step(state: number, byte: number): number {
    const begun: (readonly [readonly ByteClass[], number])[] = [];
    for (const [anchor, places] of [...(this.#begun[state] ?? []), ...this.#anchors.map((one) => [one, 0] as const)]) {
      if (anchor[places]?.has(byte) !== true) continue;
      if (places + 1 === anchor.length) return -1;
      begun.push([anchor, places + 1]);
    }
    const key = begun.map(([anchor, places]) => `${this.#anchors.indexOf(anchor)}.${places}`).join(' ');
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    this.#begun.push(begun);
    this.#states.set(key, this.#begun.length - 1);
    return this.#begun.length - 1;
  }
}

interface Move {
  readonly bytes: ByteSet;
  readonly to: number;
}

/** An expression as states: from each, some without a byte, and at most one by a byte. */
interface Automaton {
  readonly free: number[][];
  readonly byByte: (Move | undefined)[];
}

/** Adds the states of a pattern that leads to `to`; where it begins, or undefined when there are too many. */
function build(automaton: Automaton, pattern: Pattern, to: number): number | undefined {
  if (automaton.free.length > MAX_STATES) return undefined;
  switch (pattern.kind) {
    case 'bytes':
      return join(automaton, [], { bytes: pattern.bytes, to });
    case 'sequence': {
      let from: number | undefined = to;
      for (const item of pattern.items.toReversed())
        from = from === undefined ? undefined : build(automaton, item, from);
      return from;
    }
    case 'choice': {
      const starts = pattern.options.map((option) => build(automaton, option, to));
      return starts.includes(undefined)
        ? undefined
        : join(
            automaton,
            starts.filter((start) => start !== undefined),
          );
    }
    case 'group':
      return build(automaton, pattern.item, to);
    case 'repeat':
      return buildRepeat(automaton, pattern, to);
    case 'again':
      return buildRepeat(automaton, { item: { kind: 'bytes', bytes: ANY_BYTE }, min: 0, max: Infinity }, to);
    case 'edge':
    case 'look':
      return to;
  }
}

/** More repetitions than can be told apart are any number of them: what can be avoided so may still be none. */
function buildRepeat(
  automaton: Automaton,
  { item, min, max }: { readonly item: Pattern; readonly min: number; readonly max: number },
  to: number,
): number | undefined {
  let from: number | undefined = to;
  const copies = Math.min(min, item.kind === 'bytes' ? MAX_PLACES_COPIED : MAX_COPIES);
  if (max > min && max - min <= MAX_COPIES) {
    for (let count = min; count < max && from !== undefined; count++) {
      const once = build(automaton, item, from);
      from = once === undefined ? undefined : join(automaton, [once, to]);
    }
  } else if (max > min || min > copies) {
    const loop = join(automaton, [to]);
    const once = build(automaton, item, loop);
    if (once === undefined) return undefined;
    automaton.free[loop]?.push(once);
    from = loop;
  }
  for (let count = copies; count > 0 && from !== undefined; count--) from = build(automaton, item, from);
  return from;
}

/** Adds a state: what it leads to without a byte, and by one. */
function join({ free, byByte }: Automaton, freely: number[], move?: Move): number {
  free.push(freely);
  byByte.push(move);
  return free.length - 1;
}

/** Whether a pattern can do without anchors. */
export type Avoidance =
  | { readonly kind: 'impossible' }
  /** It finds `example`, but for what its assertions ask, and no anchor stands in that. */
  | { readonly kind: 'possible'; readonly example: string }
  /** It is too large to be looked through. */
  | { readonly kind: 'undecided' };

/** Kept as long as the anchors are: the same ones are asked about in many parts of a pattern. */
const MATCHERS = new WeakMap<Anchors, AnchorMatcher>();

function matcherFor(anchors: Anchors): AnchorMatcher {
  const known = MATCHERS.get(anchors);
  if (known !== undefined) return known;
  const matcher = new AnchorMatcher(anchors);
  MATCHERS.set(anchors, matcher);
  return matcher;
}

/** A state of the pattern and one of the anchors, and how it was reached. */
interface Visit {
  readonly state: number;
  readonly begun: number;
  readonly from: Visit | undefined;
  /** The byte that led here, if one did. */
  readonly byte: number | undefined;
}

/** Whether a text that the pattern finds may hold none of the anchors; assertions are taken to hold. */
export function avoidanceOf(pattern: Pattern, anchors: Anchors): Avoidance {
  const automaton: Automaton = { free: [[]], byByte: [undefined] };
  const start = build(automaton, pattern, 0);
  if (start === undefined) return { kind: 'undecided' };
  const matcher = matcherFor(anchors);
  const states = automaton.free.length;
  const seen = new Set<number>();
  const waiting: Visit[] = [];
  const visit = (state: number, begun: number, from?: Visit, byte?: number): void => {
    const pair = begun * states + state;
    if (seen.has(pair)) return;
    seen.add(pair);
    waiting.push({ state, begun, from, byte });
  };
  visit(start, 0);
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (one.state === 0) return { kind: 'possible', example: textOf(one) };
    if (seen.size > MAX_PAIRS) return { kind: 'undecided' };
    for (const to of automaton.free[one.state] ?? []) visit(to, one.begun, one);
    const move = automaton.byByte[one.state];
    if (move === undefined) continue;
    for (const byte of matcher.choiceOf(move.bytes)) {
      const begun = matcher.next(one.begun, byte);
      if (begun !== -1) visit(move.to, begun, one, byte);
    }
  }
  return { kind: 'impossible' };
}

function textOf(last: Visit): string {
  const bytes: number[] = [];
  for (let one: Visit | undefined = last; one !== undefined; one = one.from) {
    if (one.byte !== undefined) bytes.push(one.byte);
  }
  return String.fromCharCode(...bytes.toReversed());
}
