import { escapeAt } from './escape.ts';
import { BREAK } from './extract.ts';
import { Unfolding, type Unfolded } from './unfolded.ts';
import { byteTable, defineUnfolder } from './unfolder.ts';

/** Bytes kept before and behind what is undone: a command is seldom longer, and the text as it is was read already. */
const CONTEXT = 2048;

/** Bytes of a context that are given up so that it begins with a whole word. */
const MAX_PARTIAL_WORD = 256;

/** Bytes of a quotation inside a word, of an expansion in braces, of a `$'…'` and of a brace list. */
const MAX_QUOTED = 256;
const MAX_EXPANSION = 32;
const MAX_ANSI = 1024;
const MAX_LIST = 512;

const SINGLE = 0x27;
const DOLLAR = 0x24;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const LOWER_N = 0x6e;

/** With these begins what a shell undoes. */
const MARKS = byteTable('"\'$\\{');
const LETTERS = byteTable('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
const WORD = byteTable('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/.-');
/** What a quotation inside a word holds. */
const QUOTED = byteTable('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/.-:@%+=~');
/** What it begins and ends with. */
const ENDS = byteTable('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/');
/** Letters that mean something else behind a backslash where a text is escaped. */
const ESCAPES = byteTable('rtbfuxv');
const BLANKS = byteTable(' \t\r\n');
const DIGITS = byteTable('0123456789');
const NAME = byteTable('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_');
/** Parameters that are empty where nothing was passed. */
const POSITIONAL = byteTable('@*123456789');
const IFS = Uint8Array.from('$IFS', (character) => character.charCodeAt(0));
const BRACED_IFS = Uint8Array.from('${IFS', (character) => character.charCodeAt(0));
/** One of these stands in the arguments of any command that matters. */
const IN_COMMANDS = byteTable('-/.');
/** The short escapes of `$'…'`. */
const SHORT: ReadonlyMap<number, number> = new Map(
  ['n\n', 't\t', 'r\r', 'a\u0007', 'b\b', 'e\u001b', 'f\f', 'v\v'].map((pair) => [
    pair.charCodeAt(0),
    pair.charCodeAt(1),
  ]),
);
/** What a brace list may follow, and be followed by. */
const AROUND_LIST = byteTable(' \t\r\n;|&()`"\'');

/**
 * What a shell makes of its words before it runs them: quotation marks and backslashes inside words removed,
 * `$'…'` decoded, `$IFS` a blank, empty expansions and continued lines gone, `{a,-b}` two words (POSIX.1-2024, Shell
 * Command Language; bash(1), QUOTING). It holds only the surroundings of what was undone; words that stand in
 * quotation marks as a whole stay as they are, for source code is full of them.
 */
export const shell = defineUnfolder({ id: 'shell', unfold: undoShell });

function undoShell(text: Uint8Array): Unfolded | undefined {
  let words: ShellWords | undefined;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at] ?? 0;
    if (MARKS[mark] === 0) continue;
    const width = markWidth(text, at, mark);
    if (width === 0) continue;
    words ??= new ShellWords(text);
    words.undo(at, width);
    at += width - 1;
  }
  return words?.done();
}

/** Bytes of what a shell would undo at `at`, 0 where that is nothing. */
function markWidth(text: Uint8Array, at: number, mark: number): number {
  switch (mark) {
    case DOLLAR:
      return expansionWidth(text, at);
    case BACKSLASH:
      return escapeWidth(text, at);
    case OPEN_BRACE:
      return listWidth(text, at);
    default:
      return quotationWidth(text, at, mark);
  }
}

/**
 * A quotation of plain characters, or of none, that touches a word on either side. What begins or ends with a sign
 * rather stands between two quotations: `":"`, `'+x+'`.
 */
