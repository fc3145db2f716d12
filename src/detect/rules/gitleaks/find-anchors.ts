import { otherCase } from '../pattern/byte-set.ts';
import type { ByteSet, Pattern } from '../pattern/pattern.ts';
import { widthOf } from '../pattern/width.ts';

/** Texts that a pattern can't do without. */
export interface AnchorChoice {
  readonly anchors: readonly string[];
  readonly ignoreCase: boolean;
  /** How many of a thousand million places in ordinary text they stand at, roughly, and something for each. */
  readonly cost: number;
}

const MIN_CHARS = 3;
const MAX_CHARS = 24;
/** Characters that the prefilter looks at. */
const LOOKED_AT = 8;
/** What one more anchor costs the prefilter wherever it stands. */
const COST_OF_ANCHOR = 200;

/** Texts that stand for one another at one place. */
const MAX_TEXTS = 48;

/** How often a character stands in what agents send, in a thousand. */
const SHARES: readonly (readonly [kind: RegExp, share: number])[] = [
  [/[ aeinorst]/, 60],
  [/[a-z]/, 25],
  [/[\d"\n]/, 15],
  [/[-_.,:/=]/, 12],
  [/[A-Z]/, 6],
];
const OTHER_SHARE = 3;

function shareOf(character: string): number {
  return (SHARES.find(([kind]) => kind.test(character))?.[1] ?? OTHER_SHARE) / 1000;
}

/** How common a text is, as if its characters knew nothing of each other. */
function commonness(text: string, ignoreCase: boolean): number {
  let share = 1e9;
  for (const character of text.slice(0, LOOKED_AT)) {
    const other = String.fromCharCode(otherCase(character.charCodeAt(0)));
    share *= shareOf(character) + (ignoreCase && other !== character ? shareOf(other) : 0);
  }
  return share;
}

function isBothCases(bytes: ByteSet): boolean {
  const [one = 0, other = 0] = bytes;
  return bytes.size === 2 && otherCase(one) === other;
}

/** The few texts that a part of a pattern stands for, in lower case where it takes both; undefined when they are many. */
interface Texts {
  readonly all: readonly string[];
  readonly ignoreCase: boolean;
}

const NOTHING: Texts = { all: [''], ignoreCase: false };

function textsOf(pattern: Pattern): Texts | undefined {
  switch (pattern.kind) {
    case 'bytes': {
      if (isBothCases(pattern.bytes)) {
        return { all: [String.fromCharCode(Math.max(...pattern.bytes))], ignoreCase: true };
      }
      if (pattern.bytes.size > MAX_TEXTS) return undefined;
      return { all: Array.from(pattern.bytes, (byte) => String.fromCharCode(byte)), ignoreCase: false };
    }
    case 'sequence':
      return pattern.items.reduce<Texts | undefined>(
        (before, item) => before && joined(before, textsOf(item)),
        NOTHING,
      );
    case 'choice': {
      const options = pattern.options.map(textsOf);
      const known = options.filter((one) => one !== undefined);
      const all = [...new Set(known.flatMap((one) => one.all))];
      if (known.length < options.length || all.length > MAX_TEXTS) return undefined;
      return { all, ignoreCase: known.some((one) => one.ignoreCase) };
    }
    case 'group':
      return textsOf(pattern.item);
    case 'repeat': {
      const { item, min, max } = pattern;
      if (min !== max) return undefined;
      let texts: Texts | undefined = NOTHING;
      for (let count = 0; count < Math.min(min, MAX_CHARS) && texts !== undefined; count++)
        texts = joined(texts, textsOf(item));
      return texts;
    }
    case 'edge':
    case 'look':
      return NOTHING;
    case 'again':
      return undefined;
  }
}

function joined(before: Texts, after: Texts | undefined): Texts | undefined {
  if (after === undefined || before.all.length * after.all.length > MAX_TEXTS) return undefined;
  const all = before.all.flatMap((one) => after.all.map((other) => one + other));
  return { all: [...new Set(all)], ignoreCase: before.ignoreCase || after.ignoreCase };
}

function choiceOf({ all, ignoreCase }: Texts): AnchorChoice | undefined {
  const anchors = [...new Set(all.map((text) => (ignoreCase ? text.toLowerCase() : text).slice(0, MAX_CHARS)))];
  if (anchors.length === 0 || anchors.some(({ length }) => length < MIN_CHARS)) return undefined;
  const cost = anchors.reduce((sum, anchor) => sum + COST_OF_ANCHOR + commonness(anchor, ignoreCase), 0);
  return { anchors, ignoreCase, cost };
}

/** The pattern without those of its alternatives that have no anchor, where others have; undefined when none has. */
export function withAnchorsOnly(pattern: Pattern, maxBefore: number): Pattern | undefined {
  switch (pattern.kind) {
    case 'group': {
      const item = withAnchorsOnly(pattern.item, maxBefore);
      return item && { kind: 'group', item };
    }
    case 'choice': {
      const options = pattern.options.filter((option) => findAnchors(option, maxBefore) !== undefined);
      return options.length === 0 ? undefined : { kind: 'choice', options };
    }
    case 'sequence': {
      for (const [index, item] of pattern.items.entries()) {
        const kept = item.kind === 'group' || item.kind === 'choice' ? withAnchorsOnly(item, maxBefore) : undefined;
        if (kept !== undefined) return { kind: 'sequence', items: pattern.items.with(index, kept) };
      }
      return undefined;
    }
    case 'repeat':
    case 'bytes':
    case 'edge':
    case 'look':
    case 'again':
      return undefined;
  }
}

/**
 * The rarest texts of which each match of the pattern holds one, and that begin at most `maxBefore` bytes behind its
 * start; undefined when there are none.
 */
export function findAnchors(pattern: Pattern, maxBefore: number): AnchorChoice | undefined {
  switch (pattern.kind) {
    case 'group':
      return findAnchors(pattern.item, maxBefore);
    case 'repeat':
      return pattern.min === 0 ? undefined : cheapest([choiceFrom(pattern), findAnchors(pattern.item, maxBefore)]);
    case 'choice':
      return cheapest([choiceFrom(pattern), united(pattern.options.map((option) => findAnchors(option, maxBefore)))]);
    case 'sequence':
      return cheapest(choicesIn(pattern.items, maxBefore));
    case 'bytes':
    case 'edge':
    case 'look':
    case 'again':
      return undefined;
  }
}

function choiceFrom(pattern: Pattern): AnchorChoice | undefined {
  const texts = textsOf(pattern);
  return texts && choiceOf(texts);
}

function* choicesIn(items: readonly Pattern[], maxBefore: number): Generator<AnchorChoice | undefined> {
  let before = 0;
  for (const [from, first] of items.entries()) {
    // What has no end is bounded later, to what is left.
    const { min, max } = widthOf(first);
    if (before > maxBefore) return;
    yield findAnchors(first, maxBefore - before);
    let texts: Texts | undefined = NOTHING;
    for (const item of items.slice(from, from + MAX_CHARS)) {
      const shorter: Texts = texts;
      texts = joined(shorter, textsOf(item));
      if (texts !== undefined) {
        yield choiceOf(texts);
        continue;
      }
      // The first of many still makes the text longer.
      const more = item.kind === 'repeat' && item.min > 0 ? joined(shorter, textsOf(item.item)) : undefined;
      if (more !== undefined) yield choiceOf(more);
      break;
    }
    before += max === Infinity ? min : max;
  }
}

/** One for each of some alternatives, in one. */
function united(choices: readonly (AnchorChoice | undefined)[]): AnchorChoice | undefined {
  const known = choices.filter((one) => one !== undefined);
  if (known.length < choices.length) return undefined;
  const ignoreCase = known.some((one) => one.ignoreCase);
  const both = choiceOf({ all: known.flatMap(({ anchors }) => anchors), ignoreCase });
  return both && both.anchors.length <= MAX_TEXTS ? both : undefined;
}

function cheapest(choices: Iterable<AnchorChoice | undefined>): AnchorChoice | undefined {
  let best: AnchorChoice | undefined;
  for (const one of choices) if (one !== undefined && (best === undefined || one.cost < best.cost)) best = one;
  return best;
}
