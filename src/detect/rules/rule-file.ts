import type { Severity, ThreatType } from '../../model/finding.ts';
import { MAX_PLACES } from '../find-all.ts';
import type { ByteClass } from '../kernel/anchor.ts';
import { defineRule, MAX_REACH, type Match, type Rule } from './rule.ts';
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
   * Literal texts of at least 3 latin1 characters, one of which stands in every match: the rarer, the cheaper. With
   * `ignoreCase` in any case.
   */
  readonly anchors: readonly string[];
  /** A regular expression without flags, bounded and linear. Without `reach.before` a match begins with an anchor. */
  readonly pattern: string;
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
  /** Expressions; a secret in which one of them matches is no alarm (placeholders, examples). */
  readonly except?: readonly string[];
  /** Texts in which exactly one match is found. */
  readonly hits: readonly string[];
  /** Texts which look alike and mean nothing. */
  readonly misses: readonly string[];
  /** Where the format comes from: an address, or a document by name. */
  readonly source: string;
}

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
  const expression = new RegExp(file.pattern, flags);
  const exceptions = (file.except ?? []).map((source) => new RegExp(source, 'i'));
  const validators = (file.validators ?? []).map((name) => VALIDATORS[name]);
  const { minEntropy = 0, group = 0 } = file;

  const isAccepted = (secret: string): boolean =>
    validators.every((isValid) => isValid(secret)) &&
    (minEntropy === 0 || entropyOf(secret) >= minEntropy) &&
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
    isSecret: file.isSecret ?? file.type === 'EXFIL',
    anchors: file.anchors.map((text) => anchorOf(text, file.ignoreCase === true)),
    match,
    isDisguisable: false,
    hits: file.hits,
    misses: file.misses,
    source: file.source,
  });
}

/** The first places of a literal text. */
function anchorOf(text: string, isAnyCase: boolean): readonly ByteClass[] {
  return Array.from(text.slice(0, MAX_PLACES), (character) => {
    const forms = isAnyCase ? [character, character.toLowerCase(), character.toUpperCase()] : [character];
    return new Set(forms.map((form) => form.charCodeAt(0)));
  });
}
