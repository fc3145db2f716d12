import { createHash } from 'node:crypto';
import { SEED_WORDS } from './seed-words.ts';

const VALUES: ReadonlyMap<string, number> = new Map(SEED_WORDS.map((word, value) => [word, value]));
const LENGTHS = [24, 21, 18, 15, 12] as const;

/** The phrases that manuals and test networks use: one word again and again, and Hardhat's. */
const SHOWN = /^(?:(\w+)(?: \1){10}|test test test test test test test test test test test junk)/;

/**
 * Whether `text` begins with a seed phrase: 12 to 24 words of the list, the last bits of which are the checksum of the
 * others. Numbers, punctuation and the escapes of line ends between the words are passed over. Source: BIP-39.
 */
export function isSeedPhrase(text: string): boolean {
  const words = text.replace(/\\[nrt]/g, ' ').match(/[a-z]+/g) ?? [];
  const known = words.slice(0, LENGTHS[0]).map((word) => VALUES.get(word) ?? -1);
  if (SHOWN.test(words.join(' '))) return false;
  return LENGTHS.some((length) => known.length >= length && hasChecksum(known.slice(0, length)));
}

function hasChecksum(values: readonly number[]): boolean {
  if (values.includes(-1)) return false;
  const bits = values.map((value) => value.toString(2).padStart(11, '0')).join('');
  const checksumBits = values.length / 3;
  const entropy = bits.slice(0, -checksumBits);
  const bytes = Uint8Array.from(entropy.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  const first = createHash('sha256').update(bytes).digest()[0] ?? 0;
  return bits.endsWith(first.toString(2).padStart(8, '0').slice(0, checksumBits));
}
