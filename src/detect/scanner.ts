import type { ScanWindow } from '../model/finding.ts';
import type { Part } from '../model/flow.ts';
import { ChunkHistory } from './chunk-history.ts';
import { MAX_PLACES } from './find-all.ts';
import { MAX_REACH } from './rules/rule.ts';
import type { Rule } from './rules/rule.ts';
import { BLOCK_BYTES, SEAM_REACH, type Spotter } from './spotter.ts';
import { Trials, type Worth } from './trial.ts';

/**
 * How far before a place that is spotted the anchor may begin that is hidden there. The place is at most 64 bytes behind
 * the last byte of an anchor of eight characters, escaped at up to eight bytes each: 128 bytes, and each encoding
 * around them at most doubles that, three times.
 */
const HIDDEN_REACH = 1024;

/** How far a rule may look ahead from the first byte of an anchor, and the kernel beyond it. */
const LOOKAHEAD = MAX_REACH + MAX_PLACES;

/** How far a compressed text is read in one window, in bytes as they are encoded. */
const PACKED_BYTES = 48 * 1024;

/**
 * Anchors no further apart than this share a window: handing one over costs a thread as much time as reading 20 KB.
 */
const QUIET_BYTES = 4 * MAX_REACH;

/** The bytes on both sides of a seam between chunks, by how many there are. */
const SEAM = new Uint8Array(2 * SEAM_REACH);
const SEAMS = Array.from({ length: SEAM.length + 1 }, (_, length) => SEAM.subarray(0, length));

/** Offsets whose anchors go into one window: blocks of the text, and what may be hidden before the first. */
interface Range {
  readonly from: number;
  last: number;
  /** A compressed text is read up to here, if the text goes on so far. */
  packedTo: number;
  /** It waits for the bytes after its last anchor, not for more anchors. */
  isClosed?: boolean;
}

/**
 * Looks for anchors in a text that comes in pieces and cuts windows around them. Keeps references to the pieces that
 * windows may still need and copies next to nothing where nothing is spotted. Every anchor that can come to a match is
 * owned by one window, so that the findings depend on the text alone, never on how it was cut; but `flush` gives a
 * window early, and what it could not decide is owned by a later window once more.
 */
export class TextScanner {
  readonly #spotter: Spotter;
  readonly #part: Part;
  readonly #windowBytes: number;
  readonly #history = new ChunkHistory();
  /** Anchors of which it is not known yet whether they are worth a window, and those behind them. */
  readonly #trials = new Trials();
  /** Those not given yet, oldest first. Only the last may still grow. */
  readonly #ranges: Range[] = [];
  #flushed: ScanWindow[] = [];
  #isFlushed = true;

  /**
   * `windowBytes`: anchors that follow each other closely are divided between windows at this length. A window holds
   * up to 4 KB of context more on each side, and 48 KB of a compressed text.
   */
  constructor(spotter: Spotter, part: Part, windowBytes: number) {
    this.#spotter = spotter;
    this.#part = part;
    this.#windowBytes = windowBytes;
  }

  /** An anchor waits for the bytes after it, and some bytes have come since the last flush. */
  get hasPending(): boolean {
    return !this.#isFlushed && (this.#ranges.length > 0 || this.#trials.first < Infinity);
  }

