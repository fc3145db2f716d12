import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import type { ExecutionContext } from 'ava';
import { UserError } from '../../src/model/errors.ts';
import { join } from 'node:path';
import { prepareLogDir } from '../../src/service/log-dir.ts';
import { tempDir } from '../support/temp-dir.ts';
import test from 'ava';

function refused(t: ExecutionContext, path: string): string | undefined {
  const error = t.throws(() => prepareLogDir(path), { instanceOf: UserError });
  t.false(error?.message.includes('\n'));
  return error?.code;
}

test('is made with its parents, for its owner alone, and found again', (t) => {
  const dir = join(tempDir(t), 'a', 'b', 'log');
  t.is(prepareLogDir(`${dir}/`), dir);
  t.is(statSync(dir).mode & 0o7777, 0o700);
  t.is(prepareLogDir(dir), dir);
});

test('an open one of ours is made private', (t) => {
  const dir = join(tempDir(t), 'log');
  mkdirSync(dir);
  chmodSync(dir, 0o755);
  prepareLogDir(dir);
  t.is(statSync(dir).mode & 0o777, 0o700);
  writeFileSync(join(dir, 'ca.crt'), '');
  chmodSync(dir, 0o775);
  prepareLogDir(dir);
  t.is(statSync(dir).mode & 0o777, 0o700);
});

test('an open one with other files, such as a home, is left as it is', (t) => {
  const dir = join(tempDir(t), 'home');
  mkdirSync(dir);
  writeFileSync(join(dir, 'letter.txt'), '');
  chmodSync(dir, 0o755);
  t.is(refused(t, dir), 'log_dir_unsafe');
  t.is(statSync(dir).mode & 0o777, 0o755);
});

test('an empty shared folder such as /tmp is left as it is', (t) => {
  const dir = join(tempDir(t), 'tmp');
  mkdirSync(dir);
  chmodSync(dir, 0o1777);
  t.is(refused(t, dir), 'log_dir_unsafe');
  t.is(statSync(dir).mode & 0o7777, 0o1777);
});

test('a link is refused, with and without a slash after it', (t) => {
  const dir = tempDir(t);
  mkdirSync(join(dir, 'real'));
  symlinkSync(join(dir, 'real'), join(dir, 'log'));
  t.is(refused(t, join(dir, 'log')), 'log_dir_unsafe');
  t.is(refused(t, `${join(dir, 'log')}/`), 'log_dir_unsafe');
});

test('a parent where anybody may swap it is refused; one with the sticky bit, or open to a group, is not', (t) => {
  const dir = tempDir(t);
  chmodSync(dir, 0o777);
  t.is(refused(t, join(dir, 'log')), 'log_dir_unsafe');
  chmodSync(dir, 0o1777);
  t.is(prepareLogDir(join(dir, 'log')), join(dir, 'log'));
  chmodSync(dir, 0o770);
  t.is(prepareLogDir(join(dir, 'log')), join(dir, 'log'));
});

test('another user’s is refused', (t) => {
  const dir = prepareLogDir(join(tempDir(t), 'log'));
  const error = t.throws(() => prepareLogDir(dir, statSync(dir).uid + 1), { instanceOf: UserError });
  t.is(error?.code, 'log_dir_unsafe');
});

test('a file in its place, and a place where nothing can be made, are unusable', (t) => {
  const dir = tempDir(t);
  writeFileSync(join(dir, 'file'), '');
  t.is(refused(t, join(dir, 'file')), 'log_dir_unusable');
  t.is(refused(t, join(dir, 'file', 'log')), 'log_dir_unusable');
  t.is(refused(t, '/proc/clawsec'), 'log_dir_unusable');
});
