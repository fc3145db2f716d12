import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import type { Owner } from './monitor.ts';
import { join } from 'node:path';
import { tmpdir } from 'node:os';

/** A folder that only its owner has, gone with it. */
export function tempDir(owner: Owner): string {
  const dir = mkdtempSync(join(realpathSync(tmpdir()), 'clawsec-test-'));
  owner.teardown(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
