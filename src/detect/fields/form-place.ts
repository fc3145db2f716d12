import { decodePercent } from '../unfold/percent.ts';
import { type EmbeddedText, embedded } from './embedded-text.ts';
import { MAX_LOOKED_AT_BYTES, shownName } from './shown-name.ts';

const AMPERSAND = 0x26;
const EQUALS = 0x3d;

/** What is looked at of a key with its escapes, three bytes for one. */
const MAX_ESCAPED_BYTES = 3 * (MAX_LOOKED_AT_BYTES + 1);

/** A place in a form: the key, and the value when the byte stands in it. */
export interface FormPlace {
  /** Decoded, printable, at most 64 characters; never empty. */
  readonly name: string;
  /** The decoded value. */
  readonly value: EmbeddedText | undefined;
}

/**
 * The pair of a form (application/x-www-form-urlencoded, URL standard §5) in which the byte at `offset` stands; an
 * ampersand belongs to the pair it ends. `isStart`: the text begins where a pair does. Nothing when the key is not in
 * the text or is empty, when there is no equals sign (clients that default to this type send any text under it), or
 * when the offset is outside. Never throws; linear in the pair's length.
 */
export function placeInForm(text: Uint8Array, offset: number, isStart: boolean): FormPlace | undefined {
  if (!(offset >= 0 && offset < text.length)) return undefined;
  const from = offset === 0 ? 0 : text.lastIndexOf(AMPERSAND, offset - 1) + 1;
  if (from === 0 && !isStart) return undefined;
  const next = text.indexOf(AMPERSAND, offset);
  const pair = text.subarray(from, next === -1 ? text.length : next);
  const equals = pair.indexOf(EQUALS);
  if (equals <= 0) return undefined;
  const name = shownName(decoded(pair.subarray(0, Math.min(equals, MAX_ESCAPED_BYTES)), 0).bytes);
  const isInValue = offset - from > equals;
  return { name, value: isInValue ? decoded(pair.subarray(equals + 1), offset - from - equals - 1) : undefined };
}

function decoded(text: Uint8Array, offset: number): EmbeddedText {
  return embedded(text, offset, decodePercent(text, { from: 0, to: text.length }));
}
