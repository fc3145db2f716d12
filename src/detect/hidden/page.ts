import { GONE, LEADS, SHELL_LEADS, undone } from './undo.ts';

/** What a character above ASCII is to anchors. */
const OTHER = 0x7f;
const BLANK = 0x20;

/** Bytes behind the text that a reader of escapes may look at. */
const BEHIND = 64;

/** What of ASCII may stand for something else, as it is written and to a shell. */
const WRITTEN = 1;
const SHELL = 2;
const LEFT = Uint8Array.from(
  LEADS,
  (isLead, byte) => (isLead === 1 && byte < 0x80 ? WRITTEN : 0) | (SHELL_LEADS[byte] === 1 ? SHELL : 0),
);

/** Reads what stands at an offset for something else, into `undone`; false where nothing does. */
export type Read = (bytes: Uint8Array, at: number) => boolean;

/**
 * A short text with what was read undone, and the way back. Memory of its own that is used again and again. Behind the
 * text stand blanks, so that nothing reads on into what was there before.
 */
export class Page {
  /** Of use up to `length`. */
  readonly bytes: Uint8Array;
  length = 0;
  /** Something is left that may stand for something else; something that a shell would undo. */
  hasLeads = false;
  hasShellLeads = false;
  /** Behind each place where something was undone: the offset here, and how far the origin is ahead from there on. */
  readonly #offsets: Int32Array;
  readonly #ahead: Int32Array;
  #count = 0;
  /** Whose bytes these were; nothing for those of the text itself. */
  #outer: Page | undefined;

  constructor(maxBytes: number) {
    this.bytes = new Uint8Array(maxBytes + BEHIND);
    this.#offsets = new Int32Array(maxBytes + 1);
    this.#ahead = new Int32Array(maxBytes + 1);
  }

  /**
   * Puts in `[from, to)` of `bytes`, at most as many as fit, which are those of `outer` if there is one, behind the bytes
   * of `head`. Says whether anything was undone.
   */
  write(read: Read, bytes: Uint8Array, from: number, to: number, outer?: Page, head: readonly number[] = []): boolean {
    const into = this.bytes;
    const offsets = this.#offsets;
    const ahead = this.#ahead;
    let length = 0;
    for (const byte of head) into[length++] = byte;
    this.#outer = outer;
    offsets[0] = length;
    ahead[0] = from - length;
    let count = 1;
    let left = 0;
    for (let at = from; at < to; at++) {
      let byte = bytes[at] ?? 0;
      if (LEADS[byte] === 1 && read(bytes, at)) {
        at += undone.width - 1;
        offsets[count] = undone.character === GONE ? length : length + 1;
        ahead[count] = at + 1 - (offsets[count] ?? 0);
        count += 1;
        if (undone.character === GONE) continue;
        byte = undone.character < 0x80 ? undone.character : OTHER;
      }
      into[length++] = byte;
      left |= LEFT[byte] ?? 0;
    }
    into.fill(BLANK, length, length + BEHIND);
    this.length = length;
    this.#count = count;
    this.hasLeads = (left & WRITTEN) !== 0;
    this.hasShellLeads = (left & SHELL) !== 0;
    return count > 1;
  }

  /** Where the byte at `offset` stood in the text: what it was undone from began there, or up to 30 bytes before. */
  originOf(offset: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#offsets[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const origin = low === 0 ? 0 : offset + (this.#ahead[low - 1] ?? 0);
    return this.#outer === undefined ? origin : this.#outer.originOf(origin);
  }
}
