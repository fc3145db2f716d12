import { Extract } from './extract.ts';
import type { Unfolded } from './unfolded.ts';
import { defineUnfolder } from './unfolder.ts';

/** Characters in a row that are text: numbers of two bytes seldom are. */
const LEAST_CHARACTERS = 8;

/** Printable ASCII, blanks and line ends. */
const TEXT = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d ? 1 : 0,
);

/**
 * What stands in UTF-16 of either byte order, from any offset: runs of ASCII with a zero between every two characters.
 * Other characters end a run.
 */
export const utf16 = defineUnfolder({ id: 'utf16', unfold: decodeUtf16 });

function decodeUtf16(text: Uint8Array): Unfolded | undefined {
  const first = text.indexOf(0);
  if (first === -1) return undefined;
  const extract = new Extract();
  for (let at = Math.max(1, first); at < text.length; at++) {
    if (text[at] !== 0 || TEXT[text[at - 1] ?? 0] === 0) continue;
    const from = at - 1;
    while (text[at] === 0 && TEXT[text[at + 1] ?? 0] === 1) at += 2;
    const to = text[at] === 0 ? at + 1 : at;
    const count = (at - from + 1) >> 1;
    if (count < LEAST_CHARACTERS) continue;
    const characters = Uint8Array.from({ length: count }, (_, index) => text[from + 2 * index] ?? 0);
    extract.add(characters, (index) => Math.min(from + 2 * index, to));
  }
  return extract.done();
}
