import { MAX_REACH } from './rule.ts';
import { BLANKS, QUOTE } from './expression.ts';

/** A word of a shell command without the quotation marks around it, and where it ends in the text. */
export interface Word {
  readonly word: string;
  readonly to: number;
}

const MAX_WORDS = 32;

const WORD = new RegExp(String.raw`${BLANKS}?(?:\$?${QUOTE})?((?:[^\s"'\`\\;&|<>()]|\\/){1,2048})(?:${QUOTE})?`, 'y');

/** Full stops and the like, which end a sentence and no word of a command. */
const PUNCTUATION = /[.,:!?\]]+$/;

const SHELL_PATH = /^(?:\/[\w./-]*\/)?(?:bash|dash|zsh|ksh|ash|sh)$/;

/**
 * The words that follow offset `from` up to the end of the line or to a character that ends a command, at most 32
 * and within `MAX_REACH`. A blank inside quotation marks divides words as well. Escaped slashes are plain ones.
 */
export function* wordsFrom(text: string, from: number): Generator<Word> {
  const reach = text.slice(0, from + MAX_REACH);
  WORD.lastIndex = from;
  for (let count = 0; count < MAX_WORDS; count++) {
    const found = WORD.exec(reach);
    if (found === null) return;
    const to = WORD.lastIndex;
    yield { word: (found[1] ?? '').replaceAll('\\/', '/'), to };
    WORD.lastIndex = to;
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
