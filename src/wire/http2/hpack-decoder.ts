import { copyBytes } from './copy-bytes.ts';
import { DynamicTable } from './dynamic-table.ts';
import type { FieldsText } from './fields-text.ts';
import { decodeHuffman, huffmanRoom } from './huffman.ts';
import { STATIC_ENTRIES, STATIC_FROM, STATIC_LINES, STATIC_NAME_LENGTH, STATIC_VALUE_LENGTH } from './static-table.ts';

/** SETTINGS_HEADER_TABLE_SIZE before anything is said of it (RFC 9113 section 6.5.2). */
const INITIAL_TABLE_BYTES = 4_096;

/*
 * A field or a name taken from the dynamic table has two or three bytes on the wire, but may be as large as the table,
 * again and again. So that the work stays in proportion, a block earns credit for what it takes, so many bytes for each
 * that it has on the wire. Real heads earn more than they take: one of 4 KB that is all in the table still has some 20
 * bytes, and names have some 20 characters.
 */
const FIELD_BYTES_PER_BYTE = 1_024;
const NAME_BYTES_PER_BYTE = 64;

/** Bytes of fields that a block can take from the table beside those it earns; what is not taken is saved up to this. */
export const MAX_FIELD_CREDIT_BYTES = 1_048_576;
/** Bytes of names that a block can take from the table beside those it earns; what is not taken is saved up to this. */
export const MAX_NAME_CREDIT_BYTES = 65_536;

/** The least that a block has on the wire beside its bytes: the header of its frame. */
const FRAME_HEADER_BYTES = 9;

/** Integers beyond this many are no length and no index of anything that fits our ceilings. */
const MAX_INTEGER = 2 ** 24;

const NOTHING = Buffer.alloc(0);

const INDEXED = 0x80;
const WITH_INDEXING = 0x40;
const SIZE_UPDATE = 0x20;
const HUFFMAN = 0x80;
const LINE_END_BYTES = 2;
const NAME_END_BYTES = 2;

/**
 * Decodes the field blocks of one direction of a connection (RFC 7541), all of them in the order they were sent.
 *
 * The size of the dynamic table is what the encoder says in the blocks themselves: it begins at 4,096 and changes by
 * size updates alone (sections 4.2 and 6.3), also after a SETTINGS_HEADER_TABLE_SIZE of the other side, whose arrival
 * nobody who only watches can know. Whether an update keeps to what the other side allowed is for that side to judge;
 * here it has to keep to `maxTableBytes`. So a direction is read without looking at the other one.
 *
 * Fields that are repeated from the table out of all proportion are left out: they were read when they were added.
 * Names that are, end the decoding.
 */
export class HpackDecoder {
  /** What was wrong with the last block; '' when nothing was. Quotes nothing of it. */
  fault = '';

  #table = new DynamicTable(INITIAL_TABLE_BYTES);
  readonly #maxTableBytes: number;
  #bytes: Buffer = NOTHING;
  #at = 0;
  #to = 0;
  #fieldCreditBytes = MAX_FIELD_CREDIT_BYTES;
  #nameCreditBytes = MAX_NAME_CREDIT_BYTES;

  constructor(maxTableBytes: number) {
    this.#maxTableBytes = maxTableBytes;
  }

  /**
   * Decodes the block that is `bytes` from `from` to `to` and adds its fields to `fields`. False when it is malformed:
   * then `fault` says how, and nothing that follows can be decoded.
   */
  decode(bytes: Buffer, from: number, to: number, fields: FieldsText): boolean {
    this.#bytes = bytes;
    this.#at = from;
    this.#to = to;
    this.#earn(to - from + FRAME_HEADER_BYTES);
    let mayResize = true;
    while (this.#at < to && this.fault === '') {
      const first = bytes[this.#at] as number;
      if (first >= INDEXED) {
        mayResize = false;
        this.#addIndexed(this.#readInteger(0x7f), fields);
      } else if (first >= WITH_INDEXING) {
        mayResize = false;
        this.#addLiteral(this.#readInteger(0x3f), true, fields);
      } else if (first >= SIZE_UPDATE) {
        if (!mayResize) this.#fail('table size update behind a field');
        this.#resize(this.#readInteger(0x1f));
      } else {
        mayResize = false;
        this.#addLiteral(this.#readInteger(0x0f), false, fields);
      }
    }
    this.#bytes = NOTHING;
    return this.fault === '';
  }

  /** Lets go of the table. Nothing can be decoded any more. */
  clear(): void {
    this.#table = new DynamicTable(0);
  }

  #addIndexed(index: number, fields: FieldsText): void {
    if (index <= STATIC_ENTRIES) {
      if (index === 0) {
        this.#fail('field of index 0');
        return;
      }
      fields.add(
        STATIC_LINES,
        STATIC_FROM[index] as number,
        STATIC_NAME_LENGTH[index] as number,
        STATIC_VALUE_LENGTH[index] as number,
      );
      return;
    }
    const table = this.#table;
    const slot = this.#slotOf(index);
    if (slot < 0) return;
    const nameLength = table.nameLength(slot);
    const valueLength = table.valueLength(slot);
    if (nameLength + valueLength > this.#fieldCreditBytes) return;
    this.#fieldCreditBytes -= nameLength + valueLength;
    fields.add(table.lines, table.lineFrom(slot), nameLength, valueLength);
  }

  #earn(bytes: number): void {
    this.#fieldCreditBytes = Math.min(this.#fieldCreditBytes, MAX_FIELD_CREDIT_BYTES) + bytes * FIELD_BYTES_PER_BYTE;
    this.#nameCreditBytes = Math.min(this.#nameCreditBytes, MAX_NAME_CREDIT_BYTES) + bytes * NAME_BYTES_PER_BYTE;
  }

