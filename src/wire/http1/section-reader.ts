import { INCOMPLETE, MALFORMED } from './field-scan.ts';
import type { SectionScan } from './field-scan.ts';
import { LF } from './octets.ts';

/** How far a section has come. */
export type SectionOutcome = 'complete' | 'more' | 'malformed' | 'too_large';

const NOTHING = Buffer.alloc(0);
const FIRST_HOLD_BYTES = 1024;

/**
 * Finds a section of lines (a head, trailers) in a stream of chunks. A section that lies in one chunk is a view of
 * it; one that spans chunks is joined in a buffer that doubles. The work is linear however the bytes are cut: an
 * unfinished line is read again only once its end has come.
 */
export class SectionReader {
  /** After `complete`: the section's exact bytes. */
  raw: Buffer = NOTHING;
  /** After `complete`: `raw` holds bytes of earlier chunks. */
  spanned = false;
  /** After `complete`: the offset in the chunk behind the section. */
  end = 0;

  private readonly scan: SectionScan;
  private readonly maxBytes: number;
  private hold: Buffer = NOTHING;
  private heldBytes = 0;

  /** `maxBytes` bounds the whole section, its blank line included. */
  constructor(scan: SectionScan, maxBytes: number) {
    this.scan = scan;
    this.maxBytes = maxBytes;
  }

  /** The bytes of earlier chunks that belong to an unfinished section. */
  held(): Buffer {
    return this.hold.subarray(0, this.heldBytes);
  }

  /** Whether a section has begun and is not complete yet. */
  get isOpen(): boolean {
    return this.heldBytes > 0;
  }

  /** Reads `chunk` from `from` on; on `more` all of that has been copied and the next chunk goes on at 0. */
  read(chunk: Buffer, from: number): SectionOutcome {
    if (this.heldBytes > 0) return this.readOn(chunk, from);
    const limit = Math.min(chunk.length, from + this.maxBytes);
    const end = this.scan.scan(chunk, from, limit);
    if (end >= 0)
      return this.complete(from === 0 && end === chunk.length ? chunk : chunk.subarray(from, end), false, end);
    if (end === MALFORMED) return 'malformed';
    if (limit < chunk.length) return 'too_large';
    this.keep(chunk, from, limit);
    this.heldBytes = limit - from;
    return 'more';
  }

  private readOn(chunk: Buffer, from: number): SectionOutcome {
    const offered = chunk.length - from;
    const taken = Math.min(offered, this.maxBytes - this.heldBytes);
    const isTooLarge = taken < offered;
    // Without a line end there is nothing new to decide: what was read of this line would be read in vain.
    if (chunk.indexOf(LF, from) < 0) {
      if (isTooLarge) return 'too_large';
      this.keep(chunk, from, chunk.length);
      this.heldBytes += taken;
      return 'more';
    }
    this.keep(chunk, from, from + taken);
    const end = this.scan.scan(this.hold, 0, this.heldBytes + taken);
    if (end === INCOMPLETE) {
      if (isTooLarge) return 'too_large';
      this.heldBytes += taken;
      return 'more';
    }
    if (end === MALFORMED) return 'malformed';
    const endInChunk = from + end - this.heldBytes;
    const raw = this.hold.subarray(0, end);
    this.hold = NOTHING;
    this.heldBytes = 0;
    return this.complete(raw, true, endInChunk);
  }

  private complete(raw: Buffer, spanned: boolean, end: number): SectionOutcome {
    this.raw = raw;
    this.spanned = spanned;
    this.end = end;
    return 'complete';
  }

  /** Copies a piece of the chunk behind the held bytes; the caller decides whether it counts as held. */
  private keep(chunk: Buffer, from: number, to: number): void {
    const needed = this.heldBytes + to - from;
    if (needed > this.hold.length) {
      const larger = Buffer.allocUnsafeSlow(
        Math.max(needed, Math.min(this.maxBytes, this.hold.length * 2), FIRST_HOLD_BYTES),
      );
      this.hold.copy(larger, 0, 0, this.heldBytes);
      this.hold = larger;
    }
    chunk.copy(this.hold, this.heldBytes, from, to);
  }
}
