import { decodePercent } from '../unfold/percent.ts';
import { type EmbeddedText, embedded } from './embedded-text.ts';
import { shownName } from './shown-name.ts';

const AMPERSAND = 0x26;
const EQUALS = 0x3d;

/** What is read of a key with its escapes, in bytes. */
const MAX_KEY_BYTES = 2048;

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
 * the text or is empty, or the offset is outside. Never throws; linear in the pair's length.
 */
export function placeInForm(text: Uint8Array, offset: number, isStart: boolean): FormPlace | undefined {
  if (!(offset >= 0 && offset < text.length)) return undefined;
  const from = offset === 0 ? 0 : text.lastIndexOf(AMPERSAND, offset - 1) + 1;
  if (from === 0 && !isStart) return undefined;
  const next = text.indexOf(AMPERSAND, offset);
  const pair = text.subarray(from, next === -1 ? text.length : next);
  const equals = pair.indexOf(EQUALS);
  const key = pair.subarray(0, Math.min(equals === -1 ? pair.length : equals, MAX_KEY_BYTES));
  if (key.length === 0) return undefined;
  const name = shownName(decoded(key, 0).bytes);
  const isInValue = equals !== -1 && offset - from > equals;
  return { name, value: isInValue ? decoded(pair.subarray(equals + 1), offset - from - equals - 1) : undefined };
}

function decoded(text: Uint8Array, offset: number): EmbeddedText {
  return embedded(text, offset, decodePercent(text, { from: 0, to: text.length }));
}
