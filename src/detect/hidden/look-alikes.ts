/** What stands for nothing that can be seen. */
export const INVISIBLE = -1;

const BLANK = 0x20;

/** Letters of Cyrillic and of Greek, and the Latin letter each looks like (Unicode TR 39, confusables, in part). */
const LETTERS: ReadonlyMap<number, number> = new Map(
  [
    'аaеeоoрpсcуyхxіiјjѕsԁdһhԛqԝwӏlѵvгrкkпnтtмmвбАAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXԌGԚQԜWҺhӀI',
    'αaοoνvρpτtυuιiκkχxγyϲcϳjηnωwΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX',
  ].flatMap((pairs) => (pairs.match(/../gu) ?? []).map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)] as const)),
);

const INVISIBLES: readonly (readonly [from: number, to: number])[] = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xe0001, 0xe0001],
  [0xe007f, 0xe007f],
  [0xe0100, 0xe01ef],
];

const BLANKS: ReadonlySet<number> = new Set([
  0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029,
  0x202f, 0x205f, 0x2800, 0x3000, 0x3164,
]);

/**
 * The ASCII character that a character above ASCII passes for: a full-width form, a blank, a letter of mathematics or
 * of another script, a tag; `INVISIBLE` for one without width; itself for any other.
 */
export function looksLike(character: number): number {
  if (character >= 0xff01 && character <= 0xff5e) return character - 0xfee0;
  if (BLANKS.has(character)) return BLANK;
  if (INVISIBLES.some(([from, to]) => character >= from && character <= to)) return INVISIBLE;
  if (character >= 0xe0020 && character <= 0xe007e) return character - 0xe0000;
  if (character >= 0x24b6 && character <= 0x24e9) return letter(character - 0x24b6);
  if (character >= 0x1d400 && character <= 0x1d6a3) return letter((character - 0x1d400) % 52);
  if (character >= 0x1d7ce && character <= 0x1d7ff) return 0x30 + ((character - 0x1d7ce) % 10);
  return LETTERS.get(character) ?? character;
}

/** Letter `index` of 26 capitals and then as many small letters. */
function letter(index: number): number {
  return index < 26 ? 0x41 + index : 0x61 + index - 26;
}
