import type { Match } from './rules/rule.ts';

const COMMENT = 'gitleaks:allow';

/** Longest line whose end is looked for, on either side of a match. */
const MAX_LINE_BYTES = 1024;

/** A line ends, in the text or in one that writes its line ends as escapes. */
const LINE_END = /\r|\n|\\r|\\n/;

/** Whether the line on which a match stands says, by a comment for gitleaks, that its secret may stand there. */
export function isAllowedByComment(text: string, { from, to }: Match): boolean {
  const before =
    text
      .slice(Math.max(0, from - MAX_LINE_BYTES), from)
      .split(LINE_END)
      .at(-1) ?? '';
  const [after = ''] = text.slice(to, to + MAX_LINE_BYTES).split(LINE_END, 1);
  return before.includes(COMMENT) || after.includes(COMMENT);
}