  /** `index` is that of an entry with the same name; 0 when the name is a literal too. */
  #addLiteral(index: number, isIndexed: boolean, fields: FieldsText): void {
    const nameLength = index === 0 ? this.#readString(fields, 0) : this.#copyName(index, fields);
    if (this.fault !== '') return;
    const valueLength = this.#readString(fields, nameLength + NAME_END_BYTES);
    if (this.fault !== '') return;
    fields.closeLiteral(nameLength, valueLength);
    if (isIndexed) this.#table.insert(fields.lines, fields.linesEnd, nameLength, valueLength);
    fields.addLiteral(nameLength, valueLength);
  }

  #copyName(index: number, fields: FieldsText): number {
    if (index <= STATIC_ENTRIES) {
      const length = STATIC_NAME_LENGTH[index] as number;
      fields.makeRoom(length, 0);
      copyBytes(STATIC_LINES, STATIC_FROM[index] as number, length, fields.lines, fields.linesEnd);
      return length;
    }
    const slot = this.#slotOf(index);
    if (slot < 0) return 0;
    const length = this.#table.nameLength(slot);
    if (length > this.#nameCreditBytes) {
      this.#fail('long field names too often');
      return 0;
    }
    this.#nameCreditBytes -= length;
    fields.makeRoom(length, 0);
    copyBytes(this.#table.lines, this.#table.lineFrom(slot), length, fields.lines, fields.linesEnd);
    return length;
  }

  #slotOf(index: number): number {
    const slot = this.#table.slotOf(index - STATIC_ENTRIES - 1);
    if (slot < 0) this.#fail('field of an index beyond the table');
    return slot;
  }

  #resize(maxBytes: number): void {
    if (maxBytes > this.#maxTableBytes) this.#fail('dynamic table larger than we keep');
    else this.#table.resize(maxBytes);
  }

  /** Reads a string (section 5.2) and writes it `offset` bytes behind the lines of `fields`; returns its length. */
  #readString(fields: FieldsText, offset: number): number {
    if (this.#at >= this.#to) {
      this.#fail('field block ends within a field');
      return 0;
    }
    const isHuffman = (this.#bytes[this.#at] as number) >= HUFFMAN;
    const length = this.#readInteger(0x7f);
    const from = this.#at;
    if (length > this.#to - from) {
      this.#fail('field block ends within a string');
      return 0;
    }
    this.#at = from + length;
    fields.makeRoom(offset + huffmanRoom(length) + NAME_END_BYTES + LINE_END_BYTES, offset);
    const at = fields.linesEnd + offset;
    if (!isHuffman) {
      copyBytes(this.#bytes, from, length, fields.lines, at);
      return length;
    }
    const end = decodeHuffman(this.#bytes, from, from + length, fields.lines, at);
    if (end < 0) this.#fail('malformed Huffman code');
    return end - at;
  }

  /** Reads an integer (section 5.1) that begins in the bits of `mask`. Returns 0 when there is none to be used. */
  #readInteger(mask: number): number {
    let value = (this.#bytes[this.#at] as number) & mask;
    this.#at += 1;
    if (value < mask) return value;
    for (let scale = 1; value <= MAX_INTEGER; scale *= 128) {
      if (this.#at >= this.#to) {
        this.#fail('field block ends within a number');
        return 0;
      }
      const octet = this.#bytes[this.#at] as number;
      this.#at += 1;
      value += (octet & 0x7f) * scale;
      if (octet < 0x80) return value;
      if (scale > MAX_INTEGER) break;
    }
    this.#fail('number out of range');
    return 0;
  }

  #fail(detail: string): void {
    if (this.fault === '') this.fault = detail;
  }
}
