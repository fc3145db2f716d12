import { copyBytes, withRoom } from './copy-bytes.ts';

/** What an entry counts beyond its octets (RFC 7541 section 4.1). */
const ENTRY_OVERHEAD_BYTES = 32;
/** What a line has beside name and value: `: ` and CR LF. */
const LINE_OVERHEAD_BYTES = 4;
/** Each slot is where a line begins, the length of the name, the length of the value. */
const SLOT = 3;

/**
 * The dynamic table of one direction (RFC 7541 sections 2.3.2 and 4). Entries are kept as the lines they are read as,
 * `name: value` and CR LF, one behind the other. Memory grows with what is inserted and stays below four times the
 * greatest size that was asked for, and some bytes for each entry that fits it.
 */
export class DynamicTable {
  /** Where the lines lie. Another buffer after an insertion. */
  lines: Buffer = Buffer.alloc(0);
  /** How many entries there are. */
  length = 0;

  #maxBytes: number;
  #bytes = 0;
  /** Lines are appended here; those of entries that are gone are squeezed out when there is no room. */
  #linesEnd = 0;
  /** A ring whose number of slots is a power of two. */
  #slots = new Int32Array(8 * SLOT);
  #slotMask = 7;
  /** The slot after that of the newest entry. */
  #next = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** A dynamic table size update: the oldest entries go until the others fit (section 4.3). */
  resize(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#evict(maxBytes);
  }

  /** The slot of the entry with this age, 0 being the newest; -1 when there is none so old. */
  slotOf(age: number): number {
    return age < this.length ? ((this.#next - 1 - age) & this.#slotMask) * SLOT : -1;
  }

  /** Where the slot's line begins in `lines`. */
  lineFrom(slot: number): number {
    return this.#slots[slot] as number;
  }

  nameLength(slot: number): number {
    return this.#slots[slot + 1] as number;
  }

  valueLength(slot: number): number {
    return this.#slots[slot + 2] as number;
  }

  /**
   * Adds the entry whose line lies in `source` from `from` on; that is no part of `lines`. An entry that is larger
   * than the table empties it, which is no error (section 4.4).
   */
  insert(source: Buffer, from: number, nameLength: number, valueLength: number): void {
    const entryBytes = nameLength + valueLength + ENTRY_OVERHEAD_BYTES;
    this.#evict(this.#maxBytes - entryBytes);
    if (entryBytes > this.#maxBytes) return;

    const lineLength = nameLength + valueLength + LINE_OVERHEAD_BYTES;
    if (this.#linesEnd + lineLength > this.lines.length) this.#makeRoom(lineLength);
    if (this.length > this.#slotMask) this.#growSlots();
    copyBytes(source, from, lineLength, this.lines, this.#linesEnd);
    const slot = this.#next * SLOT;
    this.#slots[slot] = this.#linesEnd;
    this.#slots[slot + 1] = nameLength;
    this.#slots[slot + 2] = valueLength;
    this.#linesEnd += lineLength;
    this.#next = (this.#next + 1) & this.#slotMask;
    this.length += 1;
    this.#bytes += entryBytes;
  }

  #evict(untilBytes: number): void {
    while (this.#bytes > untilBytes && this.length > 0) {
      const oldest = this.slotOf(this.length - 1);
      this.#bytes -= this.nameLength(oldest) + this.valueLength(oldest) + ENTRY_OVERHEAD_BYTES;
      this.length -= 1;
    }
    if (this.length === 0) this.#linesEnd = 0;
  }

  /** Squeezes out what is gone if that is half of it all, so that each byte is moved once on average; else grows. */
  #makeRoom(lineLength: number): void {
    const gone = this.length === 0 ? 0 : this.lineFrom(this.slotOf(this.length - 1));
    if (gone < lineLength || gone * 2 < this.#linesEnd) {
      this.lines = withRoom(this.lines, this.#linesEnd + lineLength, this.#linesEnd);
      return;
    }
    this.lines.copyWithin(0, gone, this.#linesEnd);
    this.#linesEnd -= gone;
    for (let age = 0; age < this.length; age += 1) {
      const slot = this.slotOf(age);
      this.#slots[slot] = this.lineFrom(slot) - gone;
    }
  }

  #growSlots(): void {
    const larger = new Int32Array(this.#slots.length * 2);
    for (let age = this.length - 1, to = 0; age >= 0; age -= 1, to += SLOT) {
      const slot = this.slotOf(age);
      larger.set(this.#slots.subarray(slot, slot + SLOT), to);
    }
    this.#slots = larger;
    this.#slotMask = this.#slotMask * 2 + 1;
    this.#next = this.length;
  }
}
