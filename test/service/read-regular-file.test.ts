import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readRegularFile } from '../../src/service/read-regular-file.ts';
import { tempDir } from '../support/temp-dir.ts';

test('a file is read up to its limit; what is none, or longer, is not', (t) => {
  const dir = tempDir(t);
  const [file, marked, fifo] = [join(dir, 'file'), join(dir, 'marked'), join(dir, 'fifo')];
  writeFileSync(file, 'Übung');
  writeFileSync(marked, '\uFEFFa');
  execFileSync('mkfifo', [fifo]);
  t.deepEqual(readRegularFile(file, 6), { kind: 'text', text: 'Übung' });
  t.deepEqual(readRegularFile(marked, 6), { kind: 'text', text: 'a' });
  t.deepEqual(readRegularFile(file, 5), { kind: 'refused', reason: 'it has 6 bytes, and 5 are allowed' });
  t.deepEqual(readRegularFile(fifo, 9), { kind: 'refused', reason: 'it is no regular file' });
  t.deepEqual(readRegularFile(dir, 9), { kind: 'refused', reason: 'it is a folder' });
  t.deepEqual(readRegularFile(join(dir, 'none'), 9), { kind: 'refused', reason: 'it does not exist' });
});
