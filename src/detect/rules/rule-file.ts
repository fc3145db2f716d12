import type { Severity, ThreatType } from '../../model/finding.ts';
import { MAX_PLACES } from '../find-all.ts';
import type { ByteClass } from '../kernel/anchor.ts';
import { differentRuns, joinedRuns } from '../kernel/different-runs.ts';
import { isPlaceholder } from './placeholders.ts';
import { defineRule, MAX_REACH, type Match, type Rule } from './rule.ts';
import { neededBytes } from './pattern/needed.ts';
import { parsePattern } from './pattern/parse-pattern.ts';
import { escapedPlacesOf, onBytes, placesOf } from './utf8-pattern.ts';
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
   * `ignoreCase` in any case; `anchors` says so of them alone. Traffic is UTF-8, and so is what they are looked for in.
   */
  readonly anchors: readonly string[];
  /**
   * Characters, as inside of a character class, one of which stands right behind every anchor. With them an anchor of three or
   * four characters costs no more than a longer one.
   */
  readonly next?: string;
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
  readonly ignoreCase?: boolean | 'anchors';
  /**
   * The group of the pattern that is the secret itself: what is reported, masked, validated. The whole match without it;
   * `first` is the first group that holds something.
   */
  readonly group?: number | 'first';
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
  /** Expressions that mind case; where one of them matches, in the secret, the match or its line, it is no alarm. */
  readonly exceptIn?: ExceptIn;
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
/** Expressions by where they speak against an alarm. */
export interface ExceptIn {
  readonly secret?: readonly string[];
  readonly match?: readonly string[];
  /** The line on which the match begins, as far as the rule may look. */
  readonly line?: readonly string[];
}

/** Where no more starts are left than this, a match is tried at each, which spares looking for one behind the anchor. */
const FEW_STARTS = 64;

/** Longest match from its anchor on, in bytes, where a file doesn't say. */
export const DEFAULT_AFTER = 512;

/** What assertions at the beginning of a pattern may look at. */
const LOOK_BEHIND = 64;

/**
 * The rule that a file describes. Throws a SyntaxError on an expression that is none, a RangeError on an anchor of a
 * wrong size; whether the file keeps its promises is another question.
 */
export function compileRuleFile(file: RuleFile): Rule {
  return compileRule(file, undefined);
}

/** The rule that also tries where a character is lacking that every match holds: what a try may cost at most. */
export function compileEagerRule(file: RuleFile): Rule {
  return compileRule(file, []);
}

function compileRule(file: RuleFile, known: readonly string[] | undefined): Rule {
  const { before = 0, after = DEFAULT_AFTER } = file.reach ?? {};
  const search = searchFor(
    sourceOf(file),
    `${file.ignoreCase === true ? 'i' : ''}${file.group === undefined ? '' : 'd'}`,
  );
  const starts = new Starts();
  /** Known only when the rule is first tried: most never are. */
  let needed = known;
  const exceptions = (file.except ?? []).map((source) => new RegExp(onBytes(source, true), 'i'));
  const validators = (file.validators ?? []).map((name) => VALIDATORS[name]);
  const { minEntropy = 0, group = 0 } = file;
  const isSecret = file.isSecret ?? file.type === 'EXFIL';

  const isAccepted = (secret: string): boolean =>
    validators.every((isValid) => isValid(secret)) &&
    (minEntropy === 0 || entropyOf(secret) >= minEntropy) &&
    !(isSecret && isPlaceholder(secret)) &&
    !exceptions.some((exception) => exception.test(secret));
  const isExcepted = file.exceptIn === undefined ? undefined : compileExceptions(file.exceptIn);

  const match = (text: string, at: number): Match | undefined => {
    let start = starts.next(text, Math.max(0, at - before));
    if (start > at) return undefined;
    const base = Math.max(0, at - before - LOOK_BEHIND);
    // What begins before `at` and holds a later anchor is seen whole, too.
    const region = text.slice(base, at + Math.min(before + after, MAX_REACH));
    needed ??= fewNeeded(file);
    if (needed.length > 0 && !needed.some((character) => region.includes(character))) return undefined;
    while (start <= at) {
      const found = search(region, start - base, at - base);
      if (found === undefined) break;
      const [from, to] = [base + found.index, base + found.index + found[0].length];
      start = from + 1;
      if (to <= at) continue;
      starts.exclude(text, Math.max(0, at - before), from);
      const secret = spanOf(found, group) ?? [found.index, found.index + found[0].length];
      if (!isAccepted(region.slice(...secret)) || isExcepted?.(region, found, ...secret) === true) return undefined;
      return { from: base + secret[0], to: base + secret[1] };
    }
    starts.exclude(text, Math.max(0, at - before), at + 1);
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
    anchors: anchorsOf(file),
    match,
    isDisguisable: false,
    tries: { before: before + LOOK_BEHIND, after },
    // Made when they are asked for: a scan thread has no use for them, and they take as long as all the rest.
    get escapedAnchors() {
      return escapedAnchorsOf(file);
    },
    hits: file.hits,
    misses: file.misses,
    source: file.source,
  });
}

