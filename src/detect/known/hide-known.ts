import { Buffer } from 'node:buffer';
import type { KnownTable } from './known-table.ts';
import { knownValueRule } from './known-value.ts';

const MASK = '...';

/** Replaces known values in a short text (a path, the name of a field) by `...`, in all the forms they are known in. */
export function hideKnown(table: KnownTable): (text: string) => string {
  const { match } = knownValueRule(table);
  return (text) => {
    const bytes = Buffer.from(text, 'utf8').toString('latin1');
    let shown = '';
    let from = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const found = match(bytes, at);
      if (found === undefined) continue;
      shown += bytes.slice(from, at) + MASK;
      from = found.to;
      at = from - 1;
    }
    return from === 0 ? text : Buffer.from(shown + bytes.slice(from), 'latin1').toString('utf8');
  };
}
