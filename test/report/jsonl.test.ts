import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync, writeSync } from 'node:fs';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { ThreatLog } from '../../src/report/jsonl.ts';
import type { Threat } from '../../src/model/threat.ts';
import { UserError } from '../../src/model/errors.ts';
import type { WriteBytes } from '../../src/report/append-file.ts';
import { fakeDetection } from '../support/fake-detection.ts';
import * as fc from 'fast-check';
import { join } from 'node:path';
import { tempDir } from '../support/temp-dir.ts';
import { threatLine } from '../../src/report/threat-line.ts';

const threat = (n: number): Threat => threatLine(fakeDetection(`h${n}.test`, 0), String(n).padStart(16, '0'));
const noSpace = (): never => {
  throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
};

function ids(path: string): number[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => Number((JSON.parse(line) as Threat).id));
}

function openAt(t: ExecutionContext, write?: WriteBytes, maxQueuedBytes?: number) {
  const path = join(tempDir(t), 'threats.jsonl');
  const said: string[] = [];
  const threats = new ThreatLog({
    path,
    log: (_level, message) => said.push(message),
    ...(write === undefined ? {} : { write }),
    ...(maxQueuedBytes === undefined ? {} : { maxQueuedBytes }),
  });
  t.teardown(() => threats.close());
  return { path, said, threats };
}

test('a line is in the file when append returns', (t) => {
  const { path, threats } = openAt(t);
  threats.append(threat(1));
  t.deepEqual(ids(path), [1]);
});

test('a full disk keeps the lines, in order, says so once, and goes on by itself', async (t) => {
  let isFull = true;
  const { path, said, threats } = openAt(t, (fd, bytes) => (isFull ? noSpace() : writeSync(fd, bytes)));
  for (let n = 1; n <= 20; n += 1) threats.append(threat(n));
  t.is(threats.waiting, 20);
  t.is(said.length, 1);
  isFull = false;
  for (let tries = 0; tries < 200 && threats.waiting > 0; tries += 1) {
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  threats.append(threat(21));
  t.deepEqual(
    ids(path),
    Array.from({ length: 21 }, (_, n) => n + 1),
  );
  t.is(said.length, 2);
  t.is(threats.dropped, 0);
});

test('the queue has a ceiling, and what is beyond is counted', (t) => {
  const { said, threats } = openAt(t, noSpace, 1000);
  for (let n = 1; n <= 10; n += 1) threats.append(threat(n));
  t.true(threats.waiting >= 1 && threats.waiting < 10);
  t.is(threats.dropped, 10 - threats.waiting);
  threats.close();
  t.is(threats.dropped, 10);
  t.true(said.at(-1)?.includes('lost'));
});

test('short writes and refusals at any point leave whole lines in order', (t) => {
  const deeds = fc.array(fc.oneof(fc.constant('refuse' as const), fc.integer({ min: 1, max: 400 })), { maxLength: 30 });
  fc.assert(
    fc.property(deeds, (plan) => {
      const todo = [...plan];
      const { path, threats } = openAt(t, (fd, bytes) => {
        const deed = todo.shift();
        if (deed === 'refuse') return noSpace();
        return writeSync(fd, bytes.subarray(0, deed ?? bytes.length));
      });
      for (let n = 1; n <= 8; n += 1) threats.append(threat(n));
      for (let tries = 0; tries <= plan.length && !threats.flush(); tries += 1);
      t.deepEqual(ids(path), [1, 2, 3, 4, 5, 6, 7, 8]);
    }),
    { numRuns: 60 },
  );
});

test('a line half written when the file is rotated starts again in the new one', (t) => {
  const plan: (number | 'refuse')[] = [50, 'refuse'];
  const { path, threats } = openAt(t, (fd, bytes) => {
    const deed = plan.shift();
    return deed === 'refuse' ? noSpace() : writeSync(fd, bytes.subarray(0, deed ?? bytes.length));
  });
  threats.append(threat(1));
  renameSync(path, `${path}.old`);
  threats.flush();
  t.deepEqual(ids(path), [1]);
});

test('somebody is told when the file was moved, before the next line', (t) => {
  const path = join(tempDir(t), 'threats.jsonl');
  let told = 0;
  const threats = new ThreatLog({ path, log: () => {}, onFileGone: () => (told += 1) });
  t.teardown(() => threats.close());
  threats.append(threat(1));
  threats.append(threat(2));
  t.is(told, 0);
  renameSync(path, `${path}.old`);
  threats.append(threat(3));
  t.is(told, 1);
  t.deepEqual(ids(path), [3]);
});

test('a torn line of a run that was killed stays alone', (t) => {
  const path = join(tempDir(t), 'threats.jsonl');
  writeFileSync(path, '{"direction":"outb');
  const threats = new ThreatLog({ path, log: () => {} });
  threats.append(threat(1));
  threats.close();
  const [torn, whole] = readFileSync(path, 'utf8').split('\n');
  t.is(torn, '{"direction":"outb');
  t.is((JSON.parse(whole ?? '') as Threat).dest, 'h1.test:443');
});

test('a planted link is refused, and so is what is no file', (t) => {
  const dir = tempDir(t);
  symlinkSync('/etc/hostname', join(dir, 'link'));
  mkdirSync(join(dir, 'folder'));
  const open = (name: string) => () => new ThreatLog({ path: join(dir, name), log: () => {} });
  t.is(t.throws(open('link'), { instanceOf: UserError })?.code, 'log_dir_unsafe');
  t.is(t.throws(open('folder'), { instanceOf: UserError })?.code, 'log_dir_unusable');
});