/** Looking for so many characters takes less time than an expression that does not find them. */
const MAX_NEEDED = 4;

/** Characters of which every match holds one; none where there are too many of them. */
function fewNeeded(file: RuleFile): readonly string[] {
  const bytes = neededBytes(parsePattern(sourceOf(file), 'js', file.ignoreCase === true));
  return bytes === undefined || bytes.size > MAX_NEEDED ? [] : Array.from(bytes, (byte) => String.fromCharCode(byte));
}

/** Finds the first match in a text that begins in `[from, last]`. */
type Search = (text: string, from: number, last: number) => RegExpExecArray | undefined;

function searchFor(source: string, flags: string): Search {
  const anywhere = new RegExp(source, `g${flags}`);
  const here = new RegExp(source, `y${flags}`);
  return (text, from, last) => {
    if (last - from > FEW_STARTS) {
      anywhere.lastIndex = from;
      const found = anywhere.exec(text);
      return found === null || found.index > last ? undefined : found;
    }
    for (let start = from; start <= last; start++) {
      here.lastIndex = start;
      const found = here.exec(text);
      if (found !== null) return found;
    }
    return undefined;
  };
}

/** The text that rules were asked about last, by a number: a rule that kept it itself would hold it for long. */
const asked = { text: '', number: 0 };

/** Starts at which a rule needs not be tried again in a text that is full of its anchors: nothing that is of use begins there. */
class Starts {
  #text = 0;
  #from = 0;
  #to = 0;

  /** The first start from `start` on that is left. */
  next(text: string, start: number): number {
    return this.#isOf(text) && start >= this.#from && start < this.#to ? this.#to : start;
  }

  /** Nothing that begins in `[from, to)` holds an anchor that is still to come, or could be. */
  exclude(text: string, from: number, to: number): void {
    const isNext = this.#isOf(text) && from >= this.#from && from <= this.#to;
    if (!isNext) this.#from = from;
    this.#to = isNext ? Math.max(this.#to, to) : to;
    this.#text = asked.number;
  }

  #isOf(text: string): boolean {
    if (asked.text !== text) {
      asked.text = text;
      asked.number += 1;
    }
    return this.#text === asked.number;
  }
}

/** The anchors of a file, as they are looked for. */
export function anchorsOf({
  anchors,
  next,
  ignoreCase = false,
}: Pick<RuleFile, 'anchors' | 'next' | 'ignoreCase'>): readonly (readonly ByteClass[])[] {
  const behind = next === undefined ? [] : [charactersOf(next)];
  return joinedRuns(anchors.map((text) => [...placesOf(text, ignoreCase !== false), ...behind].slice(0, MAX_PLACES)));
}

/** The characters of ASCII that a character class takes in any case, for no anchor minds more than it must. */
function charactersOf(inside: string): ByteClass {
  const expression = new RegExp(`[${inside}]`, 'i');
  const characters = ASCII.filter((byte) => expression.test(String.fromCharCode(byte)));
  if (characters.length === 0) throw new RangeError('next takes no character of ASCII');
  return new Set(characters);
}

const ASCII = Array.from({ length: 128 }, (_, byte) => byte);

/** Marks around what speaks to a model. */
const TAG = /[<[]/;

/**
 * Those anchors that others escape, as they write them. Secrets also leave in URLs and forms, and tags come in them; for
 * commands there as well the kernel would take a tenth longer.
 */
function escapedAnchorsOf(file: RuleFile): readonly (readonly ByteClass[])[] {
  const { anchors, ignoreCase = false, type } = file;
  const plain = differentRuns(anchorsOf(file));
  const escaped = anchors.flatMap((text) =>
    escapedPlacesOf(text, ignoreCase !== false, type === 'EXFIL' || TAG.test(text)),
  );
  // What is escaped behind the last place that is looked at leaves the anchor as it is.
  const others = differentRuns([...plain, ...escaped.map((places) => places.slice(0, MAX_PLACES))]);
  return joinedRuns(others.slice(plain.length));
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

/** Where a group stands, if it holds something. */
function spanOf(
  { indices }: RegExpExecArray,
  group: number | 'first',
): readonly [from: number, to: number] | undefined {
  if (group !== 'first') return indices?.[group];
  return indices
    ?.slice(1)
    .find((span: readonly [number, number] | undefined) => span !== undefined && span[0] < span[1]);
}

function compileExceptions({ secret = [], match = [], line = [] }: ExceptIn) {
  const compile = (sources: readonly string[]): readonly RegExp[] => sources.map((source) => new RegExp(source));
  const [inSecret, inMatch, inLine] = [compile(secret), compile(match), compile(line)];
  return (region: string, found: RegExpExecArray, from: number, to: number): boolean => {
    const matches = (expressions: readonly RegExp[], text: () => string): boolean =>
      expressions.some((expression) => expression.test(text()));
    return (
      matches(inSecret, () => region.slice(from, to)) ||
      matches(inMatch, () => found[0]) ||
      matches(inLine, () => lineAt(region, found.index))
    );
  };
}

/** The line on which offset `at` lies. */
function lineAt(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, end === -1 ? text.length : end);
}
