import { Buffer } from 'node:buffer';
import type { TextStream } from '../../model/ports.ts';

/** A member's header with its name and extra fields is believed up to this length. */
const MAX_HEADER_BYTES = 8192;

/** Signatures of records (APPNOTE 4.3), and what they begin with. */
const LOCAL_HEADER = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
/** Central directory, its end in two forms, its encryption: behind the members. */
const BEHIND_MEMBERS: ReadonlySet<number> = new Set([0x02014b50, 0x06054b50, 0x06064b50, 0x08064b50]);
const SIGNATURE_BYTES = 4;
const SIGNATURE = Buffer.from('PK');

const LOCAL_HEADER_BYTES = 30;
/** Bytes of a descriptor without its signature, with lengths of four and of eight bytes. */
const DESCRIPTOR_BYTES = [12, 20] as const;
/** Bytes of a descriptor up to the low half of the compressed length. */
const DESCRIPTOR_PROBE_BYTES = 12;
/** What may stand between two members: at most what a descriptor has. */
const MAX_GAP_BYTES = 24;

const ENCRYPTED = 0x01;
const LENGTH_FOLLOWS = 0x08;
const UNKNOWN_LENGTH = 0xffffffff;
const ZIP64 = 0x0001;

/** Methods (APPNOTE 4.4.5) that can be undone, by what they are called in a content coding. */
const CODINGS: ReadonlyMap<number, '' | 'deflate' | 'zstd'> = new Map([
  [0, ''],
  [8, 'deflate'],
  [93, 'zstd'],
]);

/** A file in an archive. */
export interface ZipMember {
  /** As it stands there: UTF-8 or some code page. */
  readonly name: Uint8Array;
  /** What it is compressed with; '' when it is stored. */
  readonly coding: '' | 'deflate' | 'zstd';
}

/** Who is told of the members of an archive, one after the other. */
export interface ZipSink {
  /** A member's content begins, coded as said. */
  open(member: ZipMember): TextStream;
  /** A member is not read, encrypted or compressed in another way; or the archive is not read on, broken. */
  onUnread(): void;
}

/**
 * Takes the members out of a ZIP archive as it comes, by the headers in front of them (APPNOTE 6.3.10, ZIP64 too). Where
 * the length of a member stands behind it, its end is where a record says that it is so long. Never gathers a member;
 * holds a header of 8 KB at most. The same bytes give the same members however they are cut.
 */
export class ZipReader {
  readonly #sink: ZipSink;
  /** `counted`: so many bytes are left of a member; `sought`: its end is looked for. */
  #state: 'record' | 'counted' | 'sought' | 'over' = 'record';
  #held: Buffer = Buffer.alloc(0);
  #gapBytes = 0;
  #member: ZipMember | undefined;
  #content: TextStream | undefined;
  #left = 0;
  /** Bytes of a sought member that have been handed on. */
  #passed = 0;

  constructor(sink: ZipSink) {
    this.#sink = sink;
  }

