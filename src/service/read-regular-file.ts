import { readFileSync, statSync } from 'node:fs';

/** The text of a file, or why it is not read. */
export type RegularFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unfit'; readonly reason: string }
  | { readonly kind: 'long'; readonly bytes: number };

/**
 * Reads a file of at most `maxBytes` as UTF-8. A folder is `unfit`, and so is a pipe or a device: reading it might never
 * end. Throws the system's own error when the file can't be read.
 */
export function readRegularFile(path: string, maxBytes: number): RegularFile {
  const stats = statSync(path);
  if (!stats.isFile())
    return { kind: 'unfit', reason: stats.isDirectory() ? 'it is a folder' : 'it is no regular file' };
  if (stats.size > maxBytes) return { kind: 'long', bytes: stats.size };
  return { kind: 'text', text: readFileSync(path, 'utf8') };
}
