import { readFileSync } from 'node:fs';

/** The version that package.json states. */
export function readVersion(): string {
  // This file runs as dist/src/cli/version.js.
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  const stated =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : undefined;
  return typeof stated === 'string' ? stated : 'unknown';
}
