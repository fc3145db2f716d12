import { findAll, findAtStart, MAX_PLACES } from './find-all.ts';
import { EncodedText } from './hidden/encoded-text.ts';
import { pairsIn } from './hidden/neighbours.ts';
import { mayBePacked, PACKED_PLACES, PACKED_RULE } from './hidden/packed-places.ts';
import { ESCAPE_REACH, Revealer } from './hidden/revealer.ts';
import { KIND } from './hidden/survey-program.ts';
import { createSurvey, type Entries, type SurveyBytes } from './hidden/survey.ts';
import { highTriggers, wide } from './hidden/triggers.ts';
import type { Anchor, CompileKernel, Kernel } from './kernel/anchor.ts';
import { differentRuns } from './kernel/different-runs.ts';
import type { Rule } from './rules/rule.ts';
import { Trials } from './trial.ts';
import { disguisableOf, inLists, NO_RULE } from './unfold/hidden-anchors.ts';

type Glance = NonNullable<Rule['glance']>;
/**
 * Told of a place, and of the rule that is to be tried there before it is worth a window, if it is that alone. `isPacked`:
 * there a compressed text begins, of which much should be in one window.
 */
export type Spot = (at: number, trial: Rule | undefined, isPacked: boolean) => void;

/** More rules than there can be, for numbers that hold a place and a rule. */
const MAX_RULES = 8192;

/** Where no rule is to be tried; and where a compressed text begins. */
const NO_TRIAL = 0;
const PACKED = MAX_RULES - 1;

/** A text is divided into blocks of this size. Where one place of a block is worth a scan the others are not looked at. */
export const BLOCK_BYTES = 1024;
const BLOCK_SHIFT = Math.log2(BLOCK_BYTES);

/** Encodings within encodings that are read. */
const MAX_DEPTH = 3;

/** Bytes on each side of a seam that are needed to see all that reaches over it. */
export const SEAM_REACH = 2 * ESCAPE_REACH + 2 * MAX_PLACES;

/** Which part of what is found in some bytes is wanted: escapes in `[escapesFrom, escapesTo)`, anchors before `anchorsTo`. */
interface Part {
  readonly escapesFrom: number;
  readonly escapesTo: number;
  readonly anchorsTo: number;
}

/** What is needed to read the encoded text in one text. */
interface Level {
  readonly entries: Entries;
  readonly codings: readonly EncodedText[];
}

/**
 * Finds the places in a piece of text that are worth a scan: anchors, less those that a glance at what follows
 * dismisses, and places where an encoding or an escape hides one. What is not noticed alone is listed in decision 17.
 */
export class Spotter {
  readonly #kernel: Kernel;
  /** By index of the anchor. */
  readonly #glances: readonly (Glance | undefined)[];
  readonly #isEscape: readonly boolean[];
  readonly #isPacked: readonly boolean[];
  readonly #rules: readonly Rule[];
  /** One more than the index of an anchor's rule, if that is tried before a window is handed over. */
  readonly #trials: readonly number[];
  /** Finds what above ASCII may hide an anchor. */
  readonly #high: Kernel;
  /** Finds anchors in UTF-16. */
  readonly #wide: Kernel;
  readonly #survey: SurveyBytes;
  readonly #revealer: Revealer;
  readonly #levels: Level[] = [];
  readonly #spots: number[] = [];
  /** Ones for the blocks of which a place is worth a scan, from the one in which the bytes in hand begin. */
  #worth = new Uint8Array(128);
  /** How far behind the beginning of its block the first of the bytes in hand stands. */
  #inBlock = 0;
  readonly #note = (at: number, trial: number): void => {
    const block = (this.#inBlock + at) >> BLOCK_SHIFT;
    if (this.#worth[block] === 1 && trial !== PACKED) return;
    if (trial === NO_TRIAL || trial === PACKED) this.#worth[block] = 1;
    this.#spots.push(MAX_RULES * at + trial);
  };

  /**
   * `anchors`: those of the rules, and others whose rule is not in `rules`. `compileKernel` must take them all, but no
   * more; of rules that are not disguisable the survey and what is above ASCII take no notice.
   */
  constructor(compileKernel: CompileKernel, anchors: readonly Anchor[], rules: readonly Rule[]) {
    const plain = anchors.filter(({ rule }) => rule >= 0);
    const neighbours = pairsIn(disguisableOf(anchors, rules));
    const escapes = (runs: Iterable<Anchor['classes']>): Anchor[] =>
      Array.from(runs, (classes) => ({ rule: NO_RULE, classes }));
    const glancesOf = (some: readonly Anchor[]): (Glance | undefined)[] => some.map(({ rule }) => rules[rule]?.glance);
    this.#kernel = compileKernel(anchors.map(inLists));
    this.#glances = glancesOf(anchors);
    this.#isEscape = anchors.map(({ rule }) => rule === NO_RULE);
    this.#isPacked = anchors.map(({ rule }) => rule === PACKED_RULE);
    // Behind the anchors themselves stand such as only say where something is escaped.
    const own = rules.reduce((sum, rule) => sum + rule.anchors.length, 0);
    this.#rules = rules;
    this.#trials = anchors.map(({ rule }, index) =>
      index < own && rules[rule]?.tries !== undefined ? rule + 1 : NO_TRIAL,
    );
    this.#high = compileKernel(escapes(highTriggers(neighbours)));
    this.#wide = compileKernel(escapes(differentRuns(plain.map(({ classes }) => wide(classes)))));
    this.#survey = createSurvey(neighbours);
    this.#revealer = new Revealer(compileKernel, plain, glancesOf(plain));
  }

