const DIGITS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;

/** Twice what an age key has. */
const MAX_CHARACTERS = 160;
const CHECKSUM_DIGITS = 6;

/** Whether `text`, all of one case, is Bech32 with a right checksum. False on more than 160 characters. Source: BIP-173. */
export function isBech32(text: string): boolean {
  const lower = text.toLowerCase();
  if (text.length > MAX_CHARACTERS || (text !== lower && text !== text.toUpperCase())) return false;
  const end = lower.lastIndexOf('1');
  const digits = Array.from(lower.slice(end + 1), (character) => DIGITS.indexOf(character));
  if (end < 1 || digits.length < CHECKSUM_DIGITS || digits.includes(-1)) return false;
  const prefix = Array.from(lower.slice(0, end), (character) => character.charCodeAt(0));
  return remainderOf([...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...digits]) === 1;
}

function remainderOf(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [bit, term] of GENERATOR.entries()) if ((top >> bit) & 1) sum ^= term;
  }
  return sum;
}
