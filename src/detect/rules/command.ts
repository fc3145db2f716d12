import { BLANKS, QUOTE } from './expression.ts';

/** A word of a shell command without the quotation marks around it, and where its last character ends in the text. */
export interface Word {
  readonly word: string;
  readonly to: number;
  /** A quotation mark is still open behind it: the next word belongs to it. */
  readonly isUnfinished: boolean;
}

const MAX_WORDS = 16;

const BETWEEN = new RegExp(`${BLANKS}?`, 'y');
const MARK = new RegExp(QUOTE, 'y');
const PLAIN = /(?:[^\s"'`\\;&|<>()]|\\\/)+/y;

/** Full stops and the like, which end a sentence and no word of a command. */
const PUNCTUATION = /[.,:!?\]]+$/;

const SHELL_PATH = /^(?:\/[\w./-]*\/)?(?:bash|dash|zsh|ksh|ash|sh)$/;

function take(expression: RegExp, text: string, at: number): string {
  expression.lastIndex = at;
  return expression.exec(text)?.[0] ?? '';
}

/**
 * The words from offset `from` on, at most 16 and none beyond offset `end`: up to the end of the line, a character that
 * ends a command, or a quotation mark that was not opened here and so closes what the command stands in.
 * A blank inside quotation marks divides words as well. Escaped slashes are plain ones.
 */
export function* wordsFrom(text: string, from: number, end: number): Generator<Word> {
  const reach = text.slice(0, end);
  let at = from;
  let open = '';
  for (let count = 0; count < MAX_WORDS; count++) {
    at += take(BETWEEN, reach, at).length;
    let word = '';
    let to = at;
    let mark = '';
    for (;;) {
      const plain = take(PLAIN, reach, at);
      word += plain;
      at += plain.length;
      if (plain !== '') to = at;
      mark = take(MARK, reach, at);
      if (mark === '' || (mark !== open && (open !== '' || !/^$|=$/.test(word)))) break;
      open = open === '' ? mark : '';
      at += mark.length;
    }
    if (word === '') return;
    yield { word: word.replaceAll('\\/', '/'), to, isUnfinished: open !== '' };
    if (mark !== '') return;
  }
}

/** `word` without what only ends a sentence. */
export function withoutPunctuation(word: string): string {
  return word.length > 1 ? word.replace(PUNCTUATION, '') : word;
}

/** Whether the word names a POSIX shell, by itself or by path. */
export function isShell(word: string): boolean {
  return SHELL_PATH.test(withoutPunctuation(word));
}
