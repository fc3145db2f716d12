import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { guardLogDir } from '../../src/service/log-dir-guard.ts';
import { prepareLogDir } from '../../src/service/log-dir.ts';
import { claimPidFile, readPidFile } from '../../src/service/pid-file.ts';
import { tempDir } from '../support/temp-dir.ts';

function guarded(root: string) {
  const dir = prepareLogDir(join(root, 'log'));
  const claim = claimPidFile(dir);
  const said: string[] = [];
  return { dir, claim, said, guard: guardLogDir(dir, (level, message) => said.push(`${level} ${message}`)) };
}

test('a folder that is as it was is left alone', (t) => {
  const { dir, said, guard } = guarded(tempDir(t));
  guard();
  t.deepEqual(readdirSync(dir), ['monitor.pid']);
  t.deepEqual(said, []);
});

test('a deleted folder is made again and claimed', (t) => {
  const { dir, said, guard } = guarded(tempDir(t));
  rmSync(dir, { recursive: true });
  guard();
  guard();
  t.like(readPidFile(dir), { kind: 'running', pid: process.pid });
  t.deepEqual(said, ['WARNING log_dir was deleted and made again; the next start will make a new CA']);
});

test('one that something else made again is made private and claimed', (t) => {
  const { dir, guard } = guarded(tempDir(t));
  rmSync(dir, { recursive: true });
  mkdirSync(dir, { mode: 0o755 });
  guard();
  t.like(readPidFile(dir), { kind: 'running', pid: process.pid });
  t.is(statSync(dir).mode & 0o777, 0o700);
});

test('a deleted PID file alone is written again, and the claim still gives it back', (t) => {
  const { dir, claim, said, guard } = guarded(tempDir(t));
  writeFileSync(join(dir, 'ca.key'), '');
  rmSync(join(dir, 'monitor.pid'));
  guard();
  t.like(readPidFile(dir), { kind: 'running', pid: process.pid });
  t.deepEqual(said, ['WARNING The PID file was deleted and made again']);
  if (claim.kind === 'claimed') claim.release();
  t.deepEqual(readdirSync(dir), ['ca.key']);
});

test('one that can not be made again is told once, and mended when it can', (t) => {
  const { dir, said, guard } = guarded(tempDir(t));
  rmSync(dir, { recursive: true });
  writeFileSync(dir, 'a file in its place');
  guard();
  guard();
  t.deepEqual(said, ['ERROR log_dir was deleted and could not be made again']);
  rmSync(dir);
  guard();
  t.like(readPidFile(dir), { kind: 'running', pid: process.pid });
});
