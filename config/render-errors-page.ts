import { ERRORS } from '../src/model/errors.ts';
import { SKIP_REASONS } from '../src/model/skip.ts';
import { markdownTable } from './markdown-table.ts';

interface ErrorRow {
  readonly kind: 'user' | 'network';
  readonly status?: number;
  readonly hint: string;
}

const ROWS: readonly (readonly [string, ErrorRow])[] = Object.entries(ERRORS);

/** The reference of everything that can go wrong, in Markdown: `docs/errors.md`. */
export function renderErrorsPage(): string {
  const user = ROWS.filter(([, row]) => row.kind === 'user');
  const network = ROWS.filter(([, row]) => row.kind === 'network');
  return `# Errors

<!-- Generated from src/model/errors.ts and src/model/skip.ts by \`npm run generate\`. -->

## At the keyboard

One line on standard error says what happened and how to mend it; the exit code is 2 and nothing is left running.

${markdownTable(
  ['code', 'how to mend it'],
  user.map(([code, row]) => [`\`${code}\``, row.hint]),
)}

## In traffic

Expected whenever programs talk over networks. The client is answered with the status and the sentence where it can
still be answered; \`clawsec status\` counts each under its code.

${markdownTable(
  ['code', 'status', 'what happened'],
  network.map(([code, row]) => [`\`${code}\``, String(row.status ?? 'none'), row.hint]),
)}

## Passed unread

No error, but not scanned either: \`clawsec status\` counts each under its reason.

${markdownTable(
  ['reason', 'what passed'],
  Object.entries(SKIP_REASONS).map(([reason, sentence]) => [`\`${reason}\``, sentence]),
)}
`;
}
