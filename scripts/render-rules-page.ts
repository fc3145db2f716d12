import { OPTIONS } from '../config/options.ts';
import { RULES } from '../src/detect/rules/index.ts';
import type { Rule } from '../src/detect/rules/rule.ts';
import { loadPacks } from '../src/service/load-rules.ts';

const { choices: PACKS, default: ON_BY_DEFAULT } = OPTIONS.rule_packs;

/** What the rules of a pack have in common. */
const ABOUT: Readonly<Record<(typeof PACKS)[number], string>> = {
  secrets: 'Credentials by the formats in which they are issued, or by the names of the settings that hold them.',
  injection: 'Orders to the agent in what it reads, and commands that load, run, hide or stay.',
  network: 'Places that no agent needs, and ways in which data is taken out.',
  thorough: 'What goes by words so common that every scan takes longer.',
};

/** Blanks in a row that a reader can count. */
const MAX_BLANKS = 8;

/** The reference of what is found and what is not, in Markdown: `docs/rules.md`. */
export function renderRulesPage(): string {
  return `# Rules

<!-- Generated from src/detect/rules/ and config/packs/ by \`npm run generate\`. -->

Every rule is looked for in both directions, in request lines, heads, bodies, trailers and WebSocket messages. \`EXFIL\`
means data that leaves, \`INJECTION\` a command that arrives. The text is read as it came, and with the encodings in it
undone, compressed content and archives among them: see the [README](../README.md#what-it-finds) for which.

A rule means a format, not letters. Its proof is part of it: each *hit* holds exactly one match, each *miss* looks alike and
holds none. The ${RULES.length} that are built in stand here with theirs; those of the [packs](#packs) follow by name, and
\`clawsec rules show RULE\` has the rest of them.

In the texts below \`⏎\` is a line end, \`␍\` a carriage return, and \`␠×80\` stands for 80 blanks.

${RULES.map(renderRule).join('\n\n')}

## Packs

Switched on and off by \`rule_packs\`. A rule is a file, \`config/packs/<pack>/<rule>.json\`.

${PACKS.map(renderPack).join('\n\n')}
`;
}

function renderPack(pack: (typeof PACKS)[number]): string {
  const { rules } = loadPacks([pack]);
  const isOn = ON_BY_DEFAULT.some((name) => name === pack);
  // Not padded into columns: the longest cell would make the page several times as long.
  const rows = rules.map(
    ({ file: { id, type, severity, summary } }) =>
      `| \`${id}\` | ${type} | ${severity} | ${summary.replaceAll('|', String.raw`\|`)} |`,
  );
  return `### ${pack}

${ABOUT[pack]} ${rules.length} rules, ${isOn ? 'on' : 'off'} by default.

| rule | type | severity | what it finds |
| --- | --- | --- | --- |
${rows.join('\n')}`;
}

function renderRule(rule: Rule): string {
  return `## ${rule.id}

${rule.type}, ${rule.severity}. ${rule.summary}${rule.isSecret ? ' Masked in the log.' : ''}

If it is true: ${rule.advice}

False alarm? ${rule.falseAlarm}

Source: ${rule.source}

Hits:

${block(rule.hits)}

Misses:

${block(rule.misses)}`;
}

/** Texts as a code block, one line each. */
function block(texts: readonly string[]): string {
  return ['```text', ...texts.map(onOneLine), '```'].join('\n');
}

/** A text with everything that is no line of its own made visible. */
function onOneLine(text: string): string {
  return text
    .replaceAll('\n', '⏎')
    .replaceAll('\r', '␍')
    .replaceAll(/ +/g, (blanks) => (blanks.length > MAX_BLANKS ? `␠×${blanks.length}` : blanks));
}
