import { Buffer } from 'node:buffer';
import { Decompress } from 'fzstd';
import type { ForeignPart } from '../../model/ports.ts';
import { beginsZstd } from './codings.ts';
import { PieceQueue } from './piece-queue.ts';

/** What HTTP allows (RFC 9659 §3); each stream has a window of its own. */
const MAX_WINDOW_BYTES = 8 * 2 ** 20;
/** RFC 8878 §3.1.1.2.4. */
const MAX_BLOCK_BYTES = 128 * 1024;

/** One call gives this much at most, and a block more. */
const OUTPUT_BYTES = 256 * 1024;
/** fzstd moves the window with every block, however small; one call moves so much of it at most, and one more. */
const MOVED_BYTES = 64 * 2 ** 20;

const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
const SKIPPABLE_HEADER_BYTES = 8;
const RLE = 1;
const RESERVED = 3;

const NOTHING = Buffer.alloc(0);

/** A frame as its header describes it (RFC 8878 §3.1.1.1). */
interface Frame {
  readonly windowBytes: number;
  readonly hasChecksum: boolean;
  /** As fzstd is to see it: without a checksum, which is left out here. */
  readonly header: Buffer;
}

/**
 * Undoes one stream of Zstandard (RFC 8878) as it comes: frames and skippable frames, one after the other, block by
 * block, with fzstd. Checksums are not looked at; frames that need a dictionary or a window of more than 8 MiB are
 * `broken`.
 */
export class Unzstd {
  readonly #queue = new PieceQueue();
  /** Fewer bytes than these are not worth a look. */
  #needBytes = 1;
  #skipBytes = 0;
  #frame: Frame | undefined;
  #decompress: Decompress | undefined;
  #output: Uint8Array[] = [];
  #outputBytes = 0;
  #movedBytes = 0;

  /** Decodes the next bytes. May work for some tens of milliseconds. */
  decode(bytes: Uint8Array): ForeignPart {
    this.#queue.push(bytes);
    this.#output = [];
    this.#outputBytes = 0;
    this.#movedBytes = 0;
    let state: ForeignPart['state'] = 'partial';
    let unread: Uint8Array = NOTHING;
    try {
      while (this.#skip() && this.#queue.bytes >= this.#needBytes) {
        if (this.#outputBytes >= OUTPUT_BYTES || this.#movedBytes >= MOVED_BYTES) {
          state = 'more';
          break;
        }
        const all = this.#queue.takeAll();
        const used = this.#frame === undefined ? this.#readFrame(all) : this.#readBlock(all, this.#frame);
        if (used === -1) {
          unread = all;
          break;
        }
        this.#queue.unshift(all.subarray(used));
      }
    } catch {
      return { output: this.#output, state: 'broken', unread: NOTHING };
    }
    if (state === 'partial' && this.#isBetweenFrames) state = 'complete';
    return { output: this.#output, state, unread };
  }

  get #isBetweenFrames(): boolean {
    return this.#frame === undefined && this.#skipBytes === 0 && this.#queue.bytes === 0;
  }

  /** Passes over a checksum or a skippable frame; false while more of it is to come. */
  #skip(): boolean {
    while (this.#skipBytes > 0 && this.#queue.bytes > 0) {
      const bytes = this.#queue.take();
      const length = Math.min(bytes.length, this.#skipBytes);
      this.#skipBytes -= length;
      this.#queue.unshift(bytes.subarray(length));
    }
    return this.#skipBytes === 0;
  }

  /** How many bytes were read of a frame's beginning; 0 if there are too few, -1 if there is no frame. */
  #readFrame(bytes: Uint8Array): number {
    const isFrame = beginsZstd(bytes);
    if (isFrame === false) return -1;
    const start = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const isSkippable = bytes[0] !== 0x28;
    const length = isSkippable ? SKIPPABLE_HEADER_BYTES : headerBytes(start);
    if (isFrame === undefined || start.length < length) {
      this.#needBytes = start.length + 1;
      return 0;
    }
    this.#needBytes = 1;
    if (isSkippable) this.#skipBytes = start.readUInt32LE(4);
    else {
      this.#frame = readHeader(start.subarray(0, length));
      this.#decompress = undefined;
    }
    return length;
  }

  /** How many bytes were read of a block: all of it or nothing. */
  #readBlock(bytes: Uint8Array, frame: Frame): number {
    const [a, b, c] = bytes;
    if (a === undefined || b === undefined || c === undefined) {
      this.#needBytes = BLOCK_HEADER_BYTES;
      return 0;
    }
    const type = (a >> 1) & 3;
    const size = (a >> 3) | (b << 5) | (c << 13);
    if (type === RESERVED || size > Math.min(MAX_BLOCK_BYTES, Math.max(frame.windowBytes, 1)))
      throw new RangeError('no block');
    const length = BLOCK_HEADER_BYTES + (type === RLE ? 1 : size);
    if (bytes.length < length) {
      this.#needBytes = length;
      return 0;
    }
    this.#needBytes = 1;
    this.#decodeBlock(bytes.subarray(0, length), frame, (a & 1) === 1);
    return length;
  }

