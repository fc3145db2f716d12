/** Bytes that may stand at one place. */
export type ByteSet = ReadonlySet<number>;

/**
 * A regular expression over bytes, taken apart. Flags are gone: what case may stand, what a dot means is said by the
 * bytes themselves.
 */
export type Pattern =
  | { readonly kind: 'bytes'; readonly bytes: ByteSet }
  | { readonly kind: 'sequence'; readonly items: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  /** `max` is Infinity where nothing bounds it. */
  | {
      readonly kind: 'repeat';
      readonly item: Pattern;
      readonly min: number;
      readonly max: number;
      readonly isLazy: boolean;
    }
  /** Captures; numbered from 1 in the order of their opening. */
  | { readonly kind: 'group'; readonly item: Pattern }
  /** Something of no width that JavaScript writes as `source`. */
  | { readonly kind: 'edge'; readonly source: string }
  | { readonly kind: 'look'; readonly opening: '(?=' | '(?!' | '(?<=' | '(?<!'; readonly item: Pattern }
  /** What a group held, once more. */
  | { readonly kind: 'again'; readonly group: number };
