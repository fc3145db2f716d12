import { isAscii } from 'node:buffer';
import { INVISIBLE, isLetterOfAnotherScript, looksLike } from '../hidden/look-alikes.ts';
import { Unfolding, type Unfolded } from './unfolded.ts';
import { defineUnfolder } from './unfolder.ts';

/**
 * The text (UTF-8) as a reader sees it, or a model reads it: characters without width removed, Unicode's blanks a
 * blank, full-width, mathematical and enclosed letters and digits plain, tag characters the ASCII they stand for, and
 * letters of Cyrillic and Greek the Latin ones they look like, in words that mix scripts or hold nothing else.
 */
export const disguise = defineUnfolder({ id: 'disguise', unfold: undisguise });

function undisguise(text: Uint8Array): Unfolded | undefined {
  if (isAscii(text)) return undefined;
  let unfolding: Unfolding | undefined;
  let plainFrom = 0;
  let wordTo = 0;
  let isDisguised = false;
  for (let at = 0; at < text.length; at++) {
    const skip = SKIP[text[at] ?? 0] ?? 0;
    if (skip < 4) {
      at += skip;
      continue;
    }
    const { character, width } = characterAt(text, at);
    const seen = looksLike(character);
    if (seen === character) {
      at += width - 1;
      continue;
    }
    if (isLetterOfAnotherScript(character)) {
      if (at >= wordTo) {
        const isNew = at > wordTo || at === 0;
        wordTo = wordEnd(text, at);
        if (isNew) isDisguised = isDisguisedWord(text, at, wordTo);
      }
      if (!isDisguised) continue;
    }
    unfolding ??= new Unfolding(text.length);
    unfolding.plain(text, plainFrom, at);
    if (seen === INVISIBLE) unfolding.dropped(width);
    else unfolding.escapedByte(seen, width);
    plainFrom = at + width;
    at = plainFrom - 1;
  }
  unfolding?.plain(text, plainFrom, text.length);
  return unfolding?.done();
}

/** How many bytes may be passed over behind a byte, as no character that begins with it is of interest; 4 for others. */
const SKIP = Uint8Array.from({ length: 256 }, (_, lead) => {
  if (lead < 0xc2) return 0;
  const isOfInterest = [0xc2, 0xcd, 0xce, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd8, 0xe1, 0xe2, 0xe3, 0xef, 0xf0, 0xf3];
  return isOfInterest.includes(lead) ? 4 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
});

interface Character {
  readonly character: number;
  readonly width: number;
}

/** The character that begins at `at`; 0 of width 1 where the bytes are no UTF-8. */
function characterAt(text: Uint8Array, at: number): Character {
  const lead = text[at] ?? 0;
  const width = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  let character = lead & (0xff >> (width + 1));
  for (let index = 1; index < width; index++) {
    const byte = text[at + index] ?? 0;
    if ((byte & 0xc0) !== 0x80) return { character: 0, width: 1 };
    character = (character << 6) | (byte & 0x3f);
  }
  return { character, width };
}

/** Bytes of a word that are judged; real words are shorter. */
const MAX_WORD = 128;

function isAsciiLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** Where the word ends in which a letter at `at` stands: letters of ASCII, Greek and Cyrillic (all of two bytes). */
function wordEnd(text: Uint8Array, at: number): number {
  let to = at;
  while (to < at + MAX_WORD) {
    const byte = text[to] ?? 0;
    if (isAsciiLetter(byte)) to += 1;
    else if (byte >= 0xcd && byte <= 0xd4) to += 2;
    else break;
  }
  return to;
}

/** Whether the word up to `to` holds ASCII letters beside others, or look-alikes only. `at` is its first look-alike. */
function isDisguisedWord(text: Uint8Array, at: number, to: number): boolean {
  const before = text[at - 1] ?? 0;
  if (isAsciiLetter(before)) return true;
  for (let here = at; here < to; ) {
    const byte = text[here] ?? 0;
    if (byte < 0x80) return true;
    if (!isLetterOfAnotherScript(characterAt(text, here).character)) return mixesScripts(text, here, to);
    here += 2;
  }
  return (before & 0xc0) !== 0x80;
}

function mixesScripts(text: Uint8Array, from: number, to: number): boolean {
  return text.subarray(from, to).some((byte) => isAsciiLetter(byte));
}