  #decodeBlock(block: Uint8Array, { header, windowBytes, hasChecksum }: Frame, isLast: boolean): void {
    this.#movedBytes += windowBytes;
    const isFirst = this.#decompress === undefined;
    this.#decompress ??= new Decompress((bytes) => {
      if (bytes.length === 0) return;
      this.#outputBytes += bytes.length;
      this.#output.push(bytes);
    });
    this.#decompress.push(isFirst ? Buffer.concat([header, block]) : block, isLast);
    if (!isLast) return;
    this.#frame = undefined;
    this.#decompress = undefined;
    this.#skipBytes = hasChecksum ? CHECKSUM_BYTES : 0;
  }
}

const DESCRIPTOR_AT = 4;
const CHECKSUM = 0x04;
const RESERVED_BIT = 0x08;
const SINGLE_SEGMENT = 0x20;

/** Sizes of the fields by the frame header descriptor. */
function fieldsOf(descriptor: number): { window: number; dictionary: number; content: number } {
  const isSingle = (descriptor & SINGLE_SEGMENT) !== 0;
  const size = descriptor >> 6;
  return {
    window: isSingle ? 0 : 1,
    dictionary: [0, 1, 2, 4][descriptor & 3] ?? 0,
    content: size === 0 ? (isSingle ? 1 : 0) : 2 ** size,
  };
}

function headerBytes(start: Buffer): number {
  const descriptor = start[DESCRIPTOR_AT];
  if (descriptor === undefined) return DESCRIPTOR_AT + 1;
  const { window, dictionary, content } = fieldsOf(descriptor);
  return DESCRIPTOR_AT + 1 + window + dictionary + content;
}

function readHeader(bytes: Buffer): Frame {
  const descriptor = bytes[DESCRIPTOR_AT] ?? 0;
  const { window, dictionary, content } = fieldsOf(descriptor);
  const at = DESCRIPTOR_AT + 1;
  const needsDictionary = bytes.subarray(at + window, at + window + dictionary).some((byte) => byte !== 0);
  const windowBytes = window === 1 ? describedWindow(bytes[at] ?? 0) : contentBytes(bytes.subarray(-content));
  if ((descriptor & RESERVED_BIT) !== 0 || needsDictionary || windowBytes > MAX_WINDOW_BYTES) {
    throw new RangeError('a frame that is not read');
  }
  const header = Buffer.from(bytes);
  header[DESCRIPTOR_AT] = descriptor & ~CHECKSUM;
  return { windowBytes, hasChecksum: (descriptor & CHECKSUM) !== 0, header };
}

/** RFC 8878 §3.1.1.1.2. */
function describedWindow(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** RFC 8878 §3.1.1.1.4: two bytes count from 256 on. */
function contentBytes(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE());
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0);
}
