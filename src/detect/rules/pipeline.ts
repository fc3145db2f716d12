/** Backslashes before one character that are looked at. */
const MAX_BACKSLASHES = 16;

/** Cells and blocks of HTML end, and with them what stands in them. */
const BLOCK_END = /<\\?\/(?:td|th|tr|p|pre|li|div|code|h[1-6])>/y;

/**
 * Whether `n` at `at` is a line end that a writer of JSON escaped, once or more, and that isn't continued. A line end
 * has 1, 2, 4 … backslashes before it; one continued with a backslash has that one escaped as well: 3, 6, 12 ….
 */
function isEscapedLineEnd(text: string, at: number): boolean {
  let from = at;
  while (from > 0 && from > at - MAX_BACKSLASHES && text[from - 1] === '\\') from--;
  const backslashes = at - from;
  return backslashes > 0 && backslashes % 3 !== 0 && text[from - 1] !== '|';
}

/** Whether the command is cut at `at`, outside of quotation marks. */
function endsCommand(text: string, at: number): boolean {
  const before = text[at - 1];
  switch (text[at]) {
    case 'n':
      return before === '\\' && isEscapedLineEnd(text, at);
    case '#':
      return /[ \t]/.test(before ?? '');
    case '<':
      BLOCK_END.lastIndex = at;
      return BLOCK_END.test(text);
    case ';':
      return /[\s\\]/.test(text[at + 1] ?? ' ');
    case '&':
      return before === '&' || /\s/.test(text[at + 1] ?? ' ');
    default:
      return false;
  }
}

/** Behind a quotation mark that closes a string of JSON or of a program. */
const STRING_END = /\s{0,8}[,:}\]|]/y;

/**
 * Whether what begins at `from` is one pipeline up to the pipe at `end`: no command ends in between, nor the string in
 * which it stands, and the pipe itself isn't quoted.
 */
export function isPipeline(text: string, from: number, end: number): boolean {
  let open = '';
  for (let at = from; at < end; at++) {
    if (text[at] === '"' || text[at] === "'") {
      let start = at;
      while (start > from && start > at - MAX_BACKSLASHES && text[start - 1] === '\\') start--;
      const mark = text.slice(start, at + 1);
      if (open !== '') {
        if (mark === open) open = '';
        continue;
      }
      STRING_END.lastIndex = at + 1;
      const isInWord = /[\w/.)-]/.test(text[start - 1] ?? '');
      if (isInWord && STRING_END.test(text)) return false;
      if (!isInWord || text[at] === '"') open = mark;
    } else if (open === '' && endsCommand(text, at)) return false;
  }
  return open === '';
}

/** Whether a pipeline can't reach over `at`, quoted or not: a line end that isn't continued, a backtick. */
export function endsPipeline(text: string, at: number): boolean {
  if (text[at] === '`') return true;
  return text[at] === '\n' && !/[\\|]\r?$/.test(text.slice(Math.max(0, at - 2), at));
}
