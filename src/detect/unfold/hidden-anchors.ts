import type { Anchor, ByteClass } from '../kernel/anchor.ts';

/** The rule of an anchor that stands for an escape. */
export const NO_RULE = -1;

/** A place that takes more bytes than this tells nothing: an escape that hides only such a place is left alone. */
const WIDE_CLASS = 64;

const BLANK = 0x20;
const PLUS = 0x2b;
const PRINTABLE: ByteClass = new Set(Array.from({ length: 0x5f }, (_, index) => 0x20 + index));

/**
 * What to look for so that an anchor is noticed even where JSON or URL encoding hides it: the anchors themselves, at
 * their old indices, then escapes of bytes that occur in them, of rule `NO_RULE`. Escapes of other bytes, which
 * serialisers write all the time (`\u003c`, `%3D`), are not among them. Where an anchor takes a blank it takes a `+`.
 * Short escapes (`\/`, `\t`) are too common for this: anchors are chosen so that they stand in texts with those, too.
 * A percent escape that ends a text is not noticed: random bytes look like one too often.
 */
export function withHidden(anchors: readonly Anchor[]): readonly Anchor[] {
  const escapes = Array.from(codedBytes(anchors), (classes) => ({ rule: NO_RULE, classes }));
  return [...anchors.map(withPlus), ...escapes];
}

function withPlus({ rule, classes }: Anchor): Anchor {
  return { rule, classes: classes.map((bytes) => (bytes.has(BLANK) ? new Set([...bytes, PLUS]) : bytes)) };
}

/** `\u00XX` and `%XX` of every byte by which an anchor is recognised, one run of each for every first hex digit. */
function* codedBytes(anchors: readonly Anchor[]): Generator<readonly ByteClass[]> {
  const telling = anchors.flatMap(({ classes }) => classes).filter((bytes) => bytes.size <= WIDE_CLASS);
  const bytes = new Set(telling.flatMap((allowed) => [...allowed]));
  for (let first = 2; first < 8; first++) {
    const seconds = Array.from({ length: 16 }, (_, second) => second).filter((second) =>
      bytes.has(16 * first + second),
    );
    if (seconds.length === 0) continue;
    const digits = [hexDigits([first]), hexDigits(seconds)];
    yield [...literal('\\u00'), ...digits];
    yield [...literal('%'), ...digits, PRINTABLE];
  }
}

function literal(text: string): readonly ByteClass[] {
  return Array.from(text, (character) => new Set([character.charCodeAt(0)]));
}

/** The digits as they may be written. */
function hexDigits(values: readonly number[]): ByteClass {
  const written = values.map((value) => value.toString(16));
  return new Set(written.flatMap((digit) => [digit.charCodeAt(0), digit.toUpperCase().charCodeAt(0)]));
}
