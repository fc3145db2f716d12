import { readFileSync, readdirSync, writeSync } from 'node:fs';
import { LogFile } from '../../src/report/log-file.ts';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { tempDir } from '../support/temp-dir.ts';
import test from 'ava';

async function writeThrough(file: LogFile, path: string, lines: readonly string[]): Promise<void> {
  const stream = createWriteStream(path, { fs: file.streamFs() });
  for (const line of lines) stream.write(`${line}\n`);
  stream.end();
  await once(stream, 'finish');
}

test('the stable name is the current file; another name rotates, and three backups are kept', async (t) => {
  const dir = tempDir(t);
  const file = new LogFile(dir, 'clawsec.log');
  await writeThrough(file, join(dir, 'clawsec.log'), ['run 0']);
  for (let n = 1; n <= 5; n += 1) await writeThrough(file, join(dir, `clawsec.log.${n}`), [`run ${n}`]);
  t.deepEqual(readdirSync(dir).sort(), ['clawsec.1.log', 'clawsec.2.log', 'clawsec.3.log', 'clawsec.log']);
  t.is(readFileSync(join(dir, 'clawsec.log'), 'utf8'), 'run 5\n');
  t.is(readFileSync(join(dir, 'clawsec.1.log'), 'utf8'), 'run 4\n');
  t.is(readFileSync(join(dir, 'clawsec.3.log'), 'utf8'), 'run 2\n');
  file.close();
});

test('a disk that refuses costs lines, not the stream', async (t) => {
  const dir = tempDir(t);
  let isFull = true;
  const file = new LogFile(dir, 'clawsec.log', (fd, bytes) => {
    if (isFull) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    return writeSync(fd, bytes);
  });
  await writeThrough(file, join(dir, 'clawsec.log'), ['lost']);
  t.is(file.lost, 1);
  isFull = false;
  await writeThrough(file, join(dir, 'clawsec.log'), ['kept']);
  t.is(readFileSync(join(dir, 'clawsec.log'), 'utf8'), 'kept\n');
  file.close();
});
