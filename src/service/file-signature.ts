import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Says how files, and the JSON files in folders, look: it differs when one was changed, added, removed or replaced. By
 * names, sizes and times, none is read. Never throws.
 */
export function signatureOf(paths: readonly string[]): string {
  return paths.map((path) => [path, ...entriesOf(path)].join('\n')).join('\n');
}

function entriesOf(path: string): readonly string[] {
  const state = stateOf(path);
  if (state.kind !== 'folder') return [state.mark];
  try {
    return readdirSync(path)
      .filter((name) => name.endsWith('.json'))
      .map((name) => `${name} ${stateOf(join(path, name)).mark}`);
  } catch {
    return ['unreadable'];
  }
}

function stateOf(path: string): { readonly kind: 'file' | 'folder' | 'absent'; readonly mark: string } {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return { kind: 'folder', mark: 'folder' };
    return { kind: 'file', mark: `${stat.ino} ${stat.size} ${stat.mtimeMs}` };
  } catch {
    return { kind: 'absent', mark: 'absent' };
  }
}
