import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { AppendFile } from '../../src/report/append-file.ts';
import { UserError } from '../../src/model/errors.ts';
import { join } from 'node:path';
import { tempDir } from '../support/temp-dir.ts';

const bytes = (text: string): Buffer => Buffer.from(text);

test('is made for its owner only, and an open one is closed to others', (t) => {
  const path = join(tempDir(t), 'f');
  const file = new AppendFile(path);
  file.open();
  t.is(statSync(path).mode & 0o777, 0o600);
  file.close();
  chmodSync(path, 0o644);
  file.open();
  t.is(statSync(path).mode & 0o777, 0o600);
  file.close();
});

test('a link is not followed', (t) => {
  const dir = tempDir(t);
  symlinkSync(join(dir, 'elsewhere'), join(dir, 'f'));
  const error = t.throws(() => new AppendFile(join(dir, 'f')).open(), { instanceOf: UserError });
  t.is(error?.code, 'log_dir_unsafe');
  t.throws(() => statSync(join(dir, 'elsewhere')), { code: 'ENOENT' });
});

test('a folder swapped for a link is noticed', (t) => {
  const dir = tempDir(t);
  mkdirSync(join(dir, 'log'));
  const file = new AppendFile(join(dir, 'log', 'f'));
  file.append(bytes('one\n'), true);
  renameSync(join(dir, 'log'), join(dir, 'moved'));
  mkdirSync(join(dir, 'planted'));
  symlinkSync(join(dir, 'planted'), join(dir, 'log'));
  t.throws(() => file.append(bytes('two\n'), true), { instanceOf: UserError });
});

test('a torn last line is closed before anything is added', (t) => {
  const path = join(tempDir(t), 'f');
  writeFileSync(path, 'whole\ntorn');
  const file = new AppendFile(path);
  file.append(bytes('next\n'), true);
  file.append(bytes('last\n'), true);
  file.close();
  t.is(readFileSync(path, 'utf8'), 'whole\ntorn\nnext\nlast\n');
});

test('after a deletion or a move the next line goes to a new file', (t) => {
  const path = join(tempDir(t), 'f');
  const file = new AppendFile(path);
  file.append(bytes('one\n'), true);
  rmSync(path);
  file.append(bytes('two\n'), true);
  t.is(readFileSync(path, 'utf8'), 'two\n');
  renameSync(path, `${path}.old`);
  file.append(bytes('three\n'), true);
  t.is(readFileSync(path, 'utf8'), 'three\n');
  t.is(file.generation, 3);
  file.close();
});
