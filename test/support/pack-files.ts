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

/** Every match of a rule in a latin1 text, one for each start, found with no kernel's help. */
export function matchesOfFile(rule: Rule, _file: RuleFile | undefined, text: string): readonly Match[] {
  const found = new Map<number, Match>();
  for (const anchor of anchorsOf(rule)) {
    anchor.lastIndex = 0;
    for (let place = anchor.exec(text); place !== null; place = anchor.exec(text)) {
      const match = rule.match(text, place.index);
      if (match !== undefined) found.set(match.from, match);
      anchor.lastIndex = place.index + 1;
    }
  }
  return [...found.values()];
}

const EXPRESSIONS = new WeakMap<Rule, readonly RegExp[]>();

function anchorsOf(rule: Rule): readonly RegExp[] {
  const known = EXPRESSIONS.get(rule);
  if (known !== undefined) return known;
  const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;
  const expressions = rule.anchors.map(
    (classes) => new RegExp(classes.map((bytes) => `[${Array.from(bytes, hex).join('')}]`).join(''), 'g'),
  );
  EXPRESSIONS.set(rule, expressions);
  return expressions;
}
