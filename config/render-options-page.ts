import { markdownTable } from './markdown-table.ts';
import type { OptionRow } from './option-row.ts';
import { OPTION_KEYS, optionRow } from './options.ts';
import { valueKind } from './value-kinds.ts';
import { FOREIGN_PREFIXES, variableName } from './variables.ts';

const INTRODUCTION = `# Options

<!-- Generated from config/options.ts by \`npm run generate\`. -->

Every option has a default. What is set later in this list wins:

1. the default,
2. the JSON file given to \`--config\` (see [clawsec.example.json](../config/clawsec.example.json); editors check it
   against [clawsec.schema.json](../config/clawsec.schema.json)),
3. the environment variable: an option's key in upper case after \`CLAWSEC_\`, so \`proxy_port\` is
   \`CLAWSEC_PROXY_PORT\`. Booleans are \`true\`, \`false\`, \`1\` or \`0\`, lists are separated by commas, an empty
   variable counts as not set,
4. flags of \`clawsec start\`.

\`start\`, \`stop\`, \`status\`, \`threats\` and \`rules\` all read them, so give all five the same \`--config\` and variables.

A missing file, broken JSON, a wrong type, a value out of range, two equal ports: one line says where, the exit code
is 2 and nothing is started. An unknown key is a warning that names the nearest known one. Of unknown \`CLAWSEC_\`
variables only those that look like a slip of the finger are warned of; those that begin with
${FOREIGN_PREFIXES.map((prefix) => `\`${prefix}\``).join(', ')} belong to other programs and are never looked at.

A path may begin with \`~/\`. A relative path starts at the folder of the file that names it, or at the current folder
when a variable does.
`;

/** The reference of all options, in Markdown: `docs/options.md`. */
export function renderOptionsPage(): string {
  const sections = [...new Set(OPTION_KEYS.map((key) => optionRow(key).section))];
  return [INTRODUCTION, ...sections.map(renderSection)].join('\n');
}

function renderSection(section: OptionRow['section']): string {
  const rows = OPTION_KEYS.filter((key) => optionRow(key).section === section).map((key) => {
    const row = optionRow(key);
    const flag = row.flag ? ` \`--${row.flag.name}\` sets it to ${row.flag.sets}.` : '';
    return [
      `\`${key}\`<br>\`${variableName(key)}\``,
      `\`${JSON.stringify(row.default)}\``,
      valueKind(row).expected(row),
      `${row.help}${flag}`,
    ];
  });
  return `## ${section}\n\n${markdownTable(['key', 'default', 'accepts', 'what it does'], rows)}\n`;
}
