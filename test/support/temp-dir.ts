import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import type { ExecutionContext } from 'ava';
import { join } from 'node:path';
import { tmpdir } from 'node:os';

/** A folder that only this test has, gone when the test ends. */
export function tempDir(t: ExecutionContext): string {
  const dir = mkdtempSync(join(realpathSync(tmpdir()), 'clawsec-test-'));
  t.teardown(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
