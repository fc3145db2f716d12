import { BREAK } from './extract.ts';
import { Unfolding, type Unfolded } from './unfolded.ts';

/** Bytes kept on each side of a place: commands and secrets are shorter. */
const CONTEXT = 1024;

/** Places no further apart than this share what is between them. */
const SHARED = 2 * CONTEXT + BREAK.length;

/**
 * What stands near `places`, rising offsets in `text`, each stretch of it between breaks unless it is an end of the
 * text. Nothing when there are no places.
 */
export function surroundings(text: Uint8Array, places: readonly number[]): Unfolded | undefined {
  if (places.length === 0) return undefined;
  const unfolding = new Unfolding(text.length);
  let from = 0;
  let to = 0;
  for (const place of places) {
    if (place - to > SHARED) {
      const end = to === 0 ? 0 : Math.min(text.length, to + CONTEXT);
      unfolding.plain(text, from, end);
      from = place - CONTEXT;
      for (const byte of BREAK) unfolding.escapedByte(byte, 1);
      unfolding.dropped(from - end - BREAK.length);
    }
    to = place;
  }
  unfolding.plain(text, from, Math.min(text.length, to + CONTEXT));
  return unfolding.done();
}
