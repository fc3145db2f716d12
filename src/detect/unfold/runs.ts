/** The characters of one coded run, side by side, and where each stood in the text. */
export interface Run {
  readonly characters: Uint8Array;
  /** Where character `index` stood. `characters.length` is allowed: where the run ends. Rises strictly. */
  readonly originOf: (index: number) => number;
}

/** A line must be so long to go on in the next: encoders wrap at 60 (`xxd -p`), 64 (PEM) or 76 (MIME). */
const FULL_LINE = 60;

/** Blanks that may indent a line that goes on, as in YAML. */
const MAX_INDENT = 32;

const BACKSLASH = 0x5c;
const SLASH = 0x2f;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const LOWER_N = 0x6e;
const LOWER_R = 0x72;

/**
 * The runs of at least `least` bytes that `members` (a table by byte) allows. A run goes on over line ends, written as
 * such or as JSON escapes them, behind full lines; and over the backslash of an escaped slash where the slash is a
 * member. Linear; looks at every `least`-th byte where there are no runs.
 */
export function* runsOf(text: Uint8Array, members: Uint8Array, least: number): Generator<Run> {
  const isMember = (at: number): boolean => members[text[at] ?? 0] === 1;
  const slashWidth = members[SLASH] === 1 ? 2 : 0;
  const isEscapedSlash = (at: number): boolean => slashWidth > 0 && text[at] === BACKSLASH && text[at + 1] === SLASH;
  let floor = 0;
  for (let at = least - 1; at < text.length; at += least) {
    if (isEscapedSlash(at)) at++;
    if (!isMember(at)) continue;
    let from = at;
    for (; from > floor; from--) {
      if (isMember(from - 1)) continue;
      if (text[from] !== SLASH || !isEscapedSlash(from - 1)) break;
    }
    const joined = new Joining(text, text[from] === BACKSLASH ? from + 1 : from);
    let to = joined.from;
    let lineFrom = to;
    for (;;) {
      while (to < text.length && isMember(to)) to++;
      if (isEscapedSlash(to)) joined.skip(to, to + 1);
      else if (to - lineFrom >= FULL_LINE) {
        const next = nextLine(text, to);
        if (next === to || !isMember(next)) break;
        joined.skip(to, next);
        lineFrom = next;
      } else break;
      to = joined.resumeAt;
    }
    floor = to;
    at = to;
    if (joined.lengthTo(to) >= least) yield joined.run(to);
  }
}

/** Where the line begins that follows the line end at `at`; `at` where there is none. */
function nextLine(text: Uint8Array, at: number): number {
  let next = at;
  if (text[next] === CARRIAGE_RETURN) next++;
  else if (text[next] === BACKSLASH && text[next + 1] === LOWER_R) next += 2;
  if (text[next] === LINE_FEED) next++;
  else if (text[next] === BACKSLASH && text[next + 1] === LOWER_N) next += 2;
  if (next === at) return at;
  const indentTo = next + MAX_INDENT;
  while (next < indentTo && (text[next] === SPACE || text[next] === TAB)) next++;
  return next;
}

/** A run that is being put together from parts. */
class Joining {
  readonly from: number;
  /** Where the last part begins. */
  resumeAt: number;
  readonly #text: Uint8Array;
  /** Where each part but the first begins: as index of its first character, and as offset in the text. */
  readonly #indices: number[] = [];
  readonly #offsets: number[] = [];
  readonly #ends: number[] = [];
  #skipped = 0;

  constructor(text: Uint8Array, from: number) {
    this.#text = text;
    this.from = from;
    this.resumeAt = from;
  }

  skip(from: number, to: number): void {
    this.#skipped += to - from;
    this.#indices.push(to - this.from - this.#skipped);
    this.#offsets.push(to);
    this.#ends.push(from);
    this.resumeAt = to;
  }

  /** Characters of the run if it ends at `to`. */
  lengthTo(to: number): number {
    return to - this.from - this.#skipped;
  }

  run(to: number): Run {
    const { from } = this;
    const text = this.#text;
    const indices = this.#indices;
    const offsets = this.#offsets;
    if (indices.length === 0) return { characters: text.subarray(from, to), originOf: (index) => from + index };
    const characters = new Uint8Array(this.lengthTo(to));
    let start = from;
    let index = 0;
    for (let part = 0; part <= indices.length; part++) {
      const end = this.#ends[part] ?? to;
      for (; start < end; start++, index++) characters[index] = text[start] ?? 0;
      start = offsets[part] ?? to;
    }
    return {
      characters,
      originOf(at) {
        const part = lastAtMost(indices, at);
        return part < 0 ? from + at : (offsets[part] ?? 0) + at - (indices[part] ?? 0);
      },
    };
  }
}

/** The index of the last of the rising `values` that is at most `value`, -1 when none is. */
export function lastAtMost(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
