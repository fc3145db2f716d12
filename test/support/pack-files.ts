import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RuleFile } from '../../src/detect/rules/rule-file.ts';
import type { Match, Rule } from '../../src/detect/rules/rule.ts';

const PACKS = fileURLToPath(new URL('../../../config/packs/', import.meta.url));

/** The rule files that come with clawsec, by pack and file name without its ending. */
export function packFiles(): readonly { readonly pack: string; readonly name: string; readonly file: RuleFile }[] {
  return readdirSync(PACKS, { withFileTypes: true }).flatMap(({ name: pack }) =>
    readdirSync(join(PACKS, pack)).map((entry) => ({
      pack,
      name: entry.replace(/\.json$/, ''),
      file: JSON.parse(readFileSync(join(PACKS, pack, entry), 'utf8')) as RuleFile,
    })),
  );
}

/** Every match of a compiled rule file in a latin1 text, one for each start, found with no kernel's help. */
export function matchesOfFile(rule: Rule, file: RuleFile, text: string): readonly Match[] {
  const isAnyCase = file.ignoreCase === true;
  const searched = isAnyCase ? text.toLowerCase() : text;
  const found = new Map<number, Match>();
  for (const anchor of file.anchors) {
    const literal = (isAnyCase ? anchor.toLowerCase() : anchor).slice(0, 8);
    for (let at = searched.indexOf(literal); at !== -1; at = searched.indexOf(literal, at + 1)) {
      const match = rule.match(text, at);
      if (match !== undefined) found.set(match.from, match);
    }
  }
  return [...found.values()];
}