  /**
   * Calls `spot` with offsets in `bytes`, rising, which is at `origin` in its text. For what is hidden that is a place at the last
   * byte that hides it or up to 64 bytes behind that, so that it is at or behind all that is hidden. Of a block of the text
   * with a place that is worth a scan others may be left out, and where other bytes stand before these, what `spotSeam` sees.
   */
  spotAll(bytes: Uint8Array, origin: number, spot: Spot): void {
    const escapesFrom = origin > 0 ? ESCAPE_REACH : 0;
    this.#spotPart(bytes, origin, { ...wholeOf(bytes), escapesFrom }, spot);
  }

  /**
   * The same near a seam at offset `seam` of `bytes`, for what reaches over it or needs both sides to be seen. There
   * should be `SEAM_REACH` bytes on each side, as far as the text has them.
   */
  spotSeam(bytes: Uint8Array, origin: number, seam: number, spot: Spot): void {
    const part = { escapesFrom: seam - ESCAPE_REACH - MAX_PLACES, escapesTo: seam + ESCAPE_REACH, anchorsTo: seam };
    this.#spotPart(bytes, origin, part, spot);
  }

  /** Whether an anchor stands at the beginning of a text of which `bytes` are the first, its first place before it. */
  spotsStart(bytes: Uint8Array): boolean {
    let isAny = false;
    findAtStart(this.#kernel, bytes, () => {
      isAny = true;
    });
    return isAny;
  }

  /** Whether anything can come of a text that is complete. */
  spotsAny(bytes: Uint8Array): boolean {
    if (this.spotsStart(bytes)) return true;
    const trials = new Trials();
    let isAny = false;
    this.spotAll(bytes, 0, (at, trial) => {
      if (trial === undefined) isAny = true;
      else trials.add(at, trial);
    });
    return isAny || trials.isAnyWorth((from, to) => bytes.subarray(from, to), bytes.length);
  }

  #spotPart(bytes: Uint8Array, origin: number, part: Part, spot: Spot): void {
    const spots = this.#spots;
    spots.length = 0;
    this.#inBlock = origin & (BLOCK_BYTES - 1);
    const blocks = 2 + ((this.#inBlock + bytes.length) >> BLOCK_SHIFT);
    if (blocks > this.#worth.length) this.#worth = new Uint8Array(2 * blocks);
    else this.#worth.fill(0, 0, blocks);
    this.#spotIn(bytes, part, 0, this.#note);
    if (spots.length === 0) return;
    for (const one of spots.sort((a, b) => a - b))
      spot(Math.floor(one / MAX_RULES), this.#rules[(one % MAX_RULES) - 1], one % MAX_RULES === PACKED);
  }

  #spotIn(
    bytes: Uint8Array,
    { escapesFrom, escapesTo, anchorsTo }: Part,
    depth: number,
    note: (at: number, trial: number) => void,
  ): void {
    const revealer = this.#revealer;
    const noteHidden = (at: number): void => note(at, NO_TRIAL);
    const isWorth = depth === 0 ? this.#isWorth : isNothing;
    const reveal = (at: number): void => {
      if (at < escapesFrom || at >= escapesTo || (isWorth(at) && isWorth(at + 2 * ESCAPE_REACH))) return;
      revealer.reveal(bytes, at, noteHidden);
    };
    revealer.begin();
    findAll(this.#kernel, bytes, (at, anchor) => {
      if (this.#isEscape[anchor] === true) reveal(at);
      else if (this.#isPacked[anchor] === true) {
        if (at < anchorsTo && mayBePacked(bytes, at)) note(at + PACKED_PLACES - 1, PACKED);
      } else if (at < anchorsTo && !isWorth(at) && this.#glances[anchor]?.(bytes, at) !== false)
        note(at, this.#trials[anchor] ?? NO_TRIAL);
    });
    const { entries, codings } = this.#levelOf(depth);
    const { count, hasZero, hasHigh } = this.#survey(bytes, entries);
    if (hasHigh) {
      revealer.begin();
      findAll(this.#high, bytes, reveal);
    }
    if (hasZero) {
      revealer.begin();
      findAll(this.#wide, bytes, (at) => {
        if (at >= escapesFrom && at < escapesTo) revealer.revealWide(bytes, at, noteHidden);
      });
    }
    if (count === 0) return;
    revealer.begin();
    for (let index = 0; index < count; index++) {
      const entry = entries[index] ?? 0;
      if ((entry & 3) === KIND.split) reveal(Math.floor(entry / 4));
    }
    for (const coding of codings) {
      coding.decode(bytes, entries, count, (decoded, originOf) => {
        this.#spotIn(decoded, wholeOf(decoded), depth + 1, (at, trial) => {
          note(originOf(at + ESCAPE_REACH), trial === PACKED ? PACKED : NO_TRIAL);
        });
      });
    }
  }

  readonly #isWorth = (at: number): boolean => this.#worth[(this.#inBlock + at) >> BLOCK_SHIFT] === 1;

  #levelOf(depth: number): Level {
    let level = this.#levels[depth];
    if (level === undefined) {
      const codings = depth < MAX_DEPTH ? [new EncodedText('base64'), new EncodedText('hex')] : [];
      level = { entries: [], codings };
      this.#levels[depth] = level;
    }
    return level;
  }
}

function isNothing(): boolean {
  return false;
}

function wholeOf({ length }: Uint8Array): Part {
  return { escapesFrom: 0, escapesTo: length, anchorsTo: length };
}
