import { pairsIn } from '../hidden/neighbours.ts';
import { packedAnchors } from '../hidden/packed-places.ts';
import { asciiTriggers } from '../hidden/triggers.ts';
import type { Anchor, ByteClass } from '../kernel/anchor.ts';
import type { Rule } from '../rules/rule.ts';

/** The rule of an anchor that stands for an escape. */
export const NO_RULE = -1;

/** A place that takes more bytes than this tells nothing: an escape that hides only such a place is left alone. */
const WIDE_CLASS = 64;

/** Nor does one that takes more than this many and hides a character that is no letter: serialisers escape those. */
const WIDE_CHOICE = 3;

/** With these begins what stands for another byte. */
const CODED_AGAIN: ByteClass = new Set(Array.from('\\%+', (character) => character.charCodeAt(0)));

/** Places of the longest anchor. */
const MAX_PLACES = 8;

const SLASH = 0x2f;
const BACKSLASH: ByteClass = new Set([0x5c]);
const BLANK = 0x20;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const HEX_DIGITS: ByteClass = new Set(Array.from('0123456789abcdefABCDEF', (digit) => digit.charCodeAt(0)));

/**
 * What to look for so that an anchor is noticed even where JSON or URL encoding hides it: the anchors themselves, at
 * their old indices, then those that JSON may escape as a whole, then escapes of bytes that occur in them, of rule
 * `NO_RULE`. Escapes of other bytes, which serialisers write all the time (`\u003c`, `%3D`), are not among them. The
 * anchors themselves take a `+` for a blank. Short escapes but that of the slash are too common for this: anchors are
 * chosen so that they stand in texts with those, too. Of rules that are not disguisable only letters and digits count,
 * whose escapes no serialiser writes: `rules` are those that the anchors belong to, and all are taken for disguisable
 * without it. Where these are many, those at which compressed texts begin come last, of `PACKED_RULE`.
 */
export function withHidden(anchors: readonly Anchor[], rules: readonly Rule[] = []): readonly Anchor[] {
  const plain = anchors.map(widened);
  const disguisable = disguisableOf(anchors, rules);
  const others = anchors.filter((anchor) => !disguisable.includes(anchor));
  const escapes = [...codedBytes(disguisable, others), ...asciiTriggers(pairsIn(disguisable.map(widened)))];
  const escapedWhole = rules.flatMap(({ escapedAnchors = [] }, rule) =>
    escapedAnchors.map((classes) => ({ rule, classes })),
  );
  const all = [
    ...plain,
    ...anchors.flatMap(escapedSlashes),
    ...escapedWhole,
    ...escapes.map((classes) => ({ rule: NO_RULE, classes })),
  ];
  return [...all, ...packedAnchors(all.length)];
}

/** The anchors of those rules whose text may be disguised. */
export function disguisableOf(anchors: readonly Anchor[], rules: readonly Rule[]): readonly Anchor[] {
  return anchors.filter(({ rule }) => rule >= 0 && rules[rule]?.isDisguisable !== false);
}

/** An anchor that is found in a brace list, too: `{rm,-rf,/}`, where a comma is the blank before an option. */
export function inLists(anchor: Anchor): Anchor {
  return changed(anchor, (bytes, place) => {
    const next = anchor.classes[place + 1];
    const isBeforeOption = next !== undefined && next.size <= WIDE_CHOICE && next.has(MINUS);
    return isBeforeOption && bytes.has(BLANK) ? new Set([...bytes, COMMA]) : bytes;
  });
}

/** A `+` may be a blank; and where nearly everything may precede a word, so may the last hex digit of an escape. */
function widened(anchor: Anchor): Anchor {
  const isPreceded = (anchor.classes[0]?.size ?? 0) > WIDE_CLASS;
  return changed(anchor, (bytes, place) => {
    if (place === 0 && isPreceded) return new Set([...bytes, ...HEX_DIGITS]);
    return bytes.has(BLANK) ? new Set([...bytes, PLUS]) : bytes;
  });
}

/** An anchor with other classes; itself when none is another, for what is known of it is known of that. */
function changed(anchor: Anchor, change: (bytes: ByteClass, place: number) => ByteClass): Anchor {
  const classes = anchor.classes.map(change);
  return classes.some((bytes, place) => bytes !== anchor.classes[place]) ? { rule: anchor.rule, classes } : anchor;
}

/** Escapes that share a run: the hex digits of their bytes, and what may come next. */
interface Group {
  readonly first: Set<number>;
  readonly second: Set<number>;
  /** Nothing when an anchor may end with one of the bytes. */
  next: Set<number> | undefined;
}

/**
 * `\u00XX` and `%XX` of every byte by which one of `anchors` is recognised, and what may come next; and of the letters
 * and digits of `others`, whatever comes next.
 */
function* codedBytes(anchors: readonly Anchor[], others: readonly Anchor[]): Generator<readonly ByteClass[]> {
  const groups = new Map<string, Group>();
  for (const { classes } of anchors) {
    for (const [place, bytes] of classes.entries()) {
      if (bytes.size > WIDE_CLASS) continue;
      for (const byte of bytes) {
        if (byte >= 0x20 && (bytes.size <= WIDE_CHOICE || isAlphanumeric(byte)))
          include(groups, byte, classes[place + 1]);
      }
    }
  }
  for (const { classes } of others) {
    for (const bytes of classes) {
      if (bytes.size <= WIDE_CLASS)
        for (const byte of bytes) if (isAlphanumeric(byte)) include(groups, byte, undefined);
    }
  }
  for (const { first, second, next } of groups.values()) {
    yield [...literal('\\u00'), first, second, ...(next ? [next] : [])];
    yield [...literal('%'), first, second, ...(next ? [next] : [])];
  }
}

/** Letters, whose case is in their first hex digit, digits and other characters are in groups of their own. */
function include(groups: Map<string, Group>, byte: number, following: ByteClass | undefined): void {
  const first = byte >> 4;
  const key = `${isAlphanumeric(byte)} ${first < 4 ? first : first & 1}`;
  const group = groups.get(key) ?? { first: new Set(), second: new Set(), next: new Set(CODED_AGAIN) };
  groups.set(key, group);
  addHexDigit(group.first, first);
  addHexDigit(group.second, byte & 15);
  if (following === undefined || following.size > WIDE_CLASS) group.next = undefined;
  else for (const one of following) group.next?.add(one);
}

/**
 * An anchor as JSON writers have it that escape each slash, `\/`, and where others put that in JSON, `\\/`. A slash that
 * begins the anchor leaves it whole.
 */
function escapedSlashes({ rule, classes }: Anchor): readonly Anchor[] {
  if (!classes.some(isSlashWithin)) return [];
  return [[BACKSLASH], [BACKSLASH, BACKSLASH]].map((before) => {
    const places = classes.flatMap((bytes, place) => (isSlashWithin(bytes, place) ? [...before, bytes] : [bytes]));
    return { rule, classes: places.slice(0, MAX_PLACES) };
  });
}

function isSlashWithin(bytes: ByteClass, place: number): boolean {
  return place > 0 && bytes.size === 1 && bytes.has(SLASH);
}

function isAlphanumeric(byte: number): boolean {
  return /[A-Za-z0-9]/.test(String.fromCharCode(byte));
}

function literal(text: string): readonly ByteClass[] {
  return Array.from(text, (character) => new Set([character.charCodeAt(0)]));
}

/** A digit as it may be written. */
function addHexDigit(digits: Set<number>, value: number): void {
  const digit = value.toString(16);
  digits.add(digit.charCodeAt(0)).add(digit.toUpperCase().charCodeAt(0));
}
