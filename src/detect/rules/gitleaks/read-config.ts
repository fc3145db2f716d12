import { parse, TomlError } from 'smol-toml';
import type { Suggest } from '../read-rule-file.ts';
import { isTable, type Table, TableValues } from './table-values.ts';

/** What speaks against an alarm. */
export interface GitleaksAllowlist {
  /** Whether one condition is enough, or all must hold. */
  readonly condition: 'OR' | 'AND';
  readonly regexTarget: 'secret' | 'match' | 'line';
  readonly regexes: readonly string[];
  readonly stopwords: readonly string[];
  readonly paths: readonly string[];
  readonly commits: readonly string[];
  /** Of a list for all rules: those it is for; all when there are none. */
  readonly targetRules: readonly string[];
}

/** One rule as gitleaks has it. */
export interface GitleaksRule {
  /** Of one that has none, its place: `rule 3`. */
  readonly id: string;
  /** On which it begins, from 1, where that is known. */
  readonly line?: number;
  readonly description: string;
  readonly regex: string;
  readonly path: string;
  readonly secretGroup: number;
  readonly entropy: number;
  readonly keywords: readonly string[];
  readonly allowlists: readonly GitleaksAllowlist[];
  /** Keys that ask for something else. */
  readonly others: readonly string[];
  /** What is wrong with it, in sentences that begin small; it is not to be used then. */
  readonly faults: readonly string[];
}

/** A configuration of gitleaks. */
export interface GitleaksConfig {
  readonly rules: readonly GitleaksRule[];
  /** For all rules. */
  readonly allowlists: readonly GitleaksAllowlist[];
  /** It builds upon other configurations, which are not here. */
  readonly extends: boolean;
}

/** A configuration, or why it is none: in a sentence that begins small, with the line (from 1) where it is known. */
export type ReadGitleaks =
  | { readonly kind: 'config'; readonly config: GitleaksConfig }
  | { readonly kind: 'refused'; readonly reason: string; readonly line?: number };

const RULE_KEYS = [
  'id',
  'description',
  'regex',
  'path',
  'secretGroup',
  'entropy',
  'keywords',
  'tags',
  'allowlist',
  'allowlists',
] as const;

const ALLOWLIST_KEYS = [
  'description',
  'condition',
  'regexTarget',
  'regexes',
  'stopwords',
  'paths',
  'commits',
  'targetRules',
] as const;

const ROOT_KEYS = ['title', 'description', 'minVersion', 'extend', 'rules', 'allowlist', 'allowlists'] as const;

/**
 * Reads a configuration of gitleaks 8, TOML. What is wrong with one rule is said of that rule; what is wrong outside of
 * them is wrong for all.
 */
export function readGitleaksConfig(text: string, suggest: Suggest = () => undefined): ReadGitleaks {
  if (text.trim() === '') return { kind: 'refused', reason: 'it is empty' };
  let root: Table;
  try {
    root = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    return { kind: 'refused', reason: `it is no TOML: ${reason}`, line: error.line };
  }
  const values = new TableValues(root, suggest);
  values.others(ROOT_KEYS);
  const isExtending = values.tables('extend').map((one) => one.flag('useDefault') || one.text('path') !== '');
  const allowlists = allowlistsIn(values);
  const { rules = [] } = root;
  if (!Array.isArray(rules)) values.faults.push('rules must be a list of tables, each under [[rules]]');
  if (values.faults.length > 0) return { kind: 'refused', reason: values.faults.join('; ') };
  const all = (rules as readonly unknown[]).map((rule, index) => ruleOf(rule, `rule ${index + 1}`, suggest));
  if (all.length === 0) return { kind: 'refused', reason: 'it has no [[rules]]' };
  return { kind: 'config', config: { rules: withLines(all, text), allowlists, extends: isExtending.includes(true) } };
}

/** The rules with the lines of their `[[rules]]`; without where there are not as many of these. */
function withLines(rules: readonly GitleaksRule[], text: string): readonly GitleaksRule[] {
  const lines = text.split('\n').flatMap((line, index) => (/^\s*\[\[\s*rules\s*\]\]/.test(line) ? [index + 1] : []));
  return rules.map((rule, index) => {
    const line = lines.length === rules.length ? lines[index] : undefined;
    return line === undefined ? rule : { ...rule, line };
  });
}

function ruleOf(rule: unknown, place: string, suggest: Suggest): GitleaksRule {
  if (!isTable(rule)) return { ...ruleOf({ id: place }, place, suggest), faults: ['it is no table'] };
  const values = new TableValues(rule, suggest);
  const id = values.text('id');
  if (id === '' && values.faults.length === 0) values.faults.push('it has no id');
  return {
    id: id === '' ? place : id,
    description: values.text('description'),
    regex: values.text('regex'),
    path: values.text('path'),
    secretGroup: values.count('secretGroup'),
    entropy: values.number('entropy'),
    keywords: values.texts('keywords'),
    allowlists: allowlistsIn(values),
    others: values.others(RULE_KEYS),
    faults: values.faults,
  };
}

/** Both spellings: `[allowlist]`, and `[[allowlists]]` since 8.21. */
function allowlistsIn(table: TableValues): GitleaksAllowlist[] {
  return [...table.tables('allowlist'), ...table.tables('allowlists')].map((values) => {
    values.others(ALLOWLIST_KEYS);
    return {
      condition: values.word('condition', { or: 'OR', and: 'AND', '||': 'OR', '&&': 'AND' }),
      regexTarget: values.word('regexTarget', { secret: 'secret', match: 'match', line: 'line' }),
      regexes: values.texts('regexes'),
      stopwords: values.texts('stopwords'),
      paths: values.texts('paths'),
      commits: values.texts('commits'),
      targetRules: values.texts('targetRules'),
    };
  });
}
