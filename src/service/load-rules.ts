import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { likelyWord } from '../../config/nearest.ts';
import { KNOWN_VALUE } from '../detect/known/known-value.ts';
import { RULES } from '../detect/rules/index.ts';
import { readRuleFile, type RuleFault } from '../detect/rules/read-rule-file.ts';
import type { RuleFile } from '../detect/rules/rule-file.ts';
import { faultOf } from '../model/errno.ts';
import { itemLines } from './item-lines.ts';
import { findJsonFault } from './json-fault.ts';
import { readRegularFile } from './read-regular-file.ts';
import { RuleProver } from './rule-prover.ts';

/** A rule and where it is from. */
export interface LoadedRule {
  readonly file: RuleFile;
  readonly path: string;
  /** On which it begins, from 1. */
  readonly line: number;
  /** Of those that come with clawsec. */
  readonly pack?: string;
}

/** A rule, a file or a folder that is left out, and why; lines count from 1. */
export interface RefusedRule {
  readonly path: string;
  readonly line?: number;
  readonly id?: string;
  readonly reason: string;
}

/** What was found in some files. */
export interface LoadedRules {
  readonly rules: readonly LoadedRule[];
  readonly refused: readonly RefusedRule[];
}

/** The packs that come with clawsec, a folder each. */
const PACKS_DIR = fileURLToPath(new URL('../../../config/packs', import.meta.url));

/** A file of rules is no longer; 2000 imported ones have some 3 MB. */
const MAX_RULE_FILE_BYTES = 8 * 1024 * 1024;

/** Rules of one's own: more would slow every message down. */
const MAX_OWN_RULES = 2000;

/** Files of one folder that are read. */
const MAX_FILES = 5000;

/** The names of all packs. */
export function packNames(): readonly string[] {
  return readdirSync(PACKS_DIR, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The rules of packs by name. They are proven when clawsec is built, so here they are only read. */
export function loadPacks(packs: readonly string[]): LoadedRules {
  const loaded = [...new Set(packs)].map((pack) => {
    const { rules, refused } = readPath(join(PACKS_DIR, pack));
    return { rules: rules.map((rule) => ({ ...rule, pack })), refused };
  });
  return { rules: loaded.flatMap(({ rules }) => rules), refused: loaded.flatMap(({ refused }) => refused) };
}

/** The rules in files and folders that keep what they promise. `taken`: names that they may not have. */
export async function loadOwnRules(
  paths: readonly string[],
  taken: ReadonlySet<string>,
  prover: RuleProver = new RuleProver(),
): Promise<LoadedRules> {
  const rules: LoadedRule[] = [];
  const refused: RefusedRule[] = [];
  const known = new Map<string, string>([...taken].map((id) => [id, 'clawsec itself']));
  try {
    for (const path of paths) {
      const read = readPath(path);
      refused.push(...read.refused);
      for (const rule of read.rules) {
        const faults = await faultsOf(rule, rules.length, known, prover);
        if (faults.length === 0) {
          known.set(rule.file.id, rule.path);
          rules.push(rule);
        } else refused.push(refusal(rule, rule.file.id, faults));
      }
    }
  } finally {
    await prover.close();
  }
  return { rules, refused };
}

async function faultsOf(
  { file }: LoadedRule,
  count: number,
  known: ReadonlyMap<string, string>,
  prover: RuleProver,
): Promise<readonly RuleFault[]> {
  const owner = known.get(file.id);
  if (owner !== undefined) return [{ key: 'id', reason: `${owner} has a rule of this name already` }];
  if (count >= MAX_OWN_RULES) return [{ reason: `no more than ${MAX_OWN_RULES} rules of your own are loaded` }];
  return prover.prove(file);
}

/** The names that no rule of a user's may have: of the built-in rules, of the one for known values, and of these. */
export function namesOf(rules: readonly LoadedRule[]): ReadonlySet<string> {
  return new Set([...RULES.map(({ id }) => id), KNOWN_VALUE, ...rules.map(({ file }) => file.id)]);
}

/** The names of all rules: of every pack, and of the user's own, whether they are proven or not. */
export function allNames(options: { readonly rule_files: readonly string[] }): ReadonlySet<string> {
  const own = options.rule_files.flatMap((path) => readPath(path).rules);
  return namesOf([...loadPacks(packNames()).rules, ...own]);
}

/** Every rule that the options ask for, and what was left out. */
export async function loadRules(options: {
  readonly rule_packs: readonly string[];
  readonly rule_files: readonly string[];
}): Promise<LoadedRules> {
  const packs = loadPacks(options.rule_packs);
  const own = await loadOwnRules(options.rule_files, namesOf(packs.rules));
  return { rules: [...packs.rules, ...own.rules], refused: [...packs.refused, ...own.refused] };
}

/** One line for the log or a terminal: where, which rule, and what is wrong with it. */
export function describeRefusal({ path, line, id, reason }: RefusedRule): string {
  return `${path}${line === undefined ? '' : `:${line}`}: ${id === undefined ? '' : `${id}: `}${reason}`;
}

/** The rules of a file, or of all files of a folder whose names end in `.json`, in the order of their names. */
export function readPath(path: string): LoadedRules {
  try {
    if (!statSync(path).isDirectory()) return readFile(path);
    const names = readdirSync(path).filter((name) => name.endsWith('.json'));
    if (names.length === 0) return { rules: [], refused: [{ path, reason: 'the folder holds no .json file' }] };
    const files = names
      .sort()
      .slice(0, MAX_FILES)
      .map((name) => readFile(join(path, name)));
    return { rules: files.flatMap(({ rules }) => rules), refused: files.flatMap(({ refused }) => refused) };
  } catch (error) {
    return { rules: [], refused: [{ path, reason: faultOf(error) }] };
  }
}

function readFile(path: string): LoadedRules {
  const read = readRegularFile(path, MAX_RULE_FILE_BYTES);
  if (read.kind === 'refused') return { rules: [], refused: [{ path, reason: read.reason }] };
  const { text } = read;
  if (text.trim() === '') return { rules: [], refused: [{ path, reason: 'it is empty' }] };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    const fault = findJsonFault(text);
    const reason = `it is no JSON: expected ${fault?.expected ?? 'a value'} at column ${fault?.column ?? 1}`;
    return { rules: [], refused: [{ path, line: fault?.line ?? 1, reason }] };
  }
  const values: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (values.length === 0) return { rules: [], refused: [{ path, reason: 'its list holds no rule' }] };
  return readValues(path, values, itemLines(text));
}

function readValues(path: string, values: readonly unknown[], lines: readonly number[]): LoadedRules {
  const rules: LoadedRule[] = [];
  const refused: RefusedRule[] = [];
  for (const [index, value] of values.entries()) {
    const read = readRuleFile(value, likelyWord);
    const place = { path, line: lines[index] ?? 1 };
    if (read.kind === 'rule') rules.push({ file: read.file, ...place });
    else refused.push(refusal(place, read.id, read.faults));
  }
  return { rules, refused };
}

function refusal(
  { path, line }: Pick<LoadedRule, 'path' | 'line'>,
  id: string | undefined,
  faults: readonly RuleFault[],
): RefusedRule {
  const reason = faults.map((fault) => fault.reason).join('; ');
  return { path, line, ...(id !== undefined && { id }), reason };
}
