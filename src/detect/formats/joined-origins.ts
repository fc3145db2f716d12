/** Bytes of joined text whose pieces are remembered unless told otherwise. */
export const REMEMBERED_BYTES = 16 * 1024;

/** Pieces there is room for at first; it doubles as often as it must. */
const FIRST_PIECES = 16;

/**
 * Where the pieces of a joined text come from. Remembers those of its last bytes, however short they are: 16 bytes of
 * memory a piece. Offsets are in bytes; those in the joined text must not fall from one piece to the next.
 */
export class OriginMap {
  readonly #rememberedBytes: number;
  /** Rings of one size, a power of two: where each piece begins in the joined text, and its origin. */
  #starts = new Float64Array(FIRST_PIECES);
  #origins = new Float64Array(FIRST_PIECES);
  /** The ordinals of the oldest piece remembered, and of the next one. */
  #oldest = 0;
  #next = 0;

  constructor(rememberedBytes: number = REMEMBERED_BYTES) {
    this.#rememberedBytes = rememberedBytes;
  }

  /** A piece begins at `joinedOffset` of the joined text; it comes from `origin`. Takes the place of an empty one. */
  add(joinedOffset: number, origin: number): void {
    if (this.#next > this.#oldest && this.#startOf(this.#next - 1) === joinedOffset) this.#next -= 1;
    while (this.#next - this.#oldest > 1 && this.#startOf(this.#oldest + 1) <= joinedOffset - this.#rememberedBytes) {
      this.#oldest += 1;
    }
    if (this.#next - this.#oldest === this.#starts.length) this.#grow();
    const slot = this.#next & (this.#starts.length - 1);
    this.#starts[slot] = joinedOffset;
    this.#origins[slot] = origin;
    this.#next += 1;
  }

  /** The origin of the piece that a byte of the joined text lies in; of one forgotten, the oldest that is known. */
  originOf(joinedOffset: number): number {
    const piece = Math.max(this.#oldest, this.#pieceAt(joinedOffset));
    return this.#origins[piece & (this.#origins.length - 1)] ?? 0;
  }

  /** Whether the bytes `[from, to)` lie in two pieces or more; true as well where that is forgotten. */
  spansPieces(from: number, to: number): boolean {
    const piece = this.#pieceAt(from);
    return piece < this.#oldest || piece !== this.#pieceAt(to - 1);
  }

  /** The ordinal of the last piece that begins at or before `joinedOffset`; below `#oldest` when none does. */
  #pieceAt(joinedOffset: number): number {
    let low = this.#oldest;
    let high = this.#next;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#startOf(middle) <= joinedOffset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #startOf(piece: number): number {
    return this.#starts[piece & (this.#starts.length - 1)] ?? 0;
  }

  #grow(): void {
    const starts = new Float64Array(2 * this.#starts.length);
    const origins = new Float64Array(starts.length);
    for (let piece = this.#oldest; piece < this.#next; piece += 1) {
      const slot = piece & (starts.length - 1);
      starts[slot] = this.#startOf(piece);
      origins[slot] = this.#origins[piece & (this.#origins.length - 1)] ?? 0;
    }
    this.#starts = starts;
    this.#origins = origins;
  }
}
