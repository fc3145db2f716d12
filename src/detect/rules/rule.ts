import type { Severity, ThreatType } from '../../model/finding.ts';
import type { ByteClass } from '../kernel/anchor.ts';

/** Where a rule's match stands in the text it was given: `[from, to)`. */
export interface Match {
  readonly from: number;
  readonly to: number;
  /** Which known value it is, where it is known from, in which form, and the fingerprint of the value itself. */
  readonly known?: {
    readonly name: string;
    readonly origin: string;
    readonly form: string;
    readonly fingerprint: string;
  };
}

/** Bytes around an anchor that a rule may look at. No rule may ask for more than this, in either direction. */
export const MAX_REACH = 4096;

/** One thing to look for. A rule carries its proof: every hit and miss becomes a test by itself. */
export interface Rule {
  /** The `pattern` field of a threat line. */
  readonly id: string;
  readonly type: ThreatType;
  readonly severity: Severity;
  /** What it means, in a sentence for the person who reads the log. */
  readonly summary: string;
  /** What to do when it is true. */
  readonly advice: string;
  /** How to tell that it is a false alarm. */
  readonly falseAlarm: string;
  /** The matched text is itself a credential and is masked wherever it is shown. */
  readonly isSecret: boolean;
  /** Byte-class runs, one of which stands in every match. */
  readonly anchors: readonly (readonly ByteClass[])[];
  /**
   * Judges the place where one of the anchors was found. `text` is a window as latin1 characters (one per byte), `at`
   * the offset of the anchor's first byte, -1 where that is the line end the text is taken to follow. Looks at no more than `MAX_REACH` characters to either side, in linear time;
   * pure. The same match may be reported for several anchors: the engine keeps one per start.
   */
  readonly match: (text: string, at: number) => Match | undefined;
  /**
   * A quick look at an anchor and the bytes behind it, on the event loop: false when no match can come of it, in this
   * text or in what its JSON or percent escapes hide. Worth having where an anchor is common. Where the bytes end before
   * that is clear, it says true.
   */
  readonly glance?: (bytes: Uint8Array, at: number) => boolean;
  /**
   * False where nobody splits a word of it with quotation marks, or writes it in letters that look like others: it is
   * then noticed as it stands, in encodings and in escapes, and costs a clean text no more than its anchors do. Without
   * it true.
   */
  readonly isDisguisable?: boolean;
  /** Its anchors as they stand where JSON or a URL escapes what is in them: they only say where to read that undone. */
  readonly escapedAnchors?: readonly (readonly ByteClass[])[];
  /**
   * How many bytes before and behind an anchor `match` looks at, where these are few: then it is tried on the event loop
   * before a window is handed over for its sake.
   */
  readonly tries?: { readonly before: number; readonly after: number };
  /** Texts in which exactly one match is found. */
  readonly hits: readonly string[];
  /** Texts which look alike and mean nothing. */
  readonly misses: readonly string[];
  /** Where the format comes from. */
  readonly source: string;
}

/** Declares a rule; says what is wrong with one that can't work. Throws a RangeError on an anchor of a wrong size. */
export function defineRule(rule: Rule): Rule {
  for (const anchor of rule.anchors) {
    if (anchor.length < 2 || anchor.length > 8) throw new RangeError(`${rule.id}: an anchor has 2 to 8 places`);
  }
  return rule;
}
