import { parsePattern, PatternFault } from '../pattern/parse-pattern.ts';
import { printPattern } from '../pattern/print-pattern.ts';
import type { ExceptIn } from '../rule-file.ts';
import { withBound } from './bound.ts';
import type { GitleaksAllowlist } from './read-config.ts';

/**
 * Upper bound of what an expression repeats without any: RE2 takes linear time, but three such repetitions of blanks in a
 * row take V8 the cube of their length. What is longer is not allowed.
 */
const MAX_REPEATS = 64;

/** What becomes of allowlists. */
export interface Allowances {
  readonly except: readonly string[];
  readonly exceptIn: ExceptIn;
  /** What could not be taken over, and so raises more alarms than gitleaks does. */
  readonly notes: readonly string[];
}

/** Translates allowlists as far as they make sense for traffic, which has neither files nor commits. */
export function allowancesOf(lists: readonly GitleaksAllowlist[]): Allowances {
  const stopwords = new Set<string>();
  const byPlace = { secret: new Set<string>(), match: new Set<string>(), line: new Set<string>() };
  const notes = new Set<string>();
  for (const { condition, regexTarget, ...list } of lists) {
    if (list.paths.length > 0) notes.add('its allowed paths are left out: traffic has no files');
    if (list.commits.length > 0) notes.add('its allowed commits are left out: traffic has none');
    const conditions = [list.regexes, list.stopwords, list.paths, list.commits].filter(
      ({ length }) => length > 0,
    ).length;
    if (condition === 'AND' && conditions > 1) {
      notes.add('an allowlist that asks for several things at once is left out');
      continue;
    }
    for (const word of list.stopwords) stopwords.add(literal(word));
    for (const regex of list.regexes) {
      const translated = translate(regex);
      if (translated.kind === 'expression') byPlace[regexTarget].add(translated.source);
      else notes.add(`an allowed expression is left out: ${translated.reason}`);
    }
  }
  const exceptIn = Object.fromEntries(
    Object.entries(byPlace)
      .filter(([, sources]) => sources.size > 0)
      .map(([place, sources]) => [place, [...sources]]),
  );
  return { except: stopwords.size === 0 ? [] : [[...stopwords].join('|')], exceptIn, notes: [...notes] };
}

type Translated =
  | { readonly kind: 'expression'; readonly source: string }
  | { readonly kind: 'refused'; readonly reason: string };

function translate(regex: string): Translated {
  try {
    // The expressions of a rule mind case; what doesn't says so in its classes.
    return {
      kind: 'expression',
      source: printPattern(withBound(parsePattern(regex, 're2'), MAX_REPEATS), true).source,
    };
  } catch (error) {
    if (!(error instanceof PatternFault)) throw error;
    return { kind: 'refused', reason: error.message };
  }
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
