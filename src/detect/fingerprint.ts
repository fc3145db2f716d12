import { createHmac } from 'node:crypto';

/**
 * Tells two secrets apart without showing either: the first 16 hex digits (64 bits) of HMAC-SHA256 (RFC 2104) over the
 * bytes of `text`, which holds one byte per character (latin1). `key` is this installation's own: who does not have it
 * cannot guess a secret and compare.
 */
export function fingerprint(text: string, key: string): string {
  return createHmac('sha256', key).update(text, 'latin1').digest('hex').slice(0, 16);
}
