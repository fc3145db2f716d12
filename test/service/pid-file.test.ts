import { claimPidFile, readPidFile, removeStalePidFile } from '../../src/service/pid-file.ts';
import { firstLine, startScript } from '../support/child.ts';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { findProcess } from '../../src/service/process-tree.ts';
import { join } from 'node:path';
import { once } from 'node:events';
import { tempDir } from '../support/temp-dir.ts';
import test from 'ava';

test('a claim is the number alone on the first line, and is given back', (t) => {
  const dir = tempDir(t);
  t.deepEqual(readPidFile(dir), { kind: 'absent' });
  const claim = claimPidFile(dir);
  t.is(claim.kind, 'claimed');
  t.is(readFileSync(join(dir, 'monitor.pid'), 'utf8').split('\n')[0], String(process.pid));
  t.like(readPidFile(dir), { kind: 'running', pid: process.pid });
  t.deepEqual(claimPidFile(dir), { kind: 'running', pid: process.pid });
  if (claim.kind === 'claimed') claim.release();
  t.deepEqual(readdirSync(dir), []);
});

test('release leaves the file of somebody else alone', (t) => {
  const dir = tempDir(t);
  const claim = claimPidFile(dir);
  writeFileSync(join(dir, 'monitor.pid'), '1\nother\nother\n');
  if (claim.kind === 'claimed') claim.release();
  t.deepEqual(readdirSync(dir), ['monitor.pid']);
});

test('a number given to another program since is stale, as is garbage', (t) => {
  const dir = tempDir(t);
  const path = join(dir, 'monitor.pid');
  for (const [text, pid] of [
    [`${process.pid}\nanother start\nnode\n`, process.pid],
    [`${process.pid}\n`, process.pid],
    ['', 0],
    ['-1\nx\n', 0],
    ['99999999999999\nx\n', 0],
    [`0\n${findProcess(process.pid)?.started}\n`, 0],
  ] as const) {
    writeFileSync(path, text);
    t.deepEqual(readPidFile(dir), { kind: 'stale', pid }, JSON.stringify(text));
  }
  removeStalePidFile(dir);
  t.deepEqual(readdirSync(dir), []);
});

test('the file of a monitor that was killed is stale and taken over', async (t) => {
  const dir = tempDir(t);
  const child = startScript(t, 'claim-pid-file', [dir]);
  t.is(await firstLine(child), `claimed ${child.pid}`);
  t.is(claimPidFile(dir).kind, 'running');
  removeStalePidFile(dir);
  t.like(readPidFile(dir), { kind: 'running', pid: child.pid });
  child.kill('SIGKILL');
  await once(child, 'exit');
  t.deepEqual(readPidFile(dir), { kind: 'stale', pid: child.pid });
  // It died in the middle of a takeover, too.
  writeFileSync(join(dir, 'monitor.pid.takeover'), readFileSync(join(dir, 'monitor.pid')));
  const claim = claimPidFile(dir);
  t.is(claim.kind, 'claimed');
  t.deepEqual(readdirSync(dir), ['monitor.pid']);
  if (claim.kind === 'claimed') claim.release();
});

for (const [title, before] of [
  ['nothing there', undefined],
  ['a dead monitor’s file', '2147483000\nlong ago\nnode\n'],
] as const) {
  test(`of six that start at once over ${title}, exactly one wins`, async (t) => {
    for (let round = 0; round < 3; round += 1) {
      const dir = tempDir(t);
      if (before !== undefined) writeFileSync(join(dir, 'monitor.pid'), before);
      const startAt = String(Date.now() + 400);
      const children = Array.from({ length: 6 }, () => startScript(t, 'claim-pid-file', [dir, startAt]));
      const said = await Promise.all(children.map(firstLine));
      t.is(said.filter((line) => line.startsWith('claimed')).length, 1, said.join(', '));
      const owner = readPidFile(dir);
      t.is(owner.kind, 'running');
      t.true(said.includes(`claimed ${owner.kind === 'running' ? owner.pid : ''}`));
      for (const child of children) child.stdin.end();
      await Promise.all(children.filter((child) => child.exitCode === null).map((child) => once(child, 'exit')));
      t.deepEqual(readdirSync(dir), []);
    }
  });
}
