import { isAscii } from 'node:buffer';
import { Unfolding, type Unfolded } from './unfolded.ts';
import { defineUnfolder } from './unfolder.ts';

const SPACE = 0x20;

/** What a character stands for is nothing. */
const NOTHING = 0;

/** A character is what it is. */
const ITSELF = -1;

/** Letters of Cyrillic and of Greek, in rows, and below them the Latin letter each looks like. */
const LOOKS_LIKE: ReadonlyMap<number, number> = new Map(
  (
    [
      ['аеорсухіјѕԁһԛԝӏѵгкпАВЕЅІЈКМНОРСТУХԌԚԜҺӀ', 'aeopcyxijsdhqwlvrknABESIJKMHOPCTYXGQWHI'],
      ['αονρτυικχγϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'aovptuikxycjABEZHIKMNOPTYX'],
    ] as const
  ).flatMap(([letters, latin]) =>
    Array.from(letters, (letter, index) => [letter.charCodeAt(0), latin.charCodeAt(index)] as const),
  ),
);

/** The blanks of Unicode: no-break, ogham, those of typesetters, ideographic, and two that only look blank. */
const BLANKS: ReadonlySet<number> = new Set([
  0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029,
  0x202f, 0x205f, 0x2800, 0x3000, 0x3164,
]);

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
    let plain = plainOf(character);
    if (plain === ITSELF) {
      const latin = LOOKS_LIKE.get(character);
      if (latin === undefined) {
        at += width - 1;
        continue;
      }
      if (at >= wordTo) {
        const isNew = at > wordTo || at === 0;
        wordTo = wordEnd(text, at);
        if (isNew) isDisguised = isDisguisedWord(text, at, wordTo);
      }
      if (!isDisguised) continue;
      plain = latin;
    }
    unfolding ??= new Unfolding(text.length);
    unfolding.plain(text, plainFrom, at);
    if (plain === NOTHING) unfolding.dropped(width);
    else unfolding.escapedByte(plain, width);
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

/** The ASCII a character stands for whatever is around it, `NOTHING` or `ITSELF`. */
function plainOf(character: number): number {
  if (character < 0x1680) return isInvisible(character) ? NOTHING : character === 0xa0 ? SPACE : ITSELF;
  if (BLANKS.has(character)) return SPACE;
  if (isInvisible(character)) return NOTHING;
  if (character >= 0xff01 && character <= 0xff5e) return character - 0xfee0;
  if (character >= 0xe0020 && character <= 0xe007e) return character - 0xe0000;
  if (character >= 0x24b6 && character <= 0x24e9) return letter(character - 0x24b6, 26);
  if (character >= 0x1d400 && character <= 0x1d6a3) return letter((character - 0x1d400) % 52, 26);
  if (character >= 0x1d7ce && character <= 0x1d7ff) return 0x30 + ((character - 0x1d7ce) % 10);
  return ITSELF;
}

/** Letter `index` of an alphabet of `upper` capitals and then small letters. */
function letter(index: number, upper: number): number {
  return index < upper ? 0x41 + index : 0x61 + index - upper;
}

/** Format characters and others without a glyph (General_Category Cf and Default_Ignorable_Code_Point, the usual). */
function isInvisible(character: number): boolean {
  return (
    character === 0xad ||
    character === 0x34f ||
    character === 0x61c ||
    character === 0x115f ||
    character === 0x1160 ||
    character === 0x17b4 ||
    character === 0x17b5 ||
    (character >= 0x180b && character <= 0x180f) ||
    (character >= 0x200b && character <= 0x200f) ||
    (character >= 0x202a && character <= 0x202e) ||
    (character >= 0x2060 && character <= 0x206f) ||
    (character >= 0xfe00 && character <= 0xfe0f) ||
    character === 0xfeff ||
    character === 0xe0001 ||
    character === 0xe007f ||
    (character >= 0xe0100 && character <= 0xe01ef)
  );
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
    if (!LOOKS_LIKE.has(characterAt(text, here).character)) return mixesScripts(text, here, to);
    here += 2;
  }
  return (before & 0xc0) !== 0x80;
}

function mixesScripts(text: Uint8Array, from: number, to: number): boolean {
  return text.subarray(from, to).some((byte) => isAsciiLetter(byte));
}
