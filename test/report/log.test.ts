import { formatLine, openLog } from '../../src/report/log.ts';
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '../support/temp-dir.ts';
import test from 'ava';

const AT = new Date('2026-02-19T13:41:59.587Z');

test('one plain line, fields as JSON', (t) => {
  t.is(formatLine(AT, 'INFO', 'ready'), '2026-02-19T13:41:59.587Z INFO ready');
  t.is(formatLine(AT, 'ERROR', 'x', { a: 1 }), '2026-02-19T13:41:59.587Z ERROR x {"a":1}');
});

test('what a peer sent can neither forge a line nor command a terminal', (t) => {
  const line = formatLine(AT, 'INFO', 'a\nb\u001b[2J\u009b\u202e', { c: '\u0007\r\n' });
  // oxlint-disable-next-line no-control-regex
  t.notRegex(line, /[\u0000-\u001f\u007f-\u009f\u202e]/);
});

test('a field that JSON cannot hold does not throw', (t) => {
  t.true(formatLine(AT, 'INFO', 'x', { big: 1n }).includes('unprintable'));
});

test('the console has each line at once; the file gets them all when it is opened', async (t) => {
  const logDir = tempDir(t);
  const seen: string[] = [];
  const output = openLog({ logDir, level: 'INFO', console: (line) => void seen.push(line) });
  output.log('DEBUG', 'left out');
  output.log('INFO', 'early');
  t.is(seen.length, 1);
  t.false(existsSync(join(logDir, 'clawsec.log')));
  const opening = output.openFile();
  output.log('INFO', 'meanwhile');
  await opening;
  output.log('WARNING', 'late');
  await output.close();
  const text = readFileSync(join(logDir, 'clawsec.log'), 'utf8');
  t.is(text, seen.join(''));
  t.is(seen.length, 3);
  t.is(statSync(join(logDir, 'clawsec.log')).mode & 0o777, 0o600);
  t.deepEqual(readdirSync(logDir), ['clawsec.log']);
});

test('rotates by size, over restarts: clawsec.log is always the current one', async (t) => {
  const logDir = tempDir(t);
  for (let run = 0; run < 6; run += 1) {
    const output = openLog({ logDir, level: 'INFO', maxFileBytes: 4096 });
    await output.openFile();
    for (let n = 0; n < 40; n += 1) output.log('INFO', `run ${run} line ${n} ${'x'.repeat(100)}`);
    await output.close();
    const current = readFileSync(join(logDir, 'clawsec.log'), 'utf8').trimEnd().split('\n');
    t.true(current.at(-1)?.includes(`run ${run} line 39`));
  }
  t.deepEqual(readdirSync(logDir).sort(), ['clawsec.1.log', 'clawsec.2.log', 'clawsec.3.log', 'clawsec.log']);
  for (const name of readdirSync(logDir)) t.true(statSync(join(logDir, name)).size < 4096 + 200);
  const all = ['clawsec.3.log', 'clawsec.2.log', 'clawsec.1.log', 'clawsec.log']
    .map((name) => readFileSync(join(logDir, name), 'utf8'))
    .join('');
  const numbers = [...all.matchAll(/run (\d+) line (\d+)/g)].map(([, run, n]) => Number(run) * 40 + Number(n));
  t.deepEqual(
    numbers,
    Array.from({ length: numbers.length }, (_, n) => 240 - numbers.length + n),
  );
});

test('a small current file is gone on with after a restart, whatever backups there are', async (t) => {
  const logDir = tempDir(t);
  for (const lines of [100, 1, 1]) {
    const output = openLog({ logDir, level: 'INFO', maxFileBytes: 4096 });
    await output.openFile();
    for (let n = 0; n < lines; n += 1) output.log('INFO', 'x'.repeat(100));
    await output.close();
  }
  t.is(readdirSync(logDir).length, 4);
  const before = readdirSync(logDir).map((name) => statSync(join(logDir, name)).ino);
  const output = openLog({ logDir, level: 'INFO', maxFileBytes: 1_000_000 });
  await output.openFile();
  output.log('INFO', 'more');
  await output.close();
  t.deepEqual(
    readdirSync(logDir).map((name) => statSync(join(logDir, name)).ino),
    before,
  );
});

test('a log folder that has gone costs lines, not the monitor', async (t) => {
  const logDir = join(tempDir(t), 'gone');
  const output = openLog({ logDir, level: 'INFO' });
  await output.openFile();
  rmSync(logDir, { recursive: true, force: true });
  output.log('INFO', 'lost');
  await output.close();
  t.is(output.lost, 1);
});
