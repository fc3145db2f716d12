import type { TextStream } from '../../model/ports.ts';
import type { SkipReason } from '../../model/skip.ts';
import { parseCodings } from './codings.ts';
import type { Decoding } from './decoding.ts';
import { Opening } from './opening.ts';
import type { Content, Stage } from './stage.ts';
import type { Destination } from './text-stage.ts';
import type { ByteOrder } from './utf16.ts';

/** Takes a content as it reads without its codings. */
export interface ContentSink {
  /**
   * Once, before the first write and before the end: the codings that were undone, outermost first, such as
   * `['gzip', 'br']`; [] where the content stands as it is.
   */
  begin(path: readonly string[]): void;
  /** The next bytes. They may be kept: nobody changes them before the end, nor afterwards while `keepsBytes`. */
  write(bytes: Uint8Array): void;
  /** Exactly once, after which nothing follows. */
  end(): void;
  /** Something was not read: `content_encoding`, `content_broken`, `decode_bomb`, `decode_backlog`, or a failed thread. */
  skip(reason: SkipReason): void;
  /** Asked right after the end: whether bytes that were written are still looked at. Without it, they are. */
  readonly keepsBytes?: boolean;
}

/**
 * Undoes the codings of one content, in the threads of libuv or of a pool; what it decodes comes out as it is decoded,
 * so an event stream is read while it goes on. Small content that is there whole is decoded within `end`.
 *
 * `declared`: content and transfer codings in lower case in the order in which they were applied (`gzip, br`), '' for
 * none. gzip (of one member or many), deflate in both forms, br and zstd are undone, up to four of them; gzip and zstd
 * are known by their first bytes, whatever is declared. Content that turns out not to be coded as declared is handed on
 * as it is. So is one in an unknown coding, counted under `content_encoding`, and whatever follows the end of a coded
 * stream. UTF-16 becomes UTF-8, where a byte order mark or the charset in `contentType` tells of it.
 *
 * Of content that is cut off or damaged all that stands before the break comes out, then `content_broken` is counted;
 * if a damage comes after 64 KB of coded bytes (or 256 pieces), up to 66 KB before it may be missing. Content that grows beyond the
 * limits of `decoding` is given up (`decode_bomb`); of content that comes faster than it is decoded, the rest is not
 * read (`decode_backlog`).
 */
export function openContent(declared: string, sink: ContentSink, decoding: Decoding, contentType = ''): TextStream {
  return new ContentReader(declared, sink, decoding, contentType);
}

class ContentReader implements TextStream, Content {
  readonly decoding: Decoding;
  readonly #text: DecodedText;
  readonly #first: Stage;
  #codedBytes = 0;
  #hasEnded = false;

  constructor(declared: string, sink: ContentSink, decoding: Decoding, contentType: string) {
    this.decoding = decoding;
    this.#text = new DecodedText(sink, decoding);
    this.#first = new Opening({
      content: this,
      destination: this.#text,
      declared: parseCodings(declared),
      path: [],
      mayBeCoded: true,
      byteOrder: byteOrderNamedIn(contentType),
      onRoom: nothing,
    });
  }

  write(bytes: Uint8Array): void {
    if (this.#hasEnded || this.#text.isDone) return;
    this.#codedBytes += bytes.length;
    this.#first.write(bytes);
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.#text.isDone) return;
    this.#text.isAwaited = true;
    this.decoding.startFinishing();
    this.#first.end();
  }

  skip(reason: SkipReason): void {
    this.#text.skip(reason);
  }

  stop(reason: SkipReason): void {
    if (this.#text.isDone) return;
    this.#first.close();
    this.#text.breakOff(reason);
  }

  isBomb(decodedBytes: number): boolean {
    const { maxBytes, maxRatio, ratioFromBytes } = this.decoding.limits;
    return decodedBytes > maxBytes || (decodedBytes > ratioFromBytes && decodedBytes > maxRatio * this.#codedBytes);
  }
}

/** What comes out of all stages. */
class DecodedText implements Destination {
  readonly #sink: ContentSink;
  readonly #decoding: Decoding;
  #hasBegun = false;
  isDone = false;
  /** The content has ended, and its reader's end is waited for. */
  isAwaited = false;

  constructor(sink: ContentSink, decoding: Decoding) {
    this.#sink = sink;
    this.#decoding = decoding;
  }

  get keepsBytes(): boolean {
    return this.#sink.keepsBytes !== false;
  }

  begin(path: readonly string[]): void {
    this.#hasBegun = true;
    this.#sink.begin(path);
  }

  write(bytes: Uint8Array): void {
    this.#sink.write(bytes);
  }

  end(): void {
    this.isDone = true;
    this.#sink.end();
    if (this.isAwaited) this.#decoding.finish();
  }

  skip(reason: SkipReason): void {
    if (!this.isDone) this.#sink.skip(reason);
  }

  breakOff(reason: SkipReason): void {
    this.#sink.skip(reason);
    if (!this.#hasBegun) this.#sink.begin([]);
    this.end();
  }
}

const nothing = (): void => undefined;

const UTF_16 = /;\s*charset\s*=\s*"?utf-?16(le|be)?\b/;

/** `utf-16` alone is little-endian, as the WHATWG Encoding Standard has it. */
function byteOrderNamedIn(contentType: string): ByteOrder | undefined {
  const named = UTF_16.exec(contentType);
  return named === null ? undefined : named[1] === 'be' ? 'big-endian' : 'little-endian';
}
