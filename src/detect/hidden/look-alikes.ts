/** What stands for nothing that can be seen. */
export const INVISIBLE = -1;

const BLANK = 0x20;

/** Letters of Cyrillic and of Greek, and the Latin letter each looks like (Unicode TR 39, confusables, in part). */
const LETTERS: ReadonlyMap<number, number> = new Map(
  [
    'аaеeоoрpсcуyхxіiјjѕsԁdһhԛqԝwӏlѵvгrкkпnтtмmАAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXԌGԚQԜWҺHӀI',
    'αaοoνvρpτtυuιiκkχxγyϲcϳjηnωwΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX',
  ].flatMap((pairs) => (pairs.match(/../gu) ?? []).map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)] as const)),
);

/** Format characters and others without a glyph (General_Category Cf and Default_Ignorable_Code_Point, the usual). */
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

/** The blanks of Unicode: no-break, ogham, those of typesetters, ideographic, and two that only look blank. */
const BLANKS: ReadonlySet<number> = new Set([
  0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029,
  0x202f, 0x205f, 0x2800, 0x3000, 0x3164,
]);

/** What each character passes for, but for those that pass for themselves. */
const LOOKS = new Map<number, number>(LETTERS);
for (const blank of BLANKS) LOOKS.set(blank, BLANK);
for (const [from, to] of INVISIBLES) for (let one = from; one <= to; one++) LOOKS.set(one, INVISIBLE);
for (let one = 0x21; one <= 0x7e; one++) LOOKS.set(one + 0xfee0, one);
for (let one = 0x20; one <= 0x7e; one++) LOOKS.set(one + 0xe0000, one);
for (let index = 0; index < 52; index++) LOOKS.set(0x24b6 + index, letter(index));
for (let index = 0; index <= 0x2a3; index++) LOOKS.set(0x1d400 + index, letter(index % 52));
for (let index = 0; index < 50; index++) LOOKS.set(0x1d7ce + index, 0x30 + (index % 10));

/**
 * The ASCII character that a character above ASCII passes for: a full-width form, a blank, a letter of mathematics or
 * of another script, a tag; `INVISIBLE` for one without width; itself for any other.
 */
export function looksLike(character: number): number {
  return LOOKS.get(character) ?? character;
}

/** Whether it is a letter of Cyrillic or Greek that looks like a Latin one: most often it is just what it is. */
export function isLetterOfAnotherScript(character: number): boolean {
  return LETTERS.has(character);
}

/** The letters and signs of two bytes in UTF-8 that pass for ASCII ones, by their first byte. */
export function twoByteLooks(): ReadonlyMap<number, ReadonlySet<number>> {
  const looks = new Map<number, Set<number>>();
  for (const character of LETTERS.keys()) {
    if (character >= 0x800) continue;
    const lead = 0xc0 | (character >> 6);
    looks.set(lead, (looks.get(lead) ?? new Set()).add(0x80 | (character & 0x3f)));
  }
  return looks;
}

/** Letter `index` of 26 capitals and then as many small letters. */
function letter(index: number): number {
  return index < 26 ? 0x41 + index : 0x61 + index - 26;
}
