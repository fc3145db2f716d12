import { readFileSync } from 'node:fs';
import test from 'ava';
import { readVersion } from '../../src/cli/version.ts';

test('the version is read from package.json', (t) => {
  const manifest = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  t.true(manifest.includes(`"version": "${readVersion()}"`));
});
