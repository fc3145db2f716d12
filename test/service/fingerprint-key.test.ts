import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { loadOrCreateFingerprintKey } from '../../src/service/fingerprint-key.ts';
import { tempDir } from '../support/temp-dir.ts';

test('is made once, for us alone, and is the same from then on', (t) => {
  const dir = tempDir(t);
  const key = loadOrCreateFingerprintKey(dir);
  t.regex(key, /^[0-9a-f]{64}$/);
  t.is(loadOrCreateFingerprintKey(dir), key);
  t.is(statSync(join(dir, 'fingerprint.key')).mode & 0o777, 0o600);
  t.is(readFileSync(join(dir, 'fingerprint.key'), 'utf8'), `${key}\n`);
  t.deepEqual(readdirSync(dir), ['fingerprint.key']);
  t.not(loadOrCreateFingerprintKey(tempDir(t)), key);
});

test('one that others may read is closed to them', (t) => {
  const dir = tempDir(t);
  const key = loadOrCreateFingerprintKey(dir);
  chmodSync(join(dir, 'fingerprint.key'), 0o644);
  t.is(loadOrCreateFingerprintKey(dir), key);
  t.is(statSync(join(dir, 'fingerprint.key')).mode & 0o777, 0o600);
});

for (const [what, plant] of [
  ['a link', (path: string) => symlinkSync('/etc/hostname', path)],
  ['a folder', (path: string) => mkdirSync(path)],
  ['an empty file', (path: string) => writeFileSync(path, '')],
  ['something else', (path: string) => writeFileSync(path, 'not a key\n')],
  ['a large file', (path: string) => writeFileSync(path, 'a'.repeat(10_000))],
] as const) {
  test(`${what} in its place is left there, and told`, (t) => {
    const dir = tempDir(t);
    plant(join(dir, 'fingerprint.key'));
    t.throws(() => loadOrCreateFingerprintKey(dir), {
      code: 'fingerprint_key_damaged',
      message: /fingerprint\.key .*\.$/,
    });
    t.deepEqual(readdirSync(dir), ['fingerprint.key']);
  });
}
