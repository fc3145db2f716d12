import { MAX_REACH } from './rule.ts';

/**
 * A word begins here: before it stands nothing that belongs to a word, or an escape that stands for another
 * character (`\n` in JSON, `%20` in a URL), whose last letter is none of the word's. No width.
 */
export const WORD_START = String.raw`(?:(?<![\w.-])|(?<=\\[nrtbf]|%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}))`;

/** One or more blanks within a line, or a line continued with a backslash (also as JSON writes both). */
export const BLANKS = String.raw`(?:(?:[ \t]|\\t|\\\r?\n|\\\\\\n){1,4000})`;

/** A slash, or a slash as some JSON writers escape it. */
export const SLASH = String.raw`\\?/`;

/** A slash or a Windows separator, also doubled by JSON. */
export const SEPARATOR = String.raw`(?:\\?/|\\{1,2})`;

/** A quotation mark, with the backslashes JSON puts before it at each level of nesting. */
export const QUOTE = String.raw`\\{0,7}["']`;

/** The shells that read POSIX commands, by name; a path before it is allowed. */
export const SHELL = String.raw`(?:bash|dash|zsh|ksh|ash|sh)`;

/** Where a sticky expression matched: offsets in the whole text, and what its groups hold. */
export interface Found {
  readonly from: number;
  readonly to: number;
  readonly groups: readonly (string | undefined)[];
}

/**
 * Tries a sticky expression (flag `y`) at offset `at`. It sees no more than `MAX_REACH` characters to either side;
 * what lies behind that is to it the edge of the text.
 */
export function matchAt(expression: RegExp, text: string, at: number): Found | undefined {
  const base = Math.max(0, at - MAX_REACH);
  expression.lastIndex = at - base;
  const found = expression.exec(text.slice(base, at + MAX_REACH));
  if (found === null) return undefined;
  const from = base + found.index;
  return { from, to: from + found[0].length, groups: found.slice(1) };
}