  /** The next bytes of the text. They must not be changed afterwards. */
  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#isFlushed = false;
    const start = this.#history.to;
    if (start < MAX_PLACES - 1) this.#searchStart(bytes, start);
    if (start > 0) this.#searchSeam(bytes, start);
    this.#spotter.spotAll(bytes, start, (at, trial, isPacked) => this.#add(start + at, trial, isPacked));
    this.#history.push(bytes);
    this.#trials.decide(this.#readPart, this.#history.to, this.#addWorth);
    this.#forget();
  }

  /** The text may go on, but not soon: what waits is given as it is, and given once more when it is complete. */
  flush(): void {
    if (this.#isFlushed) return;
    this.#isFlushed = true;
    const undecided = this.#history.to - LOOKAHEAD + 1;
    this.#trials.decideEarly(this.#readPart, this.#history.to, this.#addWorth);
    for (const range of this.#ranges.splice(0)) {
      this.#flushed.push(this.#cut(range));
      const isCut = range.packedTo > this.#history.to;
      if (range.last < undecided && !isCut) continue;
      const free = Math.max(isCut ? 0 : undecided, (this.#ranges.at(-1)?.last ?? -1) + 1);
      // What is still to be tried may stand before what turned out to be worth a window early.
      const from = Math.max(free, Math.min(range.from, this.#trials.first));
      this.#ranges.push({ ...range, from, isClosed: true });
    }
    this.#forget();
  }

  /** The text is complete: what waits is given. Nothing may be written afterwards. */
  end(): void {
    this.flush();
    this.#trials.clear();
    this.#ranges.length = 0;
    this.#forget();
  }

  /** The oldest window that is complete or was flushed. To be called until there is none. */
  take(): ScanWindow | undefined {
    return this.#flushed.shift() ?? this.#takeComplete();
  }

  #takeComplete(): ScanWindow | undefined {
    const range = this.#ranges[0];
    if (range === undefined) return undefined;
    const { last, packedTo, isClosed = false } = range;
    const awaited = last + (isClosed ? LOOKAHEAD : QUIET_BYTES + MAX_PLACES);
    if (this.#history.to < Math.max(awaited, packedTo)) return undefined;
    if (!isClosed && this.#trials.first <= last + QUIET_BYTES) return undefined;
    this.#ranges.shift();
    const window = this.#cut(range);
    this.#forget();
    return window;
  }

  /** Looks for anchors that begin before the text, of which `start` bytes came before `next`. */
  #searchStart(next: Uint8Array, start: number): void {
    this.#history.copyLast(start, SEAM);
    const after = Math.min(MAX_PLACES - 1 - start, next.length);
    for (let at = 0; at < after; at++) SEAM[start + at] = next[at] ?? 0;
    if (this.#spotter.spotsStart(SEAMS[start + after] ?? SEAM)) this.#add(0, undefined, false);
  }

  /** Looks for what reaches from the last chunk into the next. What lies before was found already: no harm. */
  #searchSeam(next: Uint8Array, start: number): void {
    const before = this.#history.copyLast(SEAM_REACH, SEAM);
    const after = Math.min(SEAM_REACH, next.length);
    SEAM.set(after === next.length ? next : next.subarray(0, after), before);
    const seam = SEAMS[before + after] ?? SEAM;
    const origin = start - before;
    this.#spotter.spotSeam(seam, origin, before, (at, trial, isPacked) => this.#add(origin + at, trial, isPacked));
  }

  /** An anchor; the same one may come again. */
  #add(at: number, trial: Rule | undefined, isPacked: boolean): void {
    if (trial === undefined && at < this.#trials.first) this.#addWorth(at, isPacked);
    else this.#trials.add(at, trial, isPacked);
  }

  readonly #readPart = (from: number, to: number): Uint8Array => this.#history.part(from, to);

  /** An anchor that is worth a window. */
  readonly #addWorth: Worth = (at, isPacked) => {
    const range = this.#rangeFor(at);
    if (isPacked) range.packedTo = Math.max(range.packedTo, at + PACKED_BYTES);
  };

  #rangeFor(at: number): Range {
    const range = this.#ranges.at(-1);
    if (range !== undefined && at <= range.last) return range;
    const blockStart = at - (at % BLOCK_BYTES);
    const last = blockStart + BLOCK_BYTES - 1;
    if (range !== undefined && at <= range.last + QUIET_BYTES && at < range.from + this.#windowBytes) {
      range.last = last;
      return range;
    }
    const from = Math.max(range === undefined ? 0 : range.last + 1, blockStart - HIDDEN_REACH);
    if (range !== undefined) range.isClosed = true;
    const next = { from, last, packedTo: 0 };
    this.#ranges.push(next);
    return next;
  }

  #cut({ from, last, packedTo }: Range): ScanWindow {
    const base = Math.max(0, from - MAX_REACH);
    const bytes = this.#history.copy(base, Math.min(this.#history.to, Math.max(last + LOOKAHEAD, packedTo)));
    return { bytes, base, ownFrom: from, ownTo: Math.min(this.#history.to, last + 1), part: this.#part };
  }

  /** Lets go of what no window can need: an anchor may still begin in the last places. */
  #forget(): void {
    const next = Math.min(this.#trials.first, this.#history.to - MAX_PLACES) - BLOCK_BYTES - HIDDEN_REACH;
    this.#history.forget(Math.min(next, this.#ranges[0]?.from ?? next) - MAX_REACH);
  }
}

/** The window of a text that is complete already: all of it, or nothing when no anchor stands in it. */
export function scanWhole(spotter: Spotter, bytes: Uint8Array, part: Part): ScanWindow | undefined {
  if (!spotter.spotsAny(bytes)) return undefined;
  return { bytes: new Uint8Array(bytes), base: 0, ownFrom: 0, ownTo: bytes.length, part };
}
