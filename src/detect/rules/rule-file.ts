import type { Severity, ThreatType } from '../../model/finding.ts';
import { MAX_PLACES } from '../find-all.ts';
import { isPlaceholder } from './placeholders.ts';
import { defineRule, MAX_REACH, type Match, type Rule } from './rule.ts';
import { onBytes, placesOf } from './utf8-pattern.ts';
import { VALIDATORS, type ValidatorName } from './validators/index.ts';
import { entropyOf } from './validators/entropy.ts';

/** A rule as a file of JSON holds it: one rule a file, in `config/packs/<pack>/<id>.json` or written by a user. */
export interface RuleFile {
  /** Lower-case letters, digits, `-` and `_`; the `pattern` field of a threat line. */
  readonly id: string;
  readonly type: ThreatType;
  readonly severity: Severity;
  readonly summary: string;
  readonly advice: string;
  readonly falseAlarm: string;
  /** The match is itself a credential and is masked wherever it is shown; without it true for `EXFIL`. */
  readonly isSecret?: boolean;
  /**
   * Literal texts of at least 3 characters, one of which stands in every match: the rarer, the cheaper. With
   * `ignoreCase` in any case. Traffic is UTF-8, and so is what they are looked for in.
   */
  readonly anchors: readonly string[];
  /**
   * A regular expression without flags, bounded and linear. Without `reach.before` a match begins with an anchor. It is
   * tried on bytes: a character beyond ASCII stands for its UTF-8, in any case with `ignoreCase`, and is not allowed in
   * brackets; `\\xE9` is the byte. `{is}` stands for all that can stand between a setting's name and its value:
   * quotation marks, blanks, `=`, `:`.
   */
  readonly pattern: string;
  /**
   * Characters, as inside of a character class, none of which stands right before or behind a match. What ends an escape
   * (`\n`, `%20`, `\u0022`) before it is none.
   */
  readonly edges?: string;
  readonly ignoreCase?: boolean;
  /** The group of the pattern that is the secret itself: what is reported, masked, validated. The whole match without it. */
  readonly group?: number;
  readonly reach?: {
    /** Bytes before an anchor at which a match may begin: 0 without it, at most 512. */
    readonly before?: number;
    /** Bytes from an anchor's first to the end of the longest match: 512 without it, at most 4096. */
    readonly after?: number;
  };
  /** Checks the secret must pass, all of them. */
  readonly validators?: readonly ValidatorName[];
  /** Bits per character the secret must have at least (Shannon). */
  readonly minEntropy?: number;
  /** Expressions; a secret in which one of them matches is no alarm. What documentation shows everywhere is known without. */
  readonly except?: readonly string[];
  /** Texts in which exactly one match is found. */
  readonly hits: readonly string[];
  /** Texts which look alike and mean nothing. */
  readonly misses: readonly string[];
  /** Where the format comes from: an address, or a document by name. */
  readonly source: string;
}

/** A quotation mark or none, with the backslashes JSON puts before it at each level of nesting. */
const MAYBE_QUOTE = String.raw`\\{0,7}["'\x60]?`;

/** What `{is}` stands for: `=`, `:`, `=>`, `"] =`, also as in `name: X, value: Y`, which is how containers are given settings. */
const IS = String.raw`${MAYBE_QUOTE}\]?(?:(?:,|\\[nr]|\s){1,8}(?:\s){0,40}${MAYBE_QUOTE}[vV]alue${MAYBE_QUOTE})?[ \t]{0,8}(?:=>|:=|[=:])[ \t]{0,8}${MAYBE_QUOTE}`;

/** Longest match from its anchor on, in bytes, where a file doesn't say. */
const DEFAULT_AFTER = 512;

/** What assertions at the beginning of a pattern may look at. */
const LOOK_BEHIND = 64;

/**
 * The rule that a file describes. Throws a SyntaxError on an expression that is none, a RangeError on an anchor of a
 * wrong size; whether the file keeps its promises is another question.
 */
export function compileRuleFile(file: RuleFile): Rule {
  const { before = 0, after = DEFAULT_AFTER } = file.reach ?? {};
  const flags = `${before === 0 ? 'y' : 'g'}${file.ignoreCase === true ? 'i' : ''}${file.group === undefined ? '' : 'd'}`;
  const expression = new RegExp(sourceOf(file), flags);
  const exceptions = (file.except ?? []).map((source) => new RegExp(onBytes(source, true), 'i'));
  const validators = (file.validators ?? []).map((name) => VALIDATORS[name]);
  const { minEntropy = 0, group = 0 } = file;
  const isSecret = file.isSecret ?? file.type === 'EXFIL';

  const isAccepted = (secret: string): boolean =>
    validators.every((isValid) => isValid(secret)) &&
    (minEntropy === 0 || entropyOf(secret) >= minEntropy) &&
    !(isSecret && isPlaceholder(secret)) &&
    !exceptions.some((exception) => exception.test(secret));

  const match = (text: string, at: number): Match | undefined => {
    const base = Math.max(0, at - before - LOOK_BEHIND);
    const region = text.slice(base, Math.min(at + after, at + MAX_REACH));
    const anchor = at - base;
    expression.lastIndex = Math.max(0, anchor - before);
    for (let found = expression.exec(region); found !== null; found = expression.exec(region)) {
      if (found.index > anchor) return undefined;
      const end = found.index + found[0].length;
      if (end <= anchor) {
        expression.lastIndex = Math.max(end, found.index + 1);
        continue;
      }
      const [from, to] = found.indices?.[group] ?? [found.index, end];
      return isAccepted(region.slice(from, to)) ? { from: base + from, to: base + to } : undefined;
    }
    return undefined;
  };

  return defineRule({
    id: file.id,
    type: file.type,
    severity: file.severity,
    summary: file.summary,
    advice: file.advice,
    falseAlarm: file.falseAlarm,
    isSecret,
    anchors: file.anchors.map((text) => placesOf(text, file.ignoreCase === true).slice(0, MAX_PLACES)),
    match,
    hits: file.hits,
    misses: file.misses,
    source: file.source,
  });
}

/** The expression of a file, written out as it is tried on bytes, without its flags. Throws a SyntaxError where that can't be. */
export function sourceOf({ pattern, edges, ignoreCase }: RuleFile): string {
  const full = onBytes(
    pattern.replaceAll('{is}', () => IS),
    ignoreCase === true,
  );
  if (edges === undefined) return full;
  const begin = String.raw`(?:(?<![${edges}])|(?<=\\[nrtbf]|%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}))`;
  return `${begin}(?:${full})(?![${edges}])`;
}
