import test from 'ava';
import type { ForeignPart, ForeignTask } from '../../src/model/ports.ts';
import { ScanRefused } from '../../src/model/ports.ts';
import { JobQueue } from '../../src/proxy/job-queue.ts';
import { UnzstdStreams } from '../../src/proxy/unzstd-streams.ts';
import type { WorkerJob } from '../../src/proxy/worker-pool.ts';

type UnzstdJob = WorkerJob<ForeignTask>;

const PART: ForeignPart = { output: [], state: 'partial', unread: new Uint8Array() };

function newStreams(run: (job: UnzstdJob) => Promise<ForeignPart | undefined>, queueMax = 100) {
  const jobs: UnzstdJob[] = [];
  const queue = new JobQueue<UnzstdJob, ForeignPart | undefined>({
    run: (job) => {
      jobs.push(job);
      return { result: run(job), stop: () => {} };
    },
    queueMax: queueMax + 1,
    timeoutMs: 60_000,
  });
  queue.addRunner();
  return { streams: new UnzstdStreams(queue), jobs, queue };
}

const reasonOf = async (promise: Promise<unknown>): Promise<unknown> => {
  const [outcome] = await Promise.allSettled([promise]);
  return outcome.status === 'rejected' && outcome.reason instanceof ScanRefused ? outcome.reason.reason : outcome;
};

test('numbers its streams, and says which task is the first', async (t) => {
  const { streams, jobs } = newStreams(() => Promise.resolve(PART));
  const [one, two] = [streams.open(), streams.open()];
  const bytes = Buffer.from('from the pool');
  for (const stream of [one, one, two]) t.is(await stream.decode(bytes), PART);
  one.close();
  one.close();
  await two.decode(bytes);
  t.deepEqual(
    jobs.map(({ task: { closed, decode } }) => [closed, decode?.stream, decode?.isFirst]),
    [
      [[], 1, true],
      [[], 1, false],
      [[], 2, true],
      [[1], undefined, undefined],
      [[], 2, false],
    ],
  );
  t.is(bytes.toString(), 'from the pool');
  t.not(jobs[0]?.task.decode?.bytes.buffer, bytes.buffer);
});

test('a stream that was not begun needs no closing', (t) => {
  const { streams, jobs } = newStreams(() => Promise.resolve(PART));
  streams.open().close();
  t.deepEqual(jobs, []);
});

test('refuses streams beyond those a thread can hold', async (t) => {
  const { streams } = newStreams(() => Promise.resolve(PART));
  const open = Array.from({ length: 64 }, () => streams.open());
  for (const stream of open) await stream.decode(Buffer.from('a'));
  t.is(await reasonOf(streams.open().decode(Buffer.from('a'))), 'decode_backlog');
  open[0]?.close();
  t.is(await streams.open().decode(Buffer.from('a')), PART);
});

test('says why it can not decode, and tells of closed streams later', async (t) => {
  let settle = (_part: ForeignPart | undefined): void => undefined;
  const { streams, jobs, queue } = newStreams(() => new Promise((resolve) => (settle = resolve)), 0);
  const [one, two] = [streams.open(), streams.open()];
  const first = one.decode(Buffer.from('a'));
  t.is(await reasonOf(two.decode(Buffer.from('a'))), 'decode_backlog');
  two.close();
  await new Promise(setImmediate);
  settle(PART);
  await first;
  await new Promise(setImmediate);
  const next = one.decode(Buffer.from('a'));
  t.deepEqual(jobs[1]?.task.closed, [2]);
  settle(undefined);
  t.is(await reasonOf(next), 'scan_failed');
  queue.close();
  t.is(await reasonOf(one.decode(Buffer.from('a'))), 'stopped');
});
