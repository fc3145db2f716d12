import { readFileSync, statSync } from 'node:fs';
import { faultOf } from '../model/errno.ts';

/** The text of a file, or why it is not read: in words that follow "can't be read: ". */
export type RegularFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Reads a file of at most `maxBytes` as UTF-8, without the mark that may stand at its beginning (BOM). What is longer is
 * refused, like what the system refuses, and so is a folder, a pipe or a device: reading it might never end.
 */
export function readRegularFile(path: string, maxBytes: number): RegularFile {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return { kind: 'refused', reason: 'it is a folder' };
    if (!stats.isFile()) return { kind: 'refused', reason: 'it is no regular file' };
    if (stats.size > maxBytes)
      return { kind: 'refused', reason: `it has ${stats.size} bytes, and ${maxBytes} are allowed` };
    return { kind: 'text', text: readFileSync(path, 'utf8').replace(/^\uFEFF/u, '') };
  } catch (error) {
    return { kind: 'refused', reason: faultOf(error) };
  }
}
