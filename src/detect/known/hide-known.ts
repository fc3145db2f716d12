import { Buffer } from 'node:buffer';
import { HEAD_BYTES, headHash, type KnownEntry, type KnownTable } from './known-table.ts';
import { knownValueRule } from './known-value.ts';

const MASK = '...';

/** Where a name or a path was cut, in UTF-8 read as latin1: an ellipsis of either kind. */
const CUT = /\.{3}|\xe2\x80\xa6/g;

/**
 * Replaces known values in a short text (a path, the name of a field) by `...`, in all the forms they are known in, and
 * what a cut has left of one, unless that is less than `HEAD_BYTES`.
 */
export function hideKnown(table: KnownTable): (text: string) => string {
  const { match } = knownValueRule(table);
  const remains = remainsOf(table);
  return (text) => {
    const bytes = Buffer.from(text, 'utf8').toString('latin1');
    const cuts = Array.from(bytes.matchAll(CUT), ({ 0: mark, index }) => ({ from: index, to: index + mark.length }));
    let shown = '';
    let from = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const to = match(bytes, at)?.to ?? remains(bytes, at, cuts);
      if (to === undefined) continue;
      shown += bytes.slice(from, at) + MASK;
      from = to;
      at = from - 1;
    }
    return from === 0 ? text : Buffer.from(shown + bytes.slice(from), 'latin1').toString('utf8');
  };
}

interface Cut {
  readonly from: number;
  readonly to: number;
}

/** Tells where that ends which a cut has left of a value: its beginning, up to the cut, or its end, from the cut on. */
function remainsOf({
  key,
  entries,
}: KnownTable): (text: string, at: number, cuts: readonly Cut[]) => number | undefined {
  const hash = headHash(key);
  const byHead = longestBy(entries, ({ heads }) => heads[0] ?? 0);
  const byTail = longestBy(entries, ({ tail }) => tail);
  return (text, at, cuts) => {
    const goesOnTo = at + (byHead.get(hash.ofText(text, at)) ?? 0);
    const next = cuts.find(({ from }) => from >= at + HEAD_BYTES && from < goesOnTo);
    if (next !== undefined) return next.from;
    if (!cuts.some(({ to }) => to === at)) return undefined;
    for (let end = text.length; end >= at + HEAD_BYTES; end--) {
      const length = byTail.get(hash.ofText(text, end - HEAD_BYTES)) ?? 0;
      if (length > end - at) return end;
    }
    return undefined;
  };
}

/** The length of the longest form for each hash. */
function longestBy(entries: readonly KnownEntry[], hashOf: (entry: KnownEntry) => number): ReadonlyMap<number, number> {
  const lengths = new Map<number, number>();
  for (const entry of entries) {
    const hash = hashOf(entry);
    lengths.set(hash, Math.max(entry.length, lengths.get(hash) ?? 0));
  }
  return lengths;
}
