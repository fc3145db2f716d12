import { Buffer } from 'node:buffer';

const PADDING = 0x3d;
const NOT_A_DIGIT = 0xff;

/** The six bits that each byte stands for (RFC 4648 §4). */
const DIGITS = new Uint8Array(256).fill(NOT_A_DIGIT);
for (const [value, digit] of Buffer.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  'latin1',
).entries()) {
  DIGITS[digit] = value;
}

const LF = 0x0a;
const CR = 0x0d;

/**
 * Decodes base64 (RFC 4648 §4) that comes in pieces; with `isInLines`, as MIME has it (RFC 2045 §6.8). Padding ends a group of four, not the text: several encoded texts
 * may follow each other, as gRPC-Web servers send them. Holds less than one group.
 */
export class Base64Stream {
  readonly #isInLines: boolean;
  #bits = 0;
  #digits = 0;
  #paddings = 0;
  #isBroken = false;
  #brokenAt = 0;

  constructor(isInLines = false) {
    this.#isInLines = isInLines;
  }

  /** Where in the piece decoded last the first byte stands that is no base64; its length where there is none. */
  get brokenAt(): number {
    return this.#brokenAt;
  }

  /** Something came that is no base64: nothing is decoded from there on. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** What the next bytes stand for, as far as their groups are complete; memory of its own. */
  decode(bytes: Uint8Array): Uint8Array {
    const decoded = new Uint8Array(Math.ceil(((bytes.length + 3) * 3) / 4));
    let length = 0;
    this.#brokenAt = bytes.length;
    let at = 0;
    for (; at < bytes.length && !this.#isBroken; at += 1) {
      const byte = bytes[at] ?? 0;
      if (this.#isInLines && (byte === LF || byte === CR)) continue;
      const value = DIGITS[byte] ?? NOT_A_DIGIT;
      if (byte === PADDING) this.#paddings += 1;
      else if (value === NOT_A_DIGIT || this.#paddings > 0) this.#isBroken = true;
      else {
        this.#bits = (this.#bits << 6) | value;
        this.#digits += 1;
      }
      if (this.#digits + this.#paddings < 4) continue;
      if (this.#paddings > 2) this.#isBroken = true;
      else {
        const group = this.#bits << (6 * this.#paddings);
        decoded[length] = group >> 16;
        if (this.#paddings < 2) decoded[length + 1] = group >> 8;
        if (this.#paddings < 1) decoded[length + 2] = group;
        length += 3 - this.#paddings;
      }
      this.#bits = 0;
      this.#digits = 0;
      this.#paddings = 0;
    }
    if (this.#isBroken) this.#brokenAt = Math.max(0, at - 1);
    return decoded.subarray(0, length);
  }
}
