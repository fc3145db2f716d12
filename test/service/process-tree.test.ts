import { descendantsOf, findProcess, isStillRunning, parsePs, signalProcess } from '../../src/service/process-tree.ts';
import { firstLine, startScript } from '../support/child.ts';
import { tempDir } from '../support/temp-dir.ts';
import test from 'ava';

test('finds this process, and none under a number nobody has', (t) => {
  t.like(findProcess(process.pid), { pid: process.pid, parent: process.ppid });
  for (const pid of [0, -1, 1.5, Number.NaN, 2_147_483_000]) t.is(findProcess(pid), undefined);
});

test('finds children and grandchildren', async (t) => {
  const child = startScript(t, 'stubborn-process', [tempDir(t)]);
  const [pid = 0, grandchild = 0] = (await firstLine(child)).split(' ').map(Number);
  const found = descendantsOf(process.pid).map((one) => one.pid);
  t.true(found.includes(pid) && found.includes(grandchild));
  t.deepEqual(
    descendantsOf(pid).map((one) => one.pid),
    [grandchild],
  );
  for (const one of descendantsOf(pid)) signalProcess(one, 'SIGKILL');
});

test('a signal goes to the process meant only', async (t) => {
  const child = startScript(t, 'claim-pid-file', [tempDir(t)]);
  await firstLine(child);
  const pid = child.pid ?? 0;
  t.false(signalProcess({ pid, started: 'another time' }, 'SIGKILL'));
  const found = findProcess(pid);
  t.not(found, undefined);
  if (found !== undefined) t.true(isStillRunning(found));
});

test('reads the table of ps', (t) => {
  const table = [
    '  501     1 Ss   Sat Nov 22 07:43:00 2025 /usr/bin/some program',
    ' 502 501 Z    Sat Nov 22 07:43:01 2025 (node)',
    '',
  ].join('\n');
  t.deepEqual(parsePs(table), [
    { pid: 501, parent: 1, started: 'Sat Nov 22 07:43:00 2025', program: '/usr/bin/some program' },
  ]);
});
