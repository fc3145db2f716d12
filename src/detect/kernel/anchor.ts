/** The bytes allowed at one place of an anchor. */
export type ByteClass = ReadonlySet<number>;

/**
 * A short run of byte classes (2 to 8 places) that stands in every match of a rule, so that looking for anchors
 * finds every place where the rule's expression could match. Rare bytes make good anchors.
 */
export interface Anchor {
  /** Index of the rule in the table the kernel was compiled from. */
  readonly rule: number;
  readonly classes: readonly ByteClass[];
}

/** Finds anchors in bytes. Stateless: seams between chunks are the caller's business. */
export interface Kernel {
  /**
   * Looks through `bytes` from offset `from` and writes pairs (offset of the anchor's first byte, index of the
   * anchor in the compiled table) to `hits`, in rising offset order.
   * Returns the number of pairs. When `hits` is full it stops early; the caller resumes past the last offset.
   * An offset's pairs are never divided: a full table ends with a whole offset.
   */
  find(bytes: Uint8Array, from: number, hits: Int32Array): number;
}

/**
 * Compiles anchors into a kernel: up to 8192, of which no more than 64 may stand at one offset. Throws a RangeError for more,
 * and on an anchor outside 2 to 8 places.
 */
export type CompileKernel = (anchors: readonly Anchor[]) => Kernel;