function quotationWidth(text: Uint8Array, at: number, mark: number): number {
  const end = at + MAX_QUOTED;
  let to = at + 1;
  while (to < end && isIn(QUOTED, text[to])) to++;
  if (text[to] !== mark) return 0;
  const isInWord = isIn(WORD, text[at - 1]);
  const goesOn = isIn(WORD, text[to + 1]);
  if (to === at + 1) return isInWord && goesOn ? 2 : 0;
  const isWhole = isIn(ENDS, text[at + 1]) && isIn(ENDS, text[to - 1]);
  return isWhole && (isInWord || goesOn) ? to + 1 - at : 0;
}

/**
 * A line end behind a backslash inside a word, or a backslash before a letter. Where that may be an escape of another
 * kind it must stand between letters; one that looks like a line end stays, for it ends a command.
 */
function escapeWidth(text: Uint8Array, at: number): number {
  const next = text[at + 1];
  if (next === LINE_FEED) return isIn(WORD, text[at - 1]) && isIn(WORD, text[at + 2]) ? 2 : 0;
  if (next === CARRIAGE_RETURN && text[at + 2] === LINE_FEED) {
    return isIn(WORD, text[at - 1]) && isIn(WORD, text[at + 3]) ? 3 : 0;
  }
  if (next === LOWER_N || !isIn(LETTERS, next)) return 0;
  if (!isIn(ESCAPES, next)) return isIn(WORD, text[at - 1]) || isIn(WORD, text[at + 2]) ? 1 : 0;
  return isIn(LETTERS, text[at - 1]) && isIn(LETTERS, text[at + 2]) ? 1 : 0;
}

/** `$'…'` with escapes or plain characters in it, `$IFS` in its forms, or `$@` and the like inside a word. */
function expansionWidth(text: Uint8Array, at: number): number {
  const next = text[at + 1];
  if (next === SINGLE) return ansiWidth(text, at);
  if (startsWith(text, at, IFS)) {
    const to = at + IFS.length;
    if (isIn(DIGITS, text[to + 1]) && text[to] === DOLLAR) return to + 2 - at;
    return isIn(NAME, text[to]) ? 0 : to - at;
  }
  if (startsWith(text, at, BRACED_IFS)) {
    const to = text.subarray(0, at + MAX_EXPANSION).indexOf(CLOSE_BRACE, at);
    return to === -1 || isIn(NAME, text[at + BRACED_IFS.length]) ? 0 : to + 1 - at;
  }
  const width = next === OPEN_BRACE && text[at + 3] === CLOSE_BRACE ? 4 : 2;
  const isEmpty = isIn(POSITIONAL, text[at + width / 2]);
  return isEmpty && isIn(LETTERS, text[at - 1]) && isIn(LETTERS, text[at + width]) ? width : 0;
}

function ansiWidth(text: Uint8Array, at: number): number {
  let hasEscape = false;
  let isPlain = true;
  const end = Math.min(text.length, at + MAX_ANSI);
  for (let here = at + 2; here < end; here++) {
    const byte = text[here] ?? 0;
    if (byte === SINGLE) return hasEscape || (isPlain && here > at + 2) ? here + 1 - at : 0;
    if (byte === LINE_FEED) return 0;
    isPlain &&= QUOTED[byte] === 1;
    if (byte !== BACKSLASH) continue;
    hasEscape ||= escapeAt(text, here) !== undefined;
    here++;
  }
  return 0;
}

/** A brace list of plain items where a command may begin. Items that are all names are a destructuring. */
function listWidth(text: Uint8Array, at: number): number {
  if (at > 0 && !isIn(AROUND_LIST, text[at - 1])) return 0;
  let hasComma = false;
  let isCommand = false;
  const end = Math.min(text.length, at + MAX_LIST);
  for (let here = at + 1; here < end; here++) {
    const byte = text[here] ?? 0;
    if (byte === CLOSE_BRACE) {
      const isEnd = here + 1 === text.length || isIn(AROUND_LIST, text[here + 1]);
      return hasComma && isCommand && isEnd ? here + 1 - at : 0;
    }
    if (byte === COMMA) hasComma = true;
    else if (QUOTED[byte] === 0) return 0;
    isCommand ||= IN_COMMANDS[byte] === 1;
  }
  return 0;
}

