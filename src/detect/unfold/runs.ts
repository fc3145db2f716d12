import { lastAtMost } from './last-at-most.ts';

/**
 * One coded run: the characters `[from, to)` of `bytes`, side by side. `originOf` says where one of them stood in the
 * text; `to` is allowed, and leads to where the run ends. Rises strictly.
 */
export interface Run {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
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
 * Shows `take` the runs of at least `least` bytes that `members` (a table by byte) allows, by rising offset. A run goes
 * on over line ends, written as such or as JSON escapes them, behind full lines; and over the backslash of an escaped
 * slash where the slash is a member. Linear; looks at every `least`-th byte where there are no runs.
 */
export function eachRun(text: Uint8Array, members: Uint8Array, least: number, take: (run: Run) => void): void {
  const { length } = text;
  const hasSlash = members[SLASH] === 1;
  for (let at = least - 1, floor = 0; at < length; at += least) {
    if (members[text[at] ?? 0] === 0) {
      if (!hasSlash || text[at] !== BACKSLASH || text[at + 1] !== SLASH) continue;
      at++;
    }
    const from = runStart(text, members, at, floor);
    let to = from;
    let lineFrom = from;
    let skips: number[] | undefined;
    let skipped = 0;
    for (;;) {
      while (to < length && members[text[to] ?? 0] === 1) to++;
      let next = to;
      if (hasSlash && text[to] === BACKSLASH && text[to + 1] === SLASH) next++;
      else if (to - lineFrom >= FULL_LINE) lineFrom = next = nextLine(text, to);
      if (next === to || members[text[next] ?? 0] === 0) break;
      (skips ??= []).push(to, next);
      skipped += next - to;
      to = next;
    }
    floor = at = to;
    if (to - from - skipped < least) continue;
    take(skips === undefined ? { bytes: text, from, to, originOf: itself } : joined(text, from, to, skips, skipped));
  }
}

function itself(index: number): number {
  return index;
}

/** Where the run begins in which the member at `at` stands, no further back than `floor`. */
function runStart(text: Uint8Array, members: Uint8Array, at: number, floor: number): number {
  let from = at;
  while (from > floor) {
    if (members[text[from - 1] ?? 0] === 1) from -= 1;
    else if (text[from] === SLASH && text[from - 1] === BACKSLASH && from - 1 > floor) from -= 1;
    else break;
  }
  return text[from] === BACKSLASH ? from + 1 : from;
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

/** The run `[from, to)` without `skips`: pairs of offsets, from and to. */
function joined(text: Uint8Array, from: number, to: number, skips: readonly number[], skipped: number): Run {
  const bytes = new Uint8Array(to - from - skipped);
  const indices: number[] = [];
  const offsets: number[] = [];
  let start = from;
  let index = 0;
  for (let skip = 0; skip <= skips.length; skip += 2) {
    const end = skips[skip] ?? to;
    indices.push(index);
    offsets.push(start);
    for (; start < end; start++, index++) bytes[index] = text[start] ?? 0;
    start = skips[skip + 1] ?? to;
  }
  return {
    bytes,
    from: 0,
    to: bytes.length,
    originOf(at) {
      const part = lastAtMost(indices, at);
      return (offsets[part] ?? 0) + at - (indices[part] ?? 0);
    },
  };
}
