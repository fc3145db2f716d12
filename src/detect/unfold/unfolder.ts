import type { Unfolded } from './unfolded.ts';

/** One way in which a text may be written, and how to read it. */
export interface Unfolder {
  /** As it stands in `Finding.path`: lower case, without `>`. */
  readonly id: string;
  /**
   * The text with one level of the encoding undone, or nothing where there is none of it; tells that quickly, for most
   * texts have none. Linear in it, never throws, and changes no byte of it.
   */
  readonly unfold: (text: Uint8Array) => Unfolded | undefined;
}

/** Declares an unfolder. Throws a RangeError on an id that could not be told apart in a path. */
export function defineUnfolder(unfolder: Unfolder): Unfolder {
  if (!/^[a-z][a-z0-9]*$/.test(unfolder.id)) throw new RangeError(`'${unfolder.id}' is no id of an unfolder`);
  return unfolder;
}

/** The bytes of `characters`, by number: 1 for those, 0 for all others. All must be below U+0100. */
export function byteTable(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}
