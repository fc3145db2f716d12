import { anchoringOf } from '../pattern/anchor-distance.ts';
import { parsePattern, PatternFault, sequenceOf } from '../pattern/parse-pattern.ts';
import type { Pattern } from '../pattern/pattern.ts';
import { printPattern } from '../pattern/print-pattern.ts';
import { sampleOf, seededRandom } from '../pattern/sample.ts';
import { widthOf } from '../pattern/width.ts';
import { matchesIn } from '../prove-rule.ts';
import { anchorsOf, compileRuleFile, type RuleFile } from '../rule-file.ts';
import { allowancesOf } from './allowances.ts';
import { boundAround, withoutLead } from './bound.ts';
import { findAnchors, withAnchorsOnly, type AnchorChoice } from './find-anchors.ts';
import type { GitleaksAllowlist, GitleaksRule } from './read-config.ts';

/** What becomes of a rule; a reason is a sentence that begins small. */
export type Converted =
  | { readonly kind: 'rule'; readonly file: RuleFile; readonly notes: readonly string[] }
  | { readonly kind: 'refused'; readonly id: string; readonly reason: string };

/** Looked at behind the longest match, so that its end is seen to be one. */
const BEHIND_MATCH = 16;

/**
 * Anchors more common than this, in a thousand million places of ordinary text, would have nearly every message judged:
 * `key` or `token` in any case are.
 */
const MAX_COST = 60_000;

/** Texts that are tried before a rule is said to find nothing. */
const MAX_SAMPLES = 200;

/** Bytes between a keyword that a pattern doesn't hold and what the pattern finds. */
const KEYWORD_GAP = 100;

/** How rules are converted. */
export interface Conversion {
  /** For all rules. */
  readonly allowlists: readonly GitleaksAllowlist[];
  /** Where the rules are from. */
  readonly source: string;
  /** Bytes that a match may have before its anchor and from it on: fewer make a slow pattern quicker. */
  readonly maxBefore: number;
  readonly maxAfter: number;
}

class Refusal extends Error {
  override readonly name = 'Refusal';
}

/**
 * Makes a rule of ours of one of gitleaks: anchored at its rarest literal, every repetition bounded, without flags,
 * with a hit that was made for it. Whether it is quick is for `proveRule` to say.
 */
export function convertRule(rule: GitleaksRule, conversion: Conversion): Converted {
  try {
    return convert(rule, conversion);
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof PatternFault)) throw error;
    return { kind: 'refused', id: rule.id, reason: error.message };
  }
}

function convert(rule: GitleaksRule, { allowlists, source, maxBefore, maxAfter }: Conversion): Converted {
  if (rule.faults.length > 0) throw new Refusal(rule.faults.join('; '));
  if (rule.regex === '') {
    throw new Refusal(
      rule.path === '' ? 'it has no regex' : 'it looks at names of files (path), which traffic has none of',
    );
  }
  const notes: string[] = [];
  if (rule.path !== '') notes.push('its path is left out: it is looked for everywhere');
  for (const key of rule.others) notes.push(`its ${key} is left out`);

  const parsed = parsePattern(rule.regex, 're2');
  if (widthOf(parsed).min === 0) throw new Refusal('its regex matches the empty text');
  const groups = countGroups(parsed);
  if (rule.secretGroup > groups) throw new Refusal(`its regex has no group ${rule.secretGroup}`);
  const shortened = groups > 0 ? withoutLead(parsed) : parsed;
  const { pattern, choice } = anchor(shortened, rule.keywords, maxBefore, notes);
  if (choice.cost > MAX_COST) {
    throw new Refusal(
      `all that its matches have in common is ${list(choice.anchors)}, which stands in nearly every message`,
    );
  }
  const { bounded, before, after } = boundToReach(pattern, choice, { maxBefore, maxAfter });
  const printed = printPattern(bounded);
  // Alternatives that were left out took their groups along.
  const kept = countGroups(bounded);
  if (rule.secretGroup > 0 && kept < groups) throw new Refusal('some of its alternatives have no text to look for');
  const lists = [
    ...allowlists.filter(({ targetRules }) => targetRules.length === 0 || targetRules.includes(rule.id)),
    ...rule.allowlists,
  ];
  const allowances = allowancesOf(lists);
  notes.push(...allowances.notes);
  const file: RuleFile = {
    id: nameOf(rule.id),
    type: 'EXFIL',
    severity: 'high',
    summary: rule.description === '' ? `What the gitleaks rule ${rule.id} describes.` : rule.description,
    advice: 'Revoke it where it was issued, and find out which agent sent it, to whom, and why.',
    falseAlarm: 'Is it a placeholder, an example, or something else that only looks alike?',
    anchors: choice.anchors,
    pattern: printed.source,
    ...((printed.ignoreCase || choice.ignoreCase) && { ignoreCase: printed.ignoreCase || ('anchors' as const) }),
    ...(kept > 0 && { group: rule.secretGroup > 0 ? rule.secretGroup : kept === 1 ? 1 : ('first' as const) }),
    reach: { before, after },
    ...(rule.entropy > 0 && { minEntropy: rule.entropy }),
    ...(allowances.except.length > 0 && { except: allowances.except }),
    ...(Object.keys(allowances.exceptIn).length > 0 && { exceptIn: allowances.exceptIn }),
    hits: [],
    misses: [],
    source,
  };
  return { kind: 'rule', file: { ...file, hits: [sampleHit(file, bounded)], misses: missesOf(file) }, notes };
}

