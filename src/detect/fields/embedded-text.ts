import type { Unfolded } from '../unfold/unfolded.ts';

/** A text that stands in another one, and the offset in it that is asked for. */
export interface EmbeddedText {
  readonly bytes: Uint8Array;
  readonly offset: number;
}

/** `text` without its escapes, and where `offset` went. An offset inside an escape is that of what it stands for. */
export function embedded(text: Uint8Array, offset: number, unfolded: Unfolded | undefined): EmbeddedText {
  if (unfolded === undefined) return { bytes: text, offset };
  let low = 0;
  let high = unfolded.bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (unfolded.originOf(middle) <= offset) low = middle;
    else high = middle - 1;
  }
  return { bytes: unfolded.bytes, offset: low };
}
