import test, { type ExecutionContext } from 'ava';
import * as fc from 'fast-check';
import { JobQueue, JobRefused, type StartedJob } from '../../src/proxy/job-queue.ts';

/** A queue whose jobs end when the test says so; a stopped job fails, as one does whose worker was ended. */
function newQueue(t: ExecutionContext, options: { runners: number; queueMax: number; timeoutMs?: number }) {
  const started: { task: number; resolve: (result: number) => void; reject: (error: Error) => void }[] = [];
  const run = (task: number): StartedJob<number> => {
    let stop = (): void => {};
    const result = new Promise<number>((resolve, reject) => {
      started.push({ task, resolve, reject });
      stop = () => reject(new Error('stopped'));
    });
    return { result, stop };
  };
  const { runners, queueMax, timeoutMs = 60_000 } = options;
  const queue = new JobQueue<number, number>({ run, queueMax, timeoutMs });
  for (let n = 0; n < runners; n += 1) queue.addRunner();
  t.teardown(() => queue.close());
  return { queue, started, tasks: () => started.map(({ task }) => task) };
}

const reasonOf = async (job: Promise<unknown>): Promise<string> => {
  const [outcome] = await Promise.allSettled([job]);
  if (outcome.status === 'fulfilled') return 'done';
  return outcome.reason instanceof JobRefused ? outcome.reason.reason : String(outcome.reason);
};

test('starts jobs in order, so many at a time', async (t) => {
  const { queue, started, tasks } = newQueue(t, { runners: 2, queueMax: 4 });
  const jobs = [1, 2, 3, 4].map((task) => queue.submit(task));
  t.true(queue.isFull);
  t.deepEqual(tasks(), [1, 2]);
  started[1]?.resolve(20);
  t.is(await jobs[1], 20);
  t.deepEqual(tasks(), [1, 2, 3]);
  t.false(queue.isFull);
  started[0]?.resolve(10);
  t.is(await jobs[0], 10);
  started[3]?.resolve(40);
  started[2]?.resolve(30);
  t.deepEqual(await Promise.all(jobs), [10, 20, 30, 40]);
});

test('a failed job gives its cause and its place', async (t) => {
  const { queue, started, tasks } = newQueue(t, { runners: 1, queueMax: 2 });
  const jobs = [queue.submit(1), queue.submit(2)];
  t.is(await reasonOf(queue.submit(3)), 'queue_full');
  const cause = new Error('broken');
  started[0]?.reject(cause);
  const error = await t.throwsAsync(jobs[0] as Promise<number>, { instanceOf: JobRefused });
  t.is(error.cause, cause);
  t.deepEqual(tasks(), [1, 2]);
});

test('a job that takes too long is stopped, the next one has its own time', async (t) => {
  const { queue, started, tasks } = newQueue(t, { runners: 1, queueMax: 9, timeoutMs: 20 });
  const [first, second, third] = [1, 2, 3].map((task) => reasonOf(queue.submit(task)));
  t.is(await first, 'timeout');
  t.is(await second, 'timeout');
  t.deepEqual(tasks(), [1, 2, 3]);
  started[2]?.resolve(1);
  t.is(await third, 'done');
});

test('jobs wait for a runner as long as it takes, then they have their whole time', async (t) => {
  const { queue, started, tasks } = newQueue(t, { runners: 0, queueMax: 2, timeoutMs: 200 });
  const jobs = [1, 2].map((task) => reasonOf(queue.submit(task)));
  t.is(await reasonOf(queue.submit(3)), 'queue_full');
  let isDrained = false;
  const drained = queue.drain().then(() => (isDrained = true));
  await new Promise((resolve) => {
    setTimeout(resolve, 400);
  });
  t.deepEqual(tasks(), []);
  t.false(isDrained);
  queue.addRunner();
  started[0]?.resolve(1);
  t.is(await jobs[0], 'done');
  // Its runner is gone: it ends as it may, and nothing follows until there is another one.
  queue.removeRunner();
  const third = reasonOf(queue.submit(3));
  started[1]?.resolve(2);
  t.is(await jobs[1], 'done');
  t.deepEqual(tasks(), [1, 2]);
  queue.addRunner();
  t.is(await third, 'timeout');
  await drained;
});

test('what waits for runners that do not come can be failed', async (t) => {
  const { queue } = newQueue(t, { runners: 0, queueMax: 2 });
  const cause = new Error('no runner');
  const waiting = queue.submit(1);
  const drained = queue.drain();
  queue.refuseWaiting(cause);
  const error = await t.throwsAsync(waiting, { instanceOf: JobRefused });
  t.is(error.reason, 'failed');
  t.is(error.cause, cause);
  await drained;
  const later = reasonOf(queue.submit(2));
  queue.close();
  t.is(await later, 'closed');
});

test('what runs when the queue is closed, and fails then, was closed', async (t) => {
  const { queue, started } = newQueue(t, { runners: 1, queueMax: 1 });
  const job = reasonOf(queue.submit(1));
  queue.close();
  started[0]?.reject(new Error('ended'));
  t.is(await job, 'closed');
});

test('drain waits for running and waiting jobs; close refuses the latter', async (t) => {
  const { queue, started } = newQueue(t, { runners: 1, queueMax: 9 });
  await queue.drain();
  const jobs = [1, 2].map((task) => reasonOf(queue.submit(task)));
  const drained = queue.drain();
  queue.close();
  t.is(await jobs[1], 'closed');
  t.is(await reasonOf(queue.submit(3)), 'closed');
  started[0]?.resolve(1);
  await drained;
  t.is(await jobs[0], 'done');
});

test('whatever the order of ends, each accepted job settles once and the limits hold', async (t) => {
  await t.notThrowsAsync(
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.constantFrom('submit', 'resolve', 'reject'), { maxLength: 60 }),
        async (runners, queueMax, steps) => {
          const { queue, started } = newQueue(t, { runners, queueMax });
          const outcomes: Promise<string>[] = [];
          let ended = 0;
          for (const step of steps) {
            if (step === 'submit') outcomes.push(reasonOf(queue.submit(outcomes.length)));
            else if (ended < started.length) {
              const job = started[ended];
              ended += 1;
              if (step === 'resolve') job?.resolve(1);
              else job?.reject(new Error('broken'));
              await new Promise(setImmediate);
            }
            if (started.length - ended > Math.min(runners, queueMax)) return false;
          }
          for (; ended < started.length; ended += 1) {
            started[ended]?.resolve(1);
            await new Promise(setImmediate);
          }
          await queue.drain();
          const refused = (await Promise.all(outcomes)).filter((reason) => reason === 'queue_full').length;
          return started.length + refused === outcomes.length;
        },
      ),
      { numRuns: 200 },
    ),
  );
});
