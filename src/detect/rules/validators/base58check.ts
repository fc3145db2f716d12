import { createHash } from 'node:crypto';

const DIGITS = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** An extended key of BIP-32 has 111 digits, the longest of what is written so. */
const MAX_DIGITS = 128;
const CHECKSUM_BYTES = 4;

/**
 * Whether `text` is Base58Check: bytes to the base of 58, the last four of them the beginning of the double SHA-256 of
 * the others. False on more than 128 digits. Source: Bitcoin wiki, Base58Check encoding; BIP-32.
 */
export function isBase58Check(text: string): boolean {
  const bytes = text.length <= MAX_DIGITS ? bytesOf(text) : undefined;
  if (bytes === undefined || bytes.length <= CHECKSUM_BYTES) return false;
  const payload = bytes.subarray(0, -CHECKSUM_BYTES);
  return sha256(sha256(payload)).subarray(0, CHECKSUM_BYTES).equals(bytes.subarray(-CHECKSUM_BYTES));
}

function bytesOf(text: string): Buffer | undefined {
  let value = 0n;
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    if (digit === -1) return undefined;
    value = value * 58n + BigInt(digit);
  }
  const zeros = /^1*/.exec(text)?.[0].length ?? 0;
  const hex = value === 0n ? '' : value.toString(16);
  return Buffer.concat([Buffer.alloc(zeros), Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')]);
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
