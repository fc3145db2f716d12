import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { likelyWord } from '../../config/nearest.ts';
import { errnoOf, faultOf } from '../model/errno.ts';
import { importGitleaks } from '../service/import-gitleaks.ts';
import { describeRefusal, loadOwnRules, loadPacks, namesOf, packNames } from '../service/load-rules.ts';
import { listRules, type ListedRule } from '../service/rule-list.ts';
import { CONFIG_FLAG, defineCommand, type Invocation } from './define-command.ts';
import { loadOptions } from './load-options.ts';
import { noSuchRule } from './no-such-rule.ts';
import { usage } from './parse-flags.ts';
import { renderRule, renderRules } from './render-rules.ts';
import { visible, visibleJson } from './terminal.ts';

const FLAGS = {
  json: { help: 'print everything as JSON' },
  out: { value: 'FILE', help: 'where `import` writes the rules (default gitleaks-rules.json)' },
  ...CONFIG_FLAG,
} as const;

type Rules = Invocation<typeof FLAGS>;

const DEFAULT_OUT = 'gitleaks-rules.json';
const FAILED = 1;

/** `clawsec rules`: what is looked for, and tools for rules of one's own. */
export const command = defineCommand({
  name: 'rules',
  summary: 'list, explain, check and import rules',
  operands: '[show ID | check FILE… | import FILE]',
  flags: FLAGS,
  examples: [
    ['clawsec rules', 'every rule: built in, in packs, and your own'],
    ['clawsec rules show github_token', 'what it means, what it finds, what to do'],
    ['clawsec rules check my-rules/', 'prove rules of your own before they are used'],
    ['clawsec rules import gitleaks.toml --out my-rules/gitleaks.json', 'take over the rules of gitleaks'],
    ["clawsec rules --json | jq -r '.rules[].id'", 'for programs'],
  ],
  exitCodes: { 0: 'done', 1: 'a rule was refused, or a file could not be written' },
  async run(invocation) {
    const [deed, ...operands] = invocation.operands;
    if (invocation.flags.out !== undefined && deed !== 'import')
      throw usage({ name: 'rules' }, '--out is for rules import, which alone writes a file');
    if (invocation.flags.config !== undefined && (deed === 'check' || deed === 'import'))
      throw usage({ name: 'rules' }, `--config is not for rules ${deed}, which reads only what is named behind it`);
    switch (deed) {
      case undefined:
        return list(invocation);
      case 'show':
        return show(invocation, operands);
      case 'check':
        return check(invocation, operands);
      case 'import':
        return importRules(invocation, operands);
      default: {
        const meant = likelyWord(deed, ['show', 'check', 'import']);
        const question = meant === undefined ? '; it shows, checks or imports' : `; did you mean "${meant}"?`;
        throw usage({ name: 'rules' }, `rules can't "${visible(deed)}"${question}`);
      }
    }
  },
});

async function list(invocation: Rules): Promise<number> {
  const { terminal, flags } = invocation;
  const { rules, refused } = await listRules(loadOptions(invocation));
  if (flags.json) {
    terminal.out(`${visibleJson({ rules: rules.map(summaryOf), refused })}\n`);
    return codeOf(refused);
  }
  terminal.out(renderRules(rules, terminal));
  if (refused.length > 0) terminal.out(`\n${refused.length} left out:\n${lines(refused.map(describeRefusal))}`);
  return codeOf(refused);
}

function summaryOf({ rule, origin, isOn }: ListedRule) {
  const { id, type, severity, summary } = rule;
  return { id, type, severity, from: origin, on: isOn, summary };
}

