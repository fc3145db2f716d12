import { seededRandom, characterOf, sampleOf, type Random } from './pattern/sample.ts';
import type { Pattern } from './pattern/pattern.ts';
import type { RuleFile } from './rule-file.ts';

/** Repetitions of a pattern that are pumped. */
const MAX_PUMPED = 16;

/** Characters that one repetition is pumped with: as many as a rule can look at. */
const PUMP_CHARS = 4000;

/** So many tell whether the work doubles with each. */
const FEW_CHARS = 36;

/** What ends no repetition that a person writes; and what ends one or the other, or must not follow it. */
const BREAKER = '\u0001';
const BREAKERS = Array.from(`${BREAKER}_! "'-./=:,Aa0\n`);

/**
 * Pieces of text that ask the most of a rule: its anchors, hits that fail at their last character, and what each
 * repetition of its pattern takes, many times over and then broken off. A hostile window is one of them, repeated.
 */
export function hostilePieces(file: RuleFile, pattern: Pattern): readonly string[] {
  const [anchor = ''] = file.anchors;
  const pieces = [
    ...file.anchors.slice(0, 4),
    ...file.hits.slice(0, 4).map((hit) => hit.slice(0, -1)),
    ...file.misses.slice(0, 4),
  ];
  for (const { before, pump } of pumpsOf(pattern)) {
    const long = times(pump, PUMP_CHARS);
    // From where the anchor stands, wherever the pattern has it.
    pieces.push(`${before}${long}${BREAKER}`, `${anchor}${long}${BREAKER}`, anchor + pump);
  }
  return [...new Set(pieces)].filter((piece) => piece !== '');
}

/**
 * Texts in which each repetition of a pattern is broken off before the end of what is looked at, after a few and after
 * `chars` characters, behind what leads there or behind `lead`: one that runs away does so in one of them.
 */
export function hostileTexts(pattern: Pattern, chars: number, lead?: string): readonly string[] {
  const texts = pumpsOf(pattern).flatMap(({ before, pump }) =>
    [before, lead ?? before].flatMap((start) => [
      BREAKERS.map((breaker) => start + times(pump, FEW_CHARS) + breaker).join(''),
      `${start}${times(pump, chars)}${BREAKER}`,
    ]),
  );
  return [...new Set(texts)];
}

/** For each repetition of a pattern what leads there, and what it takes. */
function pumpsOf(pattern: Pattern): readonly { readonly before: string; readonly pump: string }[] {
  const random = seededRandom(1);
  const pumps = [];
  for (const { before, item } of repeatsIn(pattern, '', random)) {
    pumps.push({ before, pump: sampleOf(item, random) || characterOf(new Set([0x61]), random) });
    if (pumps.length === MAX_PUMPED) break;
  }
  return pumps;
}

function times(pump: string, characters: number): string {
  return pump.repeat(Math.max(1, Math.floor(characters / pump.length)));
}

/** What may be repeated, with a text that leads there. */
function* repeatsIn(
  pattern: Pattern,
  before: string,
  random: Random,
): Generator<{ readonly before: string; readonly item: Pattern }> {
  switch (pattern.kind) {
    case 'sequence': {
      let lead = before;
      for (const item of pattern.items) {
        yield* repeatsIn(item, lead, random);
        lead += sampleOf(item, random);
      }
      return;
    }
    case 'choice':
      for (const option of pattern.options) yield* repeatsIn(option, before, random);
      return;
    case 'repeat':
      if (pattern.max - pattern.min > 1) yield { before, item: pattern.item };
      yield* repeatsIn(pattern.item, before, random);
      return;
    case 'group':
    case 'look':
      yield* repeatsIn(pattern.item, before, random);
      return;
    case 'bytes':
    case 'edge':
    case 'again':
  }
}