  /** The next bytes of the archive. They must not be changed afterwards. */
  write(bytes: Uint8Array): void {
    if (this.#state === 'over') return;
    const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const data = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    let at = 0;
    for (let before = -1; at !== before; ) {
      before = at;
      at = this.#step(data, at);
    }
    this.#held = Buffer.from(data.subarray(at));
  }

  /** The archive is complete, or was broken off. */
  end(): void {
    if (this.#state === 'sought') this.#pass(this.#held);
    this.#endMember();
    this.#over();
  }

  /** Reads on from `at`; returns where the next step begins, the same place when that takes more bytes. */
  #step(data: Buffer, at: number): number {
    switch (this.#state) {
      case 'record':
        return this.#readRecord(data, at);
      case 'counted': {
        const to = Math.min(at + this.#left, data.length);
        this.#left -= to - at;
        this.#pass(data.subarray(at, to));
        if (this.#left === 0) this.#endMember();
        return to;
      }
      case 'sought':
        return this.#seekEnd(data, at);
      case 'over':
        return data.length;
    }
  }

  #readRecord(data: Buffer, at: number): number {
    if (data.length - at < SIGNATURE_BYTES) return at;
    const signature = data.readUInt32LE(at);
    if (signature === LOCAL_HEADER) return this.#readHeader(data, at);
    if (BEHIND_MEMBERS.has(signature)) return this.#over();
    this.#gapBytes += 1;
    return this.#gapBytes > MAX_GAP_BYTES ? this.#break() : at + 1;
  }

  #readHeader(data: Buffer, at: number): number {
    if (data.length - at < LOCAL_HEADER_BYTES) return at;
    const flags = data.readUInt16LE(at + 6);
    const coding = CODINGS.get(data.readUInt16LE(at + 8));
    const nameTo = at + LOCAL_HEADER_BYTES + data.readUInt16LE(at + 26);
    const to = nameTo + data.readUInt16LE(at + 28);
    if (to - at > MAX_HEADER_BYTES) return this.#break();
    if (data.length < to) return at;

    this.#gapBytes = 0;
    const length = lengthIn(data.subarray(at, at + LOCAL_HEADER_BYTES), data.subarray(nameTo, to));
    const isSealed = coding === undefined || (flags & ENCRYPTED) !== 0;
    if (isSealed) this.#sink.onUnread();
    else this.#member = { name: Buffer.from(data.subarray(at + LOCAL_HEADER_BYTES, nameTo)), coding };
    this.#left = length;
    this.#passed = 0;
    if ((flags & LENGTH_FOLLOWS) !== 0 && length === 0) this.#state = 'sought';
    else if (length > 0) this.#state = 'counted';
    return to;
  }

  /** Looks for the record that says how long the member was. */
  #seekEnd(data: Buffer, from: number): number {
    for (let search = from; ; search += 1) {
      search = data.indexOf(SIGNATURE, search);
      // A descriptor without a signature may stand before what has not come yet, and the first letter of that here.
      if (search === -1) return this.#passUntil(data, from, data.length - DESCRIPTOR_BYTES[1] - 1);
      if (search + DESCRIPTOR_PROBE_BYTES > data.length) {
        return this.#passUntil(data, from, search - DESCRIPTOR_BYTES[1]);
      }
      const end = this.#endAt(data, from, search);
      if (end === undefined) continue;
      this.#pass(data.subarray(from, end));
      this.#endMember();
      return end === search ? search + DESCRIPTOR_PROBE_BYTES : search;
    }
  }

  /** Where the member ends if what stands at `at` comes behind it. */
  #endAt(data: Buffer, from: number, at: number): number | undefined {
    const signature = data.readUInt32LE(at);
    const length = this.#passed + at - from;
    if (signature === DESCRIPTOR) return saysLength(data, at + SIGNATURE_BYTES, length) ? at : undefined;
    if (signature !== LOCAL_HEADER && !BEHIND_MEMBERS.has(signature)) return undefined;
    const bytes = DESCRIPTOR_BYTES.find((bytes) => at - bytes >= from && saysLength(data, at - bytes, length - bytes));
    return bytes === undefined ? undefined : at - bytes;
  }

  #passUntil(data: Buffer, from: number, to: number): number {
    if (to <= from) return from;
    this.#pass(data.subarray(from, to));
    return to;
  }

  #pass(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#passed += bytes.length;
    if (this.#member === undefined) return;
    this.#content ??= this.#sink.open(this.#member);
    this.#content.write(bytes);
  }

  #endMember(): void {
    this.#content?.end();
    this.#content = undefined;
    this.#member = undefined;
    this.#state = 'record';
  }

  #break(): number {
    this.#sink.onUnread();
    return this.#over();
  }

  /** Passes over all that comes. */
  #over(): number {
    this.#state = 'over';
    this.#held = Buffer.alloc(0);
    return Number.MAX_SAFE_INTEGER;
  }
}

/** The compressed length that a member's header tells; 0 when it is not known. */
function lengthIn(header: Buffer, extra: Buffer): number {
  const length = header.readUInt32LE(18);
  if (length !== UNKNOWN_LENGTH) return length;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64 || at + 20 > extra.length) continue;
    return Number(extra.readBigUInt64LE(at + 12));
  }
  return length;
}

/** Whether the descriptor whose checksum stands at `at` says this compressed length, in its lower 32 bits. */
function saysLength(data: Buffer, at: number, length: number): boolean {
  return data.readUInt32LE(at + 4) === length % 2 ** 32;
}
