import { hexDigit } from './hex-digit.ts';
import { nextByte } from './next-byte.ts';
import { Unfolding, type Unfolded } from './unfolded.ts';
import { defineUnfolder } from './unfolder.ts';

const AMPERSAND = 0x26;
const SEMICOLON = 0x3b;
const NUMBER_SIGN = 0x23;
const LOWER_X = 0x78;
const NO_BREAK_SPACE = 0xa0;
const MAX_CHARACTER = 0x10ffff;

/** Digits of a number that are read: a browser allows any number of zeros. */
const MAX_DIGITS = 16;

/** Bytes of the longest name, `VerticalLine`. */
const MAX_NAME = 12;

/** The names of the characters that rules look at, and of those that writers escape without need. */
const NAMED: ReadonlyMap<string, string> = new Map(
  (
    '" quot QUOT|& amp AMP|< lt LT|> gt GT|\' apos|/ sol|\\ bsol|| vert verbar VerticalLine|[ lsqb lbrack|] rsqb rbrack|' +
    '{ lcub lbrace|} rcub rbrace|( lpar|) rpar|$ dollar|# num|% percnt|* ast midast|+ plus|, comma|. period|: colon|' +
    '; semi|= equals|? quest|! excl|@ commat|_ lowbar UnderBar|^ Hat|` grave|- hyphen dash|\n NewLine|\t Tab'
  )
    .split(/(?<=\w)\|/)
    .flatMap((row) =>
      row
        .slice(2)
        .split(' ')
        .map((name): [string, string] => [name, row.charAt(0)]),
    ),
).set('nbsp', ' ');

/**
 * The text with HTML's character references replaced (HTML Standard, 13.5): every number, decimal or hexadecimal, and
 * the names of ASCII characters. A no-break space becomes a blank.
 */
export const html = defineUnfolder({ id: 'html', unfold: decodeHtml });

function decodeHtml(text: Uint8Array): Unfolded | undefined {
  const first = text.indexOf(AMPERSAND);
  if (first === -1) return undefined;
  let unfolding: Unfolding | undefined;
  let plainFrom = 0;
  for (let at = first; at < text.length; at = nextByte(text, AMPERSAND, at + 1)) {
    const reference = text[at + 1] === NUMBER_SIGN ? numbered(text, at) : named(text, at);
    if (reference === undefined) continue;
    unfolding ??= new Unfolding(text.length);
    unfolding.plain(text, plainFrom, at);
    unfolding.escaped(reference.character, reference.width);
    plainFrom = at + reference.width;
    at = plainFrom - 1;
  }
  unfolding?.plain(text, plainFrom, text.length);
  return unfolding?.done();
}

interface Reference {
  readonly character: number;
  readonly width: number;
}

/** The reference at `at`, which begins with `&#`. A semicolon belongs to it but may be missing. */
function numbered(text: Uint8Array, at: number): Reference | undefined {
  const isHex = ((text[at + 2] ?? 0) | 0x20) === LOWER_X;
  const base = isHex ? 16 : 10;
  const from = at + (isHex ? 3 : 2);
  let to = from;
  let character = 0;
  for (; to < from + MAX_DIGITS; to++) {
    const digit = hexDigit(text[to]);
    if (digit < 0 || digit >= base) break;
    character = Math.min(character * base + digit, MAX_CHARACTER + 1);
  }
  if (to === from || character > MAX_CHARACTER) return undefined;
  const width = to - at + (text[to] === SEMICOLON ? 1 : 0);
  return { character: character === NO_BREAK_SPACE ? 0x20 : character, width };
}

function named(text: Uint8Array, at: number): Reference | undefined {
  const end = Math.min(text.length, at + MAX_NAME + 2);
  let to = at + 1;
  while (to < end && text[to] !== SEMICOLON && ((text[to] ?? 0) | 0x20) >= 0x61) to++;
  if (to === end || text[to] !== SEMICOLON || to < at + 3) return undefined;
  const character = NAMED.get(String.fromCharCode(...text.subarray(at + 1, to)))?.charCodeAt(0);
  return character === undefined ? undefined : { character, width: to + 1 - at };
}
