import { seededRandom, characterOf, sampleOf, type Random } from './pattern/sample.ts';
import type { Pattern } from './pattern/pattern.ts';
import type { RuleFile } from './rule-file.ts';

/** Repetitions of a pattern that are pumped. */
const MAX_PUMPED = 16;

/** Characters that one repetition is pumped with: as many as a rule can look at. */
const PUMP_CHARS = 4000;

/** What ends no repetition that a person writes. */
const BREAKER = '\u0001';

/**
 * Pieces of text that ask the most of a rule: its anchors, hits that fail at their last character, and what each
 * repetition of its pattern takes, many times over and then broken off. A hostile window is one of them, repeated.
 */
export function hostilePieces(file: RuleFile, pattern: Pattern): readonly string[] {
  const random = seededRandom(1);
  const [anchor = ''] = file.anchors;
  const pieces = [
    ...file.anchors.slice(0, 4),
    ...file.hits.slice(0, 4).map((hit) => hit.slice(0, -1)),
    ...file.misses.slice(0, 4),
  ];
  let count = 0;
  for (const { before, item } of repeatsIn(pattern, '', random)) {
    const pump = sampleOf(item, random) || characterOf(new Set([0x61]), random);
    const long = pump.repeat(Math.max(1, Math.floor(PUMP_CHARS / pump.length)));
    // From where the anchor stands, wherever the pattern has it.
    pieces.push(`${before}${long}${BREAKER}`, `${anchor}${long}${BREAKER}`, anchor + pump);
    count += 1;
    if (count === MAX_PUMPED) break;
  }
  return [...new Set(pieces)].filter((piece) => piece !== '');
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
