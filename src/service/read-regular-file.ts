import { readFileSync, statSync } from 'node:fs';
import { faultOf } from '../model/errno.ts';

/** The text of a file, or why it is not read: in words that follow "can't be read: ". */
export type RegularFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unfit'; readonly reason: string }
  | { readonly kind: 'long'; readonly bytes: number };

/**
 * Reads a file of at most `maxBytes` as UTF-8, without the mark that may stand at its beginning (BOM). What the system refuses is `unfit`, and so is a folder, a pipe or a device:
 * reading it might never end.
 */
export function readRegularFile(path: string, maxBytes: number): RegularFile {
  try {
    const stats = statSync(path);
    if (!stats.isFile())
      return { kind: 'unfit', reason: stats.isDirectory() ? 'it is a folder' : 'it is no regular file' };
    if (stats.size > maxBytes) return { kind: 'long', bytes: stats.size };
    return { kind: 'text', text: readFileSync(path, 'utf8').replace(/^\uFEFF/u, '') };
  } catch (error) {
    return { kind: 'unfit', reason: faultOf(error) };
  }
}
