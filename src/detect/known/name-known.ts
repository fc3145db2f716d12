import type { Sighting } from '../rule-matches.ts';

/** What one rule found in a window. */
export interface RuleSightings {
  /** What it finds is itself a credential. */
  readonly isSecret: boolean;
  readonly sightings: readonly Sighting[];
}

/**
 * Lets one thing be one finding: where a rule has found a known value, or most of one, its sighting takes over the name,
 * and that of the known value is left out. The other rule says whose credential it is and how to revoke it. Returns the
 * sightings of each rule in the given order; work is the number of known values times that of all sightings.
 */
export function nameKnown(found: readonly RuleSightings[]): readonly (readonly Sighting[])[] {
  const known = found.flatMap(({ sightings }) => sightings.filter(isKnown));
  if (known.length === 0) return found.map(({ sightings }) => sightings);
  const taken = new Set<Sighting>();
  const named = found.map(({ isSecret, sightings }) =>
    sightings.map((sighting) => {
      const same = isSecret && !isKnown(sighting) ? known.find((one) => isSame(one, sighting)) : undefined;
      if (same?.match.known === undefined) return sighting;
      taken.add(same);
      return { ...sighting, known: same.match.known };
    }),
  );
  return named.map((sightings) => sightings.filter((one) => !taken.has(one)));
}

function isKnown({ match }: Sighting): boolean {
  return match.known !== undefined;
}

/** Whether most of the shorter one is in the longer one: what hides it puts the ends a few bytes apart. */
function isSame(one: Sighting, other: Sighting): boolean {
  const shared = Math.min(one.to, other.to) - Math.max(one.from, other.from);
  return 2 * shared > Math.min(one.to - one.from, other.to - other.from);
}
