import { Buffer } from 'node:buffer';

/**
 * The longest piece, in characters, that is held until the next one comes, and that is taken for part of a text when
 * its event doesn't say so.
 */
export const MAX_HELD_LENGTH = 4096;

/** Stands for a longer piece: whatever comes behind it continues it. */
const LONG = ' ';

/** Words that a message of its own has at least. */
const MESSAGE_WORDS = 3;

/** A text that is put together from pieces. */
export interface JoinedText {
  /** The next piece, in memory of its own, never empty. `origin`: the offset in the body of the event it comes from. */
  write(bytes: Uint8Array, origin: number): void;
  /** The text is complete, as far as is known. */
  end(): void;
}

/**
 * What an event says of its texts. `continuing`: it carries a piece of each. `separate`: each is a message of its own.
 * `unknown`: neither.
 */
export type Manner = 'continuing' | 'separate' | 'unknown';

/**
 * Joins the pieces that come one after the other in one place. A text is opened with the second piece that continues
 * the first, or with one too long to be held: a piece that stands alone was read where it came. Where pieces don't belong together the text is ended, and
 * the next may begin.
 *
 * Before a text is open, a piece that begins with the whole one before takes its place: such a stream repeats the text
 * so far with every event, so that each event is read as a whole anyway. At worst the first letters of a text are lost
 * ("l", "lama" becomes "lama").
 */
export class TextChannel {
  readonly #open: () => JoinedText;
  #text: JoinedText | undefined;
  #last = '';
  #lastOrigin = 0;

  constructor(open: () => JoinedText) {
    this.#open = open;
  }

  /** Pieces were joined, and the text is not ended. */
  get isOpen(): boolean {
    return this.#text !== undefined;
  }

  /** The next piece; not empty. */
  add(piece: string, manner: Manner, origin: number): void {
    if (manner !== 'continuing' && piece.length > MAX_HELD_LENGTH) {
      this.end();
      return;
    }
    const isContinued = this.#last !== '' && continues(this.#last, piece, manner);
    if (!isContinued) this.end();
    const isLong = piece.length > MAX_HELD_LENGTH;
    const isRepeated = isContinued && this.#text === undefined && piece.startsWith(this.#last);
    if (isRepeated && isLong) return;
    if (this.#text === undefined && !isRepeated && (isContinued || isLong)) {
      this.#text = this.#open();
      if (isContinued) write(this.#text, this.#last, this.#lastOrigin);
    }
    if (this.#text !== undefined) write(this.#text, piece, origin);
    this.#last = isLong ? LONG : piece;
    this.#lastOrigin = origin;
  }

  /** What comes next belongs to another text. */
  end(): void {
    this.#text?.end();
    this.#text = undefined;
    this.#last = '';
  }
}

function write(text: JoinedText, piece: string, origin: number): void {
  text.write(Buffer.from(piece), origin);
}

function continues(before: string, piece: string, manner: Manner): boolean {
  if (manner !== 'unknown') return manner === 'continuing';
  return !(beginsSentence(piece) && !/\s$/.test(before) && hasWords(before) && hasWords(piece));
}

/** A capital, or a bracket as before the time in a log. */
function beginsSentence(piece: string): boolean {
  const first = piece.charCodeAt(0);
  return (first >= 0x41 && first <= 0x5b) || first === 0x7b || first === 0x3c;
}

function hasWords(piece: string): boolean {
  let at = -1;
  for (let words = 1; words < MESSAGE_WORDS; words += 1) {
    at = piece.indexOf(' ', at + 1);
    if (at === -1) return false;
  }
  return true;
}
