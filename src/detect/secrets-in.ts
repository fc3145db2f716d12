import type { Span } from './mask/spans.ts';
import type { Sighting, Source } from './rule-matches.ts';

/**
 * Where in the stretch `[from, to)` of a text secrets stand that were found in the same window, also those that nobody
 * would know by their looks. Of one that was read in another text it is whatever stands at its place here.
 */
export function secretsIn(source: Source, { from, to }: Span, secrets: readonly Sighting[]): readonly Span[] {
  const first = source.originOf(from);
  const end = source.originOf(to);
  return secrets.flatMap((secret): Span[] => {
    if (secret.to <= first || secret.from >= end) return [];
    if (secret.source === source) return [{ from: secret.match.from, to: secret.match.to }];
    const at = firstFrom(source, secret.from, from, to);
    return [{ from: at, to: firstFrom(source, secret.to, at, to) }];
  });
}

/** The first offset in `[low, high]` whose origin is not before `origin`; origins rise. */
function firstFrom({ originOf }: Source, origin: number, low: number, high: number): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (originOf(middle) < origin) from = middle + 1;
    else to = middle;
  }
  return from;
}