async function show(invocation: Rules, [id, ...more]: readonly string[]): Promise<number> {
  if (id === undefined || more.length > 0) throw usage({ name: 'rules' }, 'rules show needs one name of a rule');
  const { terminal, flags } = invocation;
  const { rules } = await listRules(loadOptions(invocation));
  const found = rules.find(({ rule }) => rule.id === id);
  if (found === undefined) {
    throw noSuchRule(
      id,
      rules.map(({ rule }) => rule.id),
    );
  }
  const { anchors, pattern } = found;
  const { advice, falseAlarm, hits, misses, source } = found.rule;
  terminal.out(
    flags.json
      ? `${visibleJson({ ...summaryOf(found), advice, falseAlarm, anchors, pattern, hits, misses, source })}\n`
      : renderRule(found, terminal),
  );
  return 0;
}

async function check(invocation: Rules, paths: readonly string[]): Promise<number> {
  if (paths.length === 0) throw usage({ name: 'rules' }, 'rules check needs a file or a folder');
  const { terminal, flags } = invocation;
  const { rules, refused } = await loadOwnRules(paths, namesOf(loadPacks(packNames()).rules));
  if (flags.json) terminal.out(`${visibleJson({ proven: rules.map(({ file }) => file.id), refused })}\n`);
  else {
    terminal.err(lines(refused.map(describeRefusal)));
    terminal.out(`${rules.length} proven, ${refused.length} refused.\n`);
  }
  return codeOf(refused);
}

function codeOf(refused: readonly unknown[]): number {
  return refused.length > 0 ? FAILED : 0;
}

async function importRules({ terminal, flags }: Rules, [path, ...more]: readonly string[]): Promise<number> {
  if (path === undefined || more.length > 0) throw usage({ name: 'rules' }, 'rules import needs one gitleaks.toml');
  const out = flags.out ?? DEFAULT_OUT;
  if (isSameFile(path, out))
    throw usage({ name: 'rules' }, `rules import would write over ${visible(path)}: name another file with --out`);
  const { imported, refused, notes } = await importGitleaks(path);
  const files = imported.map(({ file }) => file);
  const fault = files.length === 0 ? undefined : writeText(out, `${JSON.stringify(files, null, 2)}\n`);
  if (fault !== undefined) {
    terminal.err(`clawsec: ${visible(out)} can't be written: ${fault}. Name another file with --out.\n`);
    return FAILED;
  }
  if (flags.json) {
    const all = imported.map(({ file, notes: own }) => ({ id: file.id, notes: own }));
    terminal.out(`${visibleJson({ ...(files.length > 0 && { out }), imported: all, refused, notes })}\n`);
    return codeOf(refused);
  }
  for (const note of notes) terminal.out(`Note: ${note}.\n`);
  for (const [note, ids] of byNote(imported.flatMap(({ file, notes: own }) => own.map((note) => [note, file.id])))) {
    const named = ids.length > MAX_NAMED ? `${ids.length} rules` : ids.join(', ');
    terminal.out(`Note: ${visible(named)}: ${visible(note)}.\n`);
  }
  terminal.out(lines(refused.map((one) => `Refused: ${describeRefusal(one)}`)));
  if (imported.length === 0) {
    terminal.out(`No rule imported, ${refused.length} refused; nothing is written.\n`);
    return codeOf(refused);
  }
  const [what, them] = imported.length === 1 ? ['1 rule', 'it'] : [`${imported.length} rules`, 'them'];
  terminal.out(`${what} imported into ${visible(out)}, ${refused.length} refused.\n`);
  terminal.out(`To use ${them}: "rule_files": [${JSON.stringify(resolve(out))}] in your configuration.\n`);
  return codeOf(refused);
}

function isSameFile(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && realpathSync(one) === realpathSync(other);
}

/** Makes a folder and those it is in. Node's own `recursive` never returns where the system lets no folder be made (`/proc`). */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Writes a file, with the folders it is in; says why it can't. */
function writeText(path: string, text: string): string | undefined {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, text);
    return undefined;
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? "its folder can't be made" : faultOf(error);
  }
}

/** Rules that a note names one by one. */
const MAX_NAMED = 5;

function byNote(pairs: readonly (readonly string[])[]): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  for (const [note = '', id = ''] of pairs) ids.set(note, [...(ids.get(note) ?? []), id]);
  return ids;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${visible(text)}\n`).join('');
}
