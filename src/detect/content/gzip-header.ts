const FIXED_BYTES = 10;
const FLAGS_AT = 3;
const HEADER_CRC = 0x02;
const EXTRA = 0x04;
const NAME = 0x08;
const COMMENT = 0x10;

/** Bytes that are counted, or a text that a zero ends. */
type Field = { readonly kind: 'fixed' | 'extra length' | 'extra' | 'crc'; left: number } | { readonly kind: 'text' };

/** Reads over the header of a gzip member (RFC 1952 §2.3), however long its fields are and however it is cut. */
export class GzipHeader {
  #fields: Field[] = [{ kind: 'fixed', left: FIXED_BYTES }];
  #extraBytes = 0;

  get isComplete(): boolean {
    return this.#fields.length === 0;
  }

  /** How many of the next bytes belong to the header. */
  read(bytes: Uint8Array): number {
    let at = 0;
    for (let field = this.#fields[0]; field !== undefined; field = this.#fields[0]) {
      if (field.kind === 'text') {
        const zero = bytes.indexOf(0, at);
        if (zero === -1) return bytes.length;
        at = zero + 1;
      } else {
        const from = at;
        at = Math.min(at + field.left, bytes.length);
        this.#note(field, bytes.subarray(from, at));
        field.left -= at - from;
        if (field.left > 0) return at;
      }
      this.#fields.shift();
    }
    return at;
  }

  /** What the next bytes of a field say of the fields behind it. */
  #note({ kind, left }: Exclude<Field, { kind: 'text' }>, bytes: Uint8Array): void {
    if (kind === 'fixed') {
      const flags = bytes[FLAGS_AT - (FIXED_BYTES - left)];
      if (flags !== undefined) this.#fields.push(...fieldsOf(flags));
    } else if (kind === 'extra length') {
      for (const [i, byte] of bytes.entries()) this.#extraBytes += left - i === 2 ? byte : byte * 256;
      if (bytes.length === left) this.#fields.splice(1, 0, { kind: 'extra', left: this.#extraBytes });
    }
  }
}

function fieldsOf(flags: number): Field[] {
  const fields: Field[] = [];
  if ((flags & EXTRA) !== 0) fields.push({ kind: 'extra length', left: 2 });
  if ((flags & NAME) !== 0) fields.push({ kind: 'text' });
  if ((flags & COMMENT) !== 0) fields.push({ kind: 'text' });
  if ((flags & HEADER_CRC) !== 0) fields.push({ kind: 'crc', left: 2 });
  return fields;
}
