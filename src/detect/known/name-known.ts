import type { Sighting } from '../rule-matches.ts';

/** What one rule found in a window. */
export interface RuleSightings {
  /** What it finds is itself a credential. */
  readonly isSecret: boolean;
  readonly sightings: readonly Sighting[];
}

/**
 * Lets one thing be one finding: where a rule has found a known value, or most of one, its sighting takes over the name,
 * and that of the known value is left out. The other rule says whose credential it is and how to revoke it. Of several
 * it is the one whose sighting is nearest to the value in length: a token, not the header line with the token in it.
 * Returns the sightings of each rule in the given order; work is the number of known values times that of all sightings.
 */
export function nameKnown(found: readonly RuleSightings[]): readonly (readonly Sighting[])[] {
  const known = found.flatMap(({ sightings }) => sightings.filter(isKnown));
  if (known.length === 0) return found.map(({ sightings }) => sightings);
  const others = found.flatMap(({ isSecret, sightings }) => (isSecret ? sightings.filter((one) => !isKnown(one)) : []));
  const names = new Map<Sighting, Sighting>();
  const taken = new Set<Sighting>();
  for (const value of known) {
    const [nearest] = others
      .filter((one) => !names.has(one) && isSame(value, one))
      .sort((a, b) => difference(a, value) - difference(b, value));
    if (nearest === undefined) continue;
    names.set(nearest, value);
    taken.add(value);
  }
  return found.map(({ sightings }) =>
    sightings.filter((one) => !taken.has(one)).map((one) => withName(one, names.get(one))),
  );
}

function withName(sighting: Sighting, value: Sighting | undefined): Sighting {
  return value?.match.known === undefined ? sighting : { ...sighting, known: value.match.known };
}

/** By how many bytes of their own text, without what hides it, two differ in length. */
function difference({ match: one }: Sighting, { match: other }: Sighting): number {
  return Math.abs(one.to - one.from - (other.to - other.from));
}

function isKnown({ match }: Sighting): boolean {
  return match.known !== undefined;
}

/** Whether most of the shorter one is in the longer one: what hides it puts the ends a few bytes apart. */
function isSame(one: Sighting, other: Sighting): boolean {
  const shared = Math.min(one.to, other.to) - Math.max(one.from, other.from);
  return 2 * shared > Math.min(one.to - one.from, other.to - other.from);
}