function nameOf(id: string): string {
  const name = id
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+/, '')
    .slice(0, 100);
  if (name === '') throw new Refusal('its id has no letter and no digit');
  return name;
}

interface Anchored {
  readonly pattern: Pattern;
  readonly choice: AnchorChoice;
}

/** Finds the anchors of a pattern; without any, one of the keywords must stand before it. */
function anchor(pattern: Pattern, keywords: readonly string[], maxBefore: number, notes: string[]): Anchored {
  const choice = findAnchors(pattern, maxBefore);
  if (choice !== undefined) return { pattern, choice };
  const some = withAnchorsOnly(pattern, maxBefore);
  const ofSome = some && findAnchors(some, maxBefore);
  if (some !== undefined && ofSome !== undefined) {
    notes.push('those of its alternatives that have no text of 3 characters to look for are left out');
    return { pattern: some, choice: ofSome };
  }
  if (keywords.length === 0)
    throw new Refusal('its matches have no text in common to look for, and it has no keywords');
  const gate: Pattern = { kind: 'choice', options: keywords.map((word) => parsePattern(literal(word), 're2', true)) };
  const gap: Pattern = { kind: 'repeat', item: parsePattern('.', 're2'), min: 0, max: KEYWORD_GAP, isLazy: true };
  const gated = findAnchors(gate, 0);
  if (gated === undefined) throw new Refusal(`its keywords ${list(keywords)} are too short to look for`);
  notes.push(`its keyword must stand at most ${KEYWORD_GAP} characters before, on the same line`);
  return { pattern: sequenceOf([gate, gap, pattern]), choice: gated };
}

function boundToReach(pattern: Pattern, choice: AnchorChoice, room: Pick<Conversion, 'maxBefore' | 'maxAfter'>) {
  const bounded = boundAround(pattern, { anchors: anchorsOf(choice), ...room });
  const anchoring = anchoringOf(bounded, anchorsOf(choice));
  if (anchoring.kind !== 'anchored') throw new Refusal('it is too large to be looked through');
  const before = anchoring.farthest;
  const after = widthOf(bounded).max - anchoring.nearest;
  if (before > room.maxBefore || after > room.maxAfter) {
    throw new Refusal(
      `its matches are ${before} bytes long before ${list(choice.anchors)} and ${after} from there on; ${room.maxBefore} and ${room.maxAfter} are allowed`,
    );
  }
  return { bounded, before, after: after + BEHIND_MATCH };
}

function sampleHit(file: RuleFile, pattern: Pattern): string {
  const rule = compileRuleFile(file);
  for (let seed = 1; seed <= MAX_SAMPLES; seed++) {
    const sample = sampleOf(pattern, seededRandom(seed));
    for (const hit of [sample, ` ${sample} `]) if (matchesIn(rule, hit).length === 1) return hit;
  }
  throw new Refusal('no text was found that it finds: its entropy or its allowlist leaves nothing');
}

/** The anchors alone, where they are no match by themselves. */
function missesOf(file: RuleFile): readonly string[] {
  const rule = compileRuleFile(file);
  return file.anchors.slice(0, 2).filter((text) => matchesIn(rule, text).length === 0);
}

function countGroups(pattern: Pattern): number {
  switch (pattern.kind) {
    case 'sequence':
      return pattern.items.reduce((sum, item) => sum + countGroups(item), 0);
    case 'choice':
      return pattern.options.reduce((sum, option) => sum + countGroups(option), 0);
    case 'group':
      return 1 + countGroups(pattern.item);
    case 'repeat':
    case 'look':
      return countGroups(pattern.item);
    case 'bytes':
    case 'edge':
    case 'again':
      return 0;
  }
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

function list(texts: readonly string[]): string {
  const shown = texts.slice(0, 3).map((text) => JSON.stringify(text));
  return texts.length > 3 ? `${shown.join(', ')} …` : shown.join(' or ');
}
