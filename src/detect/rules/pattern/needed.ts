import { SHARE_OF_BYTE } from '../../kernel/byte-shares.ts';
import type { ByteSet, Pattern } from './pattern.ts';

/**
 * Bytes of which every match of a pattern holds at least one: of all such sets the one that stands in the least of agents'
 * traffic. Undefined where no byte must be there.
 */
export function neededBytes(pattern: Pattern): ByteSet | undefined {
  switch (pattern.kind) {
    case 'bytes':
      return pattern.bytes;
    case 'sequence':
      return rarest(pattern.items.flatMap((item) => neededBytes(item) ?? []));
    case 'choice': {
      const options = pattern.options.map(neededBytes);
      const isAll = options.every((bytes) => bytes !== undefined);
      return isAll && options.length > 0 ? new Set(options.flatMap((bytes) => [...bytes])) : undefined;
    }
    case 'repeat':
      return pattern.min > 0 ? neededBytes(pattern.item) : undefined;
    case 'group':
      return neededBytes(pattern.item);
    case 'edge':
    case 'look':
    case 'again':
      return undefined;
  }
}

function rarest(sets: readonly ByteSet[]): ByteSet | undefined {
  return sets.toSorted((a, b) => shareOf(a) - shareOf(b))[0];
}

function shareOf(bytes: ByteSet): number {
  return [...bytes].reduce((sum, byte) => sum + (SHARE_OF_BYTE[byte] ?? 0), 0);
}
