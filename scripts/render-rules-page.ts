import { RULES } from '../src/detect/rules/index.ts';
import type { Rule } from '../src/detect/rules/rule.ts';

/** Blanks in a row that a reader can count. */
const MAX_BLANKS = 8;

/** The reference of what is found and what is not, in Markdown: `docs/rules.md`. */
export function renderRulesPage(): string {
  return `# Rules

<!-- Generated from src/detect/rules/ by \`npm run generate\`. -->

Every rule is looked for in both directions, in request lines, heads, bodies, trailers and WebSocket messages. \`EXFIL\`
means data that leaves, \`INJECTION\` a command that arrives. A rule means a format, not letters: each text under *hits*
holds exactly one match of it, each text under *misses* looks alike and holds none. All of them are tests of the rule.

The text is read as it came, and once more with its URL encoding and its JSON escapes undone: up to three layers, so
that JSON in a form in JSON is read and what is wrapped deeper is not. Base64 and archives are not unpacked.

In the texts below \`⏎\` is a line end, \`␍\` a carriage return, and \`␠×80\` stands for 80 blanks.

${RULES.map(renderRule).join('\n\n')}
`;
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
