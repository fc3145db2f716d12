import { Buffer } from 'node:buffer';
import { credentialSpans } from '../mask/credentials.ts';
import { head, oneLine, tail } from '../one-line.ts';

/** Stands for what was cut out, and for a name that is not shown. */
export const ELLIPSIS = '…';

/** A name in a path is shown up to this length, in UTF-16 units. */
export const MAX_NAME = 64;

/**
 * What is looked at of a name: enough to tell whether what is shown of it belongs to a credential, and no more, since
 * a peer may send names by the thousand.
 */
export const MAX_LOOKED_AT_BYTES = 256;

/**
 * A name that a peer chose, as one printable line of at most `maxLength` UTF-16 units; what is longer ends in an
 * ellipsis. A name that is or holds something like a credential is an ellipsis alone.
 */
export function shownName(bytes: Uint8Array, maxLength = MAX_NAME): string {
  const looked = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_LOOKED_AT_BYTES));
  const text = looked.toString('latin1');
  if (credentialSpans(text, false).length > 0) return ELLIPSIS;
  const line = oneLine(text);
  const isWhole = bytes.length <= MAX_LOOKED_AT_BYTES && line.length <= maxLength;
  return isWhole ? line : head(line, maxLength - ELLIPSIS.length) + ELLIPSIS;
}

/** `text` when it has at most `maxLength` UTF-16 units; otherwise its beginning and its end with an ellipsis between. */
export function cutInTheMiddle(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const room = maxLength - ELLIPSIS.length;
  return head(text, room - (room >> 1)) + ELLIPSIS + tail(text, room >> 1);
}