function isIn(table: Uint8Array, byte: number | undefined): boolean {
  return byte !== undefined && table[byte] === 1;
}

function startsWith(text: Uint8Array, at: number, word: Uint8Array): boolean {
  return word.every((byte, index) => text[at + index] === byte);
}

/** The text around what is undone, put together front to back. */
class ShellWords {
  readonly #text: Uint8Array;
  readonly #unfolding: Unfolding;
  /** What stands before this was put in or left out. */
  #from = 0;
  #isFirst = true;

  constructor(text: Uint8Array) {
    this.#text = text;
    this.#unfolding = new Unfolding(text.length);
  }

  /** Undoes what `markWidth` found at `at`. */
  undo(at: number, width: number): void {
    const text = this.#text;
    this.#approach(at);
    switch (text[at]) {
      case BACKSLASH:
        this.#drop(width);
        break;
      case OPEN_BRACE:
        this.#undoList(width);
        break;
      case DOLLAR:
        if (text[at + 1] === SINGLE) this.#undoAnsi(at + width);
        else if (isIn(POSITIONAL, text[at + (text[at + 1] === OPEN_BRACE ? 2 : 1)])) this.#drop(width);
        else this.#put(SPACE, width);
        break;
      default:
        this.#drop(1);
        this.#plainTo(at + width - 1);
        this.#drop(1);
    }
  }

  done(): Unfolded {
    const reach = Math.min(this.#text.length, this.#from + CONTEXT);
    this.#plainTo(reach);
    return this.#unfolding.done();
  }

  /** Puts in the context before `at`, and what is left of the one behind the last. */
  #approach(at: number): void {
    const before = this.#isFirst ? 0 : CONTEXT;
    this.#isFirst = false;
    if (at - this.#from > before + CONTEXT + MAX_PARTIAL_WORD) {
      if (before > 0) this.#plainTo(this.#from + before);
      this.#skipTo(wordStart(this.#text, at - CONTEXT));
    }
    this.#plainTo(at);
  }

  #skipTo(to: number): void {
    const skipped = to - this.#from;
    for (const byte of BREAK) this.#put(byte, 1);
    this.#drop(skipped - BREAK.length);
  }

  #undoList(width: number): void {
    const end = this.#from + width - 1;
    this.#drop(1);
    for (let at = this.#from; at < end; at++) {
      if (this.#text[at] !== COMMA) continue;
      this.#plainTo(at);
      this.#put(SPACE, 1);
    }
    this.#plainTo(end);
    this.#drop(1);
  }

  /** `$'…'` up to `end`. */
  #undoAnsi(end: number): void {
    this.#drop(2);
    for (let at = this.#from; at < end - 1; at++) {
      if (this.#text[at] !== BACKSLASH) continue;
      this.#plainTo(at);
      const found = escapeAt(this.#text, at);
      const letter = SHORT.get(this.#text[at + 1] ?? 0);
      if (found !== undefined) this.#put(found.character & 0xff, found.width);
      else if (letter !== undefined) this.#put(letter, 2);
      else this.#drop(1);
      at = found === undefined ? at + 1 : at + found.width - 1;
    }
    this.#plainTo(end - 1);
    this.#drop(1);
  }

  #plainTo(to: number): void {
    this.#unfolding.plain(this.#text, this.#from, to);
    this.#from = to;
  }

  #put(byte: number, width: number): void {
    this.#unfolding.escapedByte(byte, width);
    this.#from += width;
  }

  #drop(width: number): void {
    this.#unfolding.dropped(width);
    this.#from += width;
  }
}

/** Where the first whole word behind `from` begins, `from` itself where none does nearby. */
function wordStart(text: Uint8Array, from: number): number {
  const end = Math.min(text.length, from + MAX_PARTIAL_WORD);
  for (let at = from; at < end; at++) if (isIn(BLANKS, text[at])) return at;
  return from;
}
