import { ChunkLine } from './chunk-line.ts';
import { FieldScan, INCOMPLETE, MALFORMED } from './field-scan.ts';
import type { FieldWatcher } from './field-scan.ts';
import type { BadEvent, BodyFraming, BodyStep } from './frame-event.ts';
import type { FramerLimits } from './framer-limits.ts';
import { CR, LF } from './octets.ts';
import { SectionReader } from './section-reader.ts';

/** RFC 9110 section 6.5.1: fields that frame, route or encode a message may not come behind its body. */
const REFUSING: FieldWatcher = { notice: () => 'a field in the trailers that may not be there' };

type Place = 'done' | 'length' | 'close' | 'chunk-line' | 'chunk-data' | 'chunk-end' | 'chunk-end-lf' | 'trailers';

/** Reads one message body at a time and says what of it is payload. Holds no bytes but those of trailers. */
export class BodyReader {
  private readonly code: 'bad_request' | 'upstream_framing';
  private readonly line: ChunkLine;
  private readonly trailerScan: FieldScan;
  private readonly trailers: SectionReader;
  private place: Place = 'done';
  private left = 0;
  private hasBegun = false;

  /** `code` is that of the bad events; responses may pad their chunk sizes. */
  constructor(limits: FramerLimits, code: 'bad_request' | 'upstream_framing') {
    this.code = code;
    this.line = new ChunkLine(limits.maxChunkLineBytes, code === 'upstream_framing');
    this.trailerScan = new FieldScan(REFUSING);
    this.trailers = new SectionReader(this.trailerScan, limits.maxTrailerBytes);
  }

  /** Whether only the end of the stream ends this body. */
  get endsWithStream(): boolean {
    return this.place === 'close';
  }

  /**
   * Whether a peer that got no further than this has said so little that more must be on its way: of a body of known
   * length, of a chunk, or of a body of which nothing has come at all. To be asked after `more`.
   */
  get owesBytes(): boolean {
    switch (this.place) {
      case 'done':
        return false;
      case 'close':
      case 'chunk-line':
        return !this.hasBegun;
      default:
        return true;
    }
  }

  /** Expects a body; `contentLength` counts for framing `length` only. A body without bytes ends at once. */
  begin(framing: BodyFraming, contentLength: number): void {
    this.hasBegun = false;
    switch (framing) {
      case 'none':
        this.place = 'done';
        break;
      case 'length':
        this.place = contentLength > 0 ? 'length' : 'done';
        this.left = contentLength;
        break;
      case 'close':
        this.place = 'close';
        break;
      case 'chunked':
        this.place = 'chunk-line';
        this.line.reset();
        break;
    }
  }

  /** The next event from `from` on. `end` is where to go on, but for `bad`, whose `end` is `from`. */
  next(chunk: Buffer, from: number): BodyStep {
    let at = from;
    for (;;) {
      switch (this.place) {
        case 'done':
          return { kind: 'end', end: at };
        case 'length':
        case 'chunk-data':
          return this.readPayload(chunk, at);
        case 'close':
          if (at >= chunk.length) return { kind: 'more', end: chunk.length };
          this.hasBegun = true;
          return { kind: 'body', end: chunk.length, payload: at === 0 ? chunk : chunk.subarray(at) };
        case 'chunk-end':
        case 'chunk-end-lf':
          if (at >= chunk.length) return { kind: 'more', end: chunk.length };
          if (chunk[at] !== (this.place === 'chunk-end' ? CR : LF)) {
            return this.bad(from, 'chunk data that is not followed by CRLF');
          }
          at += 1;
          if (this.place === 'chunk-end') {
            this.place = 'chunk-end-lf';
          } else {
            this.place = 'chunk-line';
            this.line.reset();
          }
          break;
        case 'chunk-line': {
          const end = this.line.read(chunk, at);
          if (end === INCOMPLETE) return { kind: 'more', end: chunk.length };
          if (end === MALFORMED) return this.bad(from, this.line.detail);
          at = end;
          this.hasBegun = true;
          this.left = this.line.size;
          this.place = this.left > 0 ? 'chunk-data' : 'trailers';
          break;
        }
        case 'trailers':
          return this.readTrailers(chunk, at, from);
      }
    }
  }

  private readPayload(chunk: Buffer, from: number): BodyStep {
    if (from >= chunk.length) return { kind: 'more', end: chunk.length };
    const end = Math.min(chunk.length, from + this.left);
    this.left -= end - from;
    if (this.left === 0) this.place = this.place === 'length' ? 'done' : 'chunk-end';
    return { kind: 'body', end, payload: from === 0 && end === chunk.length ? chunk : chunk.subarray(from, end) };
  }

  private readTrailers(chunk: Buffer, at: number, from: number): BodyStep {
    if (!this.trailers.isOpen) {
      if (at + 1 < chunk.length && chunk[at] === CR && chunk[at + 1] === LF) {
        this.place = 'done';
        return { kind: 'end', end: at + 2 };
      }
      if (at >= chunk.length) return { kind: 'more', end: chunk.length };
      this.trailerScan.reset();
    }
    switch (this.trailers.read(chunk, at)) {
      case 'complete': {
        this.place = 'done';
        const { raw, end } = this.trailers;
        return raw.length > 2 ? { kind: 'trailers', end, raw } : { kind: 'end', end };
      }
      case 'more':
        return { kind: 'more', end: chunk.length };
      case 'malformed':
        return this.bad(from, this.trailerScan.detail);
      case 'too_large':
        break;
    }
    return this.bad(from, 'trailers beyond the limit');
  }

  private bad(end: number, detail: string): BadEvent {
    return { kind: 'bad', end, code: this.code, detail };
  }
}
