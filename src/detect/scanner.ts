import type { ScanWindow } from '../model/finding.ts';
import type { Part } from '../model/flow.ts';
import { ChunkHistory } from './chunk-history.ts';
import { MAX_PLACES } from './find-all.ts';
import { MAX_REACH } from './rules/rule.ts';
import type { Rule } from './rules/rule.ts';
import { SEAM_REACH, type Spotter } from './spotter.ts';
import { Trials } from './trial.ts';

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

/** Offsets whose anchors go into one window, from the first that is owned to the last anchor known. */
interface Range {
  readonly from: number;
  last: number;
  /** A compressed text is read up to here, if the text goes on so far. */
  packedTo: number;
  /** What must be tried before it is worth a window; nothing when it is for certain. */
  trials: Trials | undefined;
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
    return !this.#isFlushed && this.#ranges.length > 0;
  }

  /** The next bytes of the text. They must not be changed afterwards. */
  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#isFlushed = false;
    const start = this.#history.to;
    if (start < MAX_PLACES - 1) this.#searchStart(bytes, start);
    if (start > 0) this.#searchSeam(bytes, start);
    const add = (at: number, trial: Rule | undefined, isPacked: boolean): void =>
      this.#add(start + at, trial, isPacked);
    if (start > 0) this.#spotter.spotFollowing(bytes, add);
    else this.#spotter.spotAll(bytes, add);
    this.#history.push(bytes);
    this.#forget();
  }

  /** The text may go on, but not soon: what waits is given as it is, and given once more when it is complete. */
  flush(): void {
    if (this.#isFlushed) return;
    this.#isFlushed = true;
    const undecided = this.#history.to - LOOKAHEAD + 1;
    for (const range of this.#ranges.splice(0)) {
      const window = this.#windowOf(range);
      if (window !== undefined) this.#flushed.push(window);
      const isCut = range.packedTo > this.#history.to;
      if (range.last < undecided && !isCut) continue;
      this.#ranges.push({ ...range, from: isCut ? range.from : Math.max(range.from, undecided), isClosed: true });
    }
    this.#forget();
  }

  /** The text is complete: what waits is given. Nothing may be written afterwards. */
  end(): void {
    this.flush();
    this.#ranges.length = 0;
    this.#forget();
  }

  /** The oldest window that is complete or was flushed. To be called until there is none. */
  take(): ScanWindow | undefined {
    return this.#flushed.shift() ?? this.#takeComplete();
  }

  #takeComplete(): ScanWindow | undefined {
    for (let range = this.#ranges[0]; range !== undefined; range = this.#ranges[0]) {
      const awaited = range.isClosed === true ? LOOKAHEAD : QUIET_BYTES + MAX_PLACES;
      if (this.#history.to < Math.max(range.last + awaited, range.packedTo)) return undefined;
      const window = this.#windowOf(range);
      this.#ranges.shift();
      this.#forget();
      if (window !== undefined) return window;
    }
    return undefined;
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
    this.#spotter.spotSeam(seam, before, (at, trial, isPacked) => this.#add(start - before + at, trial, isPacked));
  }

  /** An anchor; the same one may come again. */
  #add(at: number, trial: Rule | undefined, isPacked: boolean): void {
    let range = this.#ranges.at(-1);
    if (range === undefined || at > range.last + QUIET_BYTES || at >= range.from + this.#windowBytes) {
      const from = Math.max(range === undefined ? 0 : range.last + 1, at - HIDDEN_REACH);
      if (range !== undefined) range.isClosed = true;
      range = { from, last: at, packedTo: 0, trials: new Trials() };
      this.#ranges.push(range);
    }
    range.last = Math.max(range.last, at);
    if (isPacked) range.packedTo = at + PACKED_BYTES;
    if (trial === undefined || range.trials?.add(at, trial) === false) range.trials = undefined;
  }

  /** Nothing when nothing can come of it. */
  #windowOf(range: Range): ScanWindow | undefined {
    const history = this.#history;
    const isWanted = range.trials?.mayMatch((from, to) => history.copy(from, to), history.to) ?? true;
    return isWanted ? this.#cut(range) : undefined;
  }

  #cut({ from, last, packedTo }: Range): ScanWindow {
    const base = Math.max(0, from - MAX_REACH);
    const bytes = this.#history.copy(base, Math.min(this.#history.to, Math.max(last + LOOKAHEAD, packedTo)));
    return { bytes, base, ownFrom: from, ownTo: last + 1, part: this.#part };
  }

  /** Lets go of what no window can need: an anchor may still begin in the last places. */
  #forget(): void {
    const earliest = this.#ranges[0]?.from ?? this.#history.to - MAX_PLACES - HIDDEN_REACH;
    this.#history.forget(earliest - MAX_REACH);
  }
}

/** The window of a text that is complete already: all of it, or nothing when no anchor stands in it. */
export function scanWhole(spotter: Spotter, bytes: Uint8Array, part: Part): ScanWindow | undefined {
  if (!spotter.spotsAny(bytes)) return undefined;
  return { bytes: new Uint8Array(bytes), base: 0, ownFrom: 0, ownTo: bytes.length, part };
}
