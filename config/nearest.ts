/** Longer words are no slips of a finger; their tails are not compared. */
const MAX_COMPARED_LENGTH = 64;

/** The known word that a mistyped one resembles most. */
export interface Resemblance {
  readonly word: string;
  /** So close that it is likely meant: at most one edit in three characters, or what is typed is its first half or more. */
  readonly likely: boolean;
}

/** Shorter words are part of everything. */
const MIN_PART_LENGTH = 3;

/**
 * The word of `known` that is `typed`, without regard to case; else one that contains it, else the one with the fewest
 * edits to it; of several, the first. Undefined when `known` is empty.
 */
export function nearest(typed: string, known: readonly string[]): Resemblance | undefined {
  const wanted = typed.toLowerCase().slice(0, MAX_COMPARED_LENGTH);
  const ranked = known.map((word) => {
    const distance = editDistance(wanted, word.toLowerCase().slice(0, MAX_COMPARED_LENGTH));
    const contains = wanted.length >= MIN_PART_LENGTH && word.toLowerCase().includes(wanted);
    return { word, distance, rank: contains ? Math.min(distance, 0.5) : distance };
  });
  ranked.sort((a, b) => a.rank - b.rank || a.distance - b.distance);
  const best = ranked[0];
  if (best === undefined) return undefined;
  const { word, distance } = best;
  const isBeginning =
    wanted.length >= Math.max(MIN_PART_LENGTH, word.length / 2) && word.toLowerCase().startsWith(wanted);
  return { word, likely: isBeginning || distance <= Math.max(1, Math.floor(wanted.length / 3)) };
}

/** The word of `known` that `typed` resembles most, however little. */
export function nearestWord(typed: string, known: readonly string[]): string | undefined {
  return nearest(typed, known)?.word;
}

/** The word of `known` that `typed` was likely meant to be. */
export function likelyWord(typed: string, known: readonly string[]): string | undefined {
  const resembled = nearest(typed, known);
  return resembled?.likely === true ? resembled.word : undefined;
}

/**
 * Inserted, removed and changed characters and swapped neighbours that lead from one word to the other
 * (optimal string alignment distance).
 */
function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) best = Math.min(best, at(beforeLast, column - 2) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
