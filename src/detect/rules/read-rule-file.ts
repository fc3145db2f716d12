import { Buffer } from 'node:buffer';
import type { RuleFile } from './rule-file.ts';
import { VALIDATORS } from './validators/index.ts';

/** What is wrong with a rule, in a sentence that begins small and has no full stop. */
export interface RuleFault {
  /** The key of the file that it is about. */
  readonly key?: string;
  readonly reason: string;
}

/** A value that is a rule, or why it is none. */
export type ReadRule =
  | { readonly kind: 'rule'; readonly file: RuleFile }
  | { readonly kind: 'refused'; readonly id?: string; readonly faults: readonly RuleFault[] };

/** The known word that a mistyped one was most likely meant to be, if any. */
export type Suggest = (typed: string, known: readonly string[]) => string | undefined;

/** A rule with more anchors, texts or expressions than this was made by a program that went wrong. */
const MAX_LIST = 1000;

/** Longest text of a rule: a hit may show a whole window's reach. */
const MAX_TEXT_CHARS = 16_384;

const MAX_BEFORE_BYTES = 512;
const MAX_AFTER_BYTES = 4096;
const MIN_ANCHOR_BYTES = 3;

/** What a key must hold; undefined when it does. */
type Check = (value: unknown) => string | undefined;

const isTextWithin = (value: unknown, max: number): value is string => typeof value === 'string' && value.length <= max;

const text: Check = (value) =>
  isTextWithin(value, MAX_TEXT_CHARS) && value.trim() !== '' ? undefined : 'a text that is not empty';

const name: Check = (value) =>
  typeof value === 'string' && /^[a-z0-9][a-z0-9_-]{0,99}$/.test(value)
    ? undefined
    : 'a name of lower-case letters, digits, "-" and "_"';

const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'true or false');

const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value) ? undefined : `one of ${words.join(', ')}`;

const wholeNumber =
  (min: number, max: number): Check =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? undefined
      : `a whole number from ${min} to ${max}`;

const listOf =
  (what: string, isItem: (item: unknown) => boolean, min = 0): Check =>
  (value) =>
    Array.isArray(value) && value.length >= min && value.length <= MAX_LIST && value.every(isItem)
      ? undefined
      : `a list of ${min > 0 ? `at least ${min} ` : ''}${what}`;

const isText = (item: unknown): boolean => isTextWithin(item, MAX_TEXT_CHARS) && item !== '';
const expressions = listOf('expressions', isText);

const objectOf =
  (expected: string, checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) &&
    Object.entries(value).every(([key, one]) => checks[key] !== undefined && checks[key](one) === undefined)
      ? undefined
      : expected;

const isAnchor = (item: unknown): boolean =>
  isTextWithin(item, MAX_TEXT_CHARS) && Buffer.byteLength(item) >= MIN_ANCHOR_BYTES;

const group: Check = (value) =>
  value === 'first' || wholeNumber(0, 99)(value) === undefined ? undefined : 'the number of a group, or "first"';

const anchoredFlag: Check = (value) =>
  value === 'anchors' || flag(value) === undefined ? undefined : 'true, false or "anchors"';

const entropy: Check = (value) =>
  typeof value === 'number' && value >= 0 && value <= 8 ? undefined : 'a number of bits from 0 to 8';

const CHECKS: { readonly [Key in keyof Required<RuleFile>]: Check } = {
  id: name,
  type: oneOf('EXFIL', 'INJECTION'),
  severity: oneOf('critical', 'high', 'medium', 'low', 'info'),
  summary: text,
  advice: text,
  falseAlarm: text,
  isSecret: flag,
  anchors: listOf(`texts of ${MIN_ANCHOR_BYTES} or more characters`, isAnchor, 1),
  next: text,
  pattern: text,
  edges: text,
  ignoreCase: anchoredFlag,
  group,
  reach: objectOf(`{ before: 0 to ${MAX_BEFORE_BYTES}, after: 1 to ${MAX_AFTER_BYTES} }, whole numbers`, {
    before: wholeNumber(0, MAX_BEFORE_BYTES),
    after: wholeNumber(1, MAX_AFTER_BYTES),
  }),
  validators: listOf(
    Object.keys(VALIDATORS).join(', '),
    (item) => typeof item === 'string' && Object.hasOwn(VALIDATORS, item),
  ),
  minEntropy: entropy,
  except: expressions,
  exceptIn: objectOf('lists of expressions, under secret, match and line', {
    secret: expressions,
    match: expressions,
    line: expressions,
  }),
  hits: listOf('texts', isText, 1),
  misses: listOf('texts', isText),
  source: text,
};

/** Every key a rule file may have. */
export const RULE_KEYS = Object.keys(CHECKS) as readonly (keyof RuleFile)[];

const OPTIONAL: ReadonlySet<string> = new Set([
  'isSecret',
  'next',
  'edges',
  'ignoreCase',
  'group',
  'reach',
  'validators',
  'minEntropy',
  'except',
  'exceptIn',
] satisfies (keyof RuleFile)[]);

/** What editors ask for and nobody needs. */
const PASSED_OVER: ReadonlySet<string> = new Set(['$schema']);

/**
 * Reads what a file of JSON holds as one rule: every key known, of the right type and within its bounds. Whether the
 * rule keeps its promises is for `proveRule` to say.
 */
export function readRuleFile(value: unknown, suggest: Suggest = () => undefined): ReadRule {
  if (!isObject(value)) return { kind: 'refused', faults: [{ reason: 'a rule is a JSON object' }] };
  const faults: RuleFault[] = [];
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(CHECKS, key) || PASSED_OVER.has(key)) continue;
    const meant = suggest(key, RULE_KEYS);
    faults.push({
      key,
      reason: `${JSON.stringify(key)} is no key of a rule${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
    });
  }
  const missing = RULE_KEYS.filter((key) => value[key] === undefined && !OPTIONAL.has(key));
  if (missing.length > 0) {
    faults.push({ reason: `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing` });
  }
  for (const key of RULE_KEYS) {
    const expected = value[key] === undefined ? undefined : CHECKS[key](value[key]);
    if (expected !== undefined) faults.push({ key, reason: `${key} must be ${expected}` });
  }
  const { id } = value;
  if (faults.length === 0) return { kind: 'rule', file: value as unknown as RuleFile };
  return { kind: 'refused', ...(CHECKS.id(id) === undefined && { id: id as string }), faults };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
