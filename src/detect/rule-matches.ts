import type { Match } from './rules/rule.ts';

/** A text in which matches are read: the window, one byte per character (latin1), or what it holds in some encoding. */
export interface Source {
  readonly text: string;
  /** What was undone where `[from, to)` is read, outermost first, joined with `>`. */
  readonly pathOf: (from: number, to: number) => string;
  /** Where in the window stands what is read at an offset. */
  readonly originOf: (offset: number) => number;
  /** It says what a shell makes of the words, not what was written: what was read before is better to show. */
  readonly isReworded: boolean;
}

/** A match of one rule: where it stands in the window, and in the text in which it was read. */
export interface Sighting {
  /** Offsets in the window: `[from, to)`. */
  readonly from: number;
  readonly to: number;
  /** The anchor by which it was found belongs to the window. */
  readonly isOwned: boolean;
  readonly source: Source;
  readonly match: Match;
  /** The known value that another rule has found here. */
  readonly known?: Match['known'];
}

/** One thing, as it is best read so far. */
interface Kept {
  sighting: Sighting;
}

/**
 * The matches of one rule in one window, each thing once. Sightings come layer by layer, the text as it is first, and
 * in each layer by rising offset of their anchors. One that is read where an earlier one of its layer is, is the same
 * match: its first anchor says who owns it. One that overlaps a match of an earlier layer is the same thing too: it
 * keeps its place, and is read where most of its escapes are undone, in the first such layer.
 */
export class RuleMatches {
  readonly #kept: Kept[] = [];
  /** Where in the text of this layer they begin: all that was compressed stands at one place of the window. */
  readonly #starts = new Set<number>();
  /** The matches of earlier layers by rising start, and how far the first so many reach. */
  #earlier: readonly Kept[] = [];
  #reach: readonly number[] = [];

  /** What comes next was read in another text. */
  beginLayer(): void {
    this.#starts.clear();
    if (this.#kept.length === 0) return;
    this.#earlier = [...this.#kept].sort((a, b) => a.sighting.from - b.sighting.from);
    let reach = 0;
    this.#reach = this.#earlier.map(({ sighting }) => (reach = Math.max(reach, sighting.to)));
  }

  add(sighting: Sighting): void {
    if (this.#starts.has(sighting.match.from)) return;
    this.#starts.add(sighting.match.from);
    const same = this.#overlapped(sighting);
    if (same === undefined) this.#kept.push({ sighting });
    else if (isPlainer(sighting, same.sighting)) {
      const { from, isOwned } = same.sighting;
      same.sighting = { ...sighting, from, isOwned };
    }
  }

  get isEmpty(): boolean {
    return this.#kept.length === 0;
  }

  /** The matches in the window, also those that another one reports, by rising offset. */
  all(): readonly Sighting[] {
    return this.#kept.map(({ sighting }) => sighting).sort((a, b) => a.from - b.from);
  }

  /** The matches the window reports, by rising offset. */
  owned(): readonly Sighting[] {
    return this.all().filter(({ isOwned }) => isOwned);
  }

  #overlapped({ from, to }: Sighting): Kept | undefined {
    let low = 0;
    let high = this.#earlier.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#earlier[middle]?.sighting.from ?? 0) < to) low = middle + 1;
      else high = middle;
    }
    for (let index = low - 1; (this.#reach[index] ?? 0) > from; index--) {
      const one = this.#earlier[index];
      if (one !== undefined && one.sighting.to > from) return one;
    }
    return undefined;
  }
}

/**
 * Whether a sighting covers most of an earlier one and says it with more of its escapes undone. One that only says less
 * undid none of it: to quoted-printable the padding of base64 at a line's end is an escape.
 */
function isPlainer(one: Sighting, earlier: Sighting): boolean {
  if (one.source.isReworded || matched(earlier).includes(matched(one))) return false;
  const shared = Math.min(one.to, earlier.to) - Math.max(one.from, earlier.from);
  return 2 * shared >= earlier.to - earlier.from && undoneBytes(one) > undoneBytes(earlier);
}

function matched({ source, match }: Sighting): string {
  return source.text.slice(match.from, match.to);
}

function undoneBytes({ from, to, match }: Sighting): number {
  return to - from - (match.to - match.from);
}
