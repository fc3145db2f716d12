import { parse, TomlError } from 'smol-toml';

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
  readonly id: string;
  readonly description: string;
  readonly regex: string;
  readonly path: string;
  readonly secretGroup: number;
  readonly entropy: number;
  readonly keywords: readonly string[];
  readonly allowlists: readonly GitleaksAllowlist[];
  /** Keys that ask for something else. */
  readonly others: readonly string[];
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

const RULE_KEYS: ReadonlySet<string> = new Set([
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
]);

/** Reads a configuration of gitleaks 8, TOML. Values of another type than gitleaks takes count as not there. */
export function readGitleaksConfig(text: string): ReadGitleaks {
  let root: Table;
  try {
    root = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    return { kind: 'refused', reason: `it is no TOML: ${reason}`, line: error.line };
  }
  const rules = tablesIn(root['rules']).map(ruleOf);
  const extend = tableOf(root['extend']);
  const isExtending = extend !== undefined && (extend['useDefault'] === true || typeof extend['path'] === 'string');
  if (rules.length === 0) return { kind: 'refused', reason: 'it has no [[rules]]' };
  return { kind: 'config', config: { rules, allowlists: allowlistsIn(root), extends: isExtending } };
}

type Table = Readonly<Record<string, unknown>>;

function ruleOf(table: Table): GitleaksRule {
  return {
    id: textOf(table['id']),
    description: textOf(table['description']),
    regex: textOf(table['regex']),
    path: textOf(table['path']),
    secretGroup: numberOf(table['secretGroup']),
    entropy: numberOf(table['entropy']),
    keywords: textsIn(table['keywords']),
    allowlists: allowlistsIn(table),
    others: Object.keys(table).filter((key) => !RULE_KEYS.has(key)),
  };
}

/** Both spellings: `[allowlist]`, and `[[allowlists]]` since 8.21. */
function allowlistsIn(table: Table): GitleaksAllowlist[] {
  return [...tablesIn(table['allowlist']), ...tablesIn(table['allowlists'])].map((one) => {
    const target = textOf(one['regexTarget']);
    return {
      condition: ['AND', '&&'].includes(textOf(one['condition']).toUpperCase()) ? 'AND' : 'OR',
      regexTarget: target === 'match' || target === 'line' ? target : 'secret',
      regexes: textsIn(one['regexes']),
      stopwords: textsIn(one['stopwords']),
      paths: textsIn(one['paths']),
      commits: textsIn(one['commits']),
      targetRules: textsIn(one['targetRules']),
    };
  });
}

function tableOf(value: unknown): Table | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : undefined;
}

function tablesIn(value: unknown): readonly Table[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.map(tableOf).filter((one) => one !== undefined);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
