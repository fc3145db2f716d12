import { crc32 } from 'node:zlib';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CRC_DIGITS = 6;

/**
 * Whether a token such as `ghp_…` or `npm_…` ends in the CRC-32 of what stands between its prefix and the checksum, as
 * six digits to the base of 62. Source: GitHub, "Behind GitHub's new authentication token formats" (2021); npm took it over.
 */
export function hasBase62Crc(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1, -CRC_DIGITS);
  return body.length > CRC_DIGITS && token.endsWith(base62Of(crc32(body)));
}

function base62Of(value: number): string {
  let digits = '';
  for (let rest = value; digits.length < CRC_DIGITS; rest = Math.floor(rest / 62)) {
    digits = (DIGITS[rest % 62] ?? '') + digits;
  }
  return digits;
}
