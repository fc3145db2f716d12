import { basename } from 'node:path';
import { likelyWord } from '../../config/nearest.ts';
import { convertRule } from '../detect/rules/gitleaks/convert-rule.ts';
import { readGitleaksConfig, type GitleaksConfig, type GitleaksRule } from '../detect/rules/gitleaks/read-config.ts';
import type { RuleFile } from '../detect/rules/rule-file.ts';
import { UserError } from '../model/errors.ts';
import type { RefusedRule } from './load-rules.ts';
import { readRegularFile } from './read-regular-file.ts';
import { RuleProver } from './rule-prover.ts';

/** The configuration that comes with gitleaks has 100 KB. */
const MAX_TOML_BYTES = 8 * 1024 * 1024;

/**
 * Bytes that a match may have before its anchor and from it on: tried one after the other, for what makes a pattern slow
 * is most often how far it may look.
 */
const REACHES = [
  { maxBefore: 500, maxAfter: 4000 },
  { maxBefore: 240, maxAfter: 1000 },
  { maxBefore: 120, maxAfter: 300 },
] as const;

/** Less than what a rule is allowed when it is loaded: what is imported on a quiet machine loads on a busy one. */
const MAX_WINDOW_MS = 150;

/** A rule that was taken over, and what was left out of it. */
export interface ImportedRule {
  readonly file: RuleFile;
  readonly notes: readonly string[];
}

/** What became of a configuration of gitleaks. */
export interface GitleaksImport {
  readonly imported: readonly ImportedRule[];
  readonly refused: readonly RefusedRule[];
  /** What holds for all of it. */
  readonly notes: readonly string[];
}

/**
 * Converts a configuration of gitleaks and proves every rule. `prover` is closed afterwards. Throws a UserError
 * `rules_unreadable` when the file can't be read or is none.
 */
export async function importGitleaks(path: string, prover: RuleProver = new RuleProver()): Promise<GitleaksImport> {
  const config = readConfig(path);
  const imported: ImportedRule[] = [];
  const refused: RefusedRule[] = [];
  const ids = new Set<string>();
  try {
    for (const rule of config.rules) {
      const outcome = await importRule(rule, config, basename(path), prover);
      const refuse = (reason: string): void => {
        refused.push({ path, ...(rule.line !== undefined && { line: rule.line }), id: rule.id, reason });
      };
      if (outcome.kind === 'refused') refuse(outcome.reason);
      else if (ids.has(outcome.file.id)) refuse('there is a rule of this name already');
      else {
        ids.add(outcome.file.id);
        imported.push({ file: outcome.file, notes: outcome.notes });
      }
    }
  } finally {
    await prover.close();
  }
  const notes = config.extends
    ? ['[extend] is not followed: what it builds upon is not in this file; import that, too']
    : [];
  return { imported, refused, notes };
}

type Outcome = ReturnType<typeof convertRule>;

async function importRule(
  rule: GitleaksRule,
  { allowlists }: GitleaksConfig,
  fileName: string,
  prover: RuleProver,
): Promise<Outcome> {
  const source = `gitleaks rule ${rule.id}, from ${fileName}`;
  let outcome: Outcome = { kind: 'refused', id: rule.id, reason: '' };
  for (const reach of REACHES) {
    const converted = convertRule(rule, { allowlists, source, ...reach });
    if (converted.kind === 'refused') return outcome.kind === 'refused' && outcome.reason !== '' ? outcome : converted;
    const notes = [...converted.notes];
    if (reach !== REACHES[0])
      notes.push(`matches longer than some ${reach.maxAfter} bytes are not found: with more it would be too slow`);
    const faults = await prover.prove(converted.file, MAX_WINDOW_MS);
    if (faults.length === 0) return { ...converted, notes };
    const reason = faults.map((fault) => fault.reason).join('; ');
    const { except, exceptIn, ...strict } = converted.file;
    const hasExceptions = except !== undefined || exceptIn !== undefined;
    if (hasExceptions && (await prover.prove(strict, MAX_WINDOW_MS)).length === 0) {
      notes.push(`its allowlists are left out: ${reason}`);
      return { ...converted, file: strict, notes };
    }
    outcome = { kind: 'refused', id: rule.id, reason };
  }
  return outcome;
}

function readConfig(path: string): GitleaksConfig {
  const file = readRegularFile(path, MAX_TOML_BYTES);
  if (file.kind === 'refused') throw new UserError('rules_unreadable', `${path} can't be read: ${file.reason}`);
  const read = readGitleaksConfig(file.text, likelyWord);
  if (read.kind === 'config') return read.config;
  const line = read.line === undefined ? '' : `:${read.line}`;
  throw new UserError('rules_unreadable', `${path}${line} is no configuration of gitleaks: ${read.reason}`);
}
