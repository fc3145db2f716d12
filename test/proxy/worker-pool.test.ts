import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { JobRefused } from '../../src/proxy/job-queue.ts';
import { WorkerPool, type WorkerPoolSettings } from '../../src/proxy/worker-pool.ts';
import { Gate } from '../support/gate.ts';
import { until } from '../support/monitor.ts';

const filename = new URL('../support/gated-fixture.js', import.meta.url);

/** A pool whose threads wait at a gate while they load. */
function newPool(t: ExecutionContext, settings: Partial<WorkerPoolSettings> = {}) {
  const gate = new Gate();
  const faults: unknown[] = [];
  const pool = new WorkerPool<string, string>({
    filename,
    workerData: { gate: gate.memory },
    threads: 1,
    queueMax: 2,
    timeoutMs: 30_000,
    onFault: (error) => faults.push(error),
    ...settings,
  });
  t.teardown(async () => {
    await pool.destroy();
    gate.turn('open');
  });
  const submit = (task: string): Promise<string> =>
    pool
      .submit({ task, transferList: [] })
      .catch((error: unknown) => (error instanceof JobRefused ? error.reason : String(error)));
  return { pool, gate, faults, submit };
}

test('jobs wait for a thread that loads longer than they may take, and it is left alone', async (t) => {
  const { pool, gate, faults, submit } = newPool(t, { timeoutMs: 1000 });
  const jobs = ['a', 'b', 'c'].map(submit);
  t.true(pool.isFull);
  t.is(await submit('d'), 'queue_full');
  await until(() => gate.loads === 1);
  await sleep(1500);
  gate.turn('open');
  t.deepEqual(await Promise.all(jobs), ['a', 'b', 'c']);
  t.is(gate.loads, 1);
  t.deepEqual(faults, []);
});

test('a start is over when one thread is ready', async (t) => {
  const { pool, gate } = newPool(t, { threads: 2 });
  let isOver = false;
  const started = pool.start().then(() => (isOver = true));
  await until(() => gate.loads === 2);
  t.false(isOver);
  gate.turn('open');
  await started;
  await pool.start();
  t.is(gate.loads, 2);
});

test('when none can start, those that wait fail, and later ones are served by the next', async (t) => {
  const { pool, gate, faults, submit } = newPool(t, { threads: 2 });
  gate.turn('broken');
  t.deepEqual(await Promise.all(['a', 'b'].map(submit)), ['failed', 'failed']);
  await pool.start();
  t.is(faults.length, 4);
  const later = submit('c');
  gate.turn('open');
  t.is(await later, 'c');
});

test('threads that end at work are replaced, each costs its own job', async (t) => {
  const { gate, faults, submit } = newPool(t, { threads: 2, queueMax: 9 });
  gate.turn('open');
  const jobs = ['a', 'exit', 'throw', 'b', 'exit', 'c', 'd'].map(submit);
  t.deepEqual(await Promise.all(jobs), ['a', 'failed', 'failed', 'b', 'failed', 'c', 'd']);
  t.is(faults.length, 2);
});

test('ends while it starts: what waits is refused, nobody waits for the start', async (t) => {
  const { pool, gate, faults, submit } = newPool(t);
  const job = submit('a');
  const started = pool.start();
  await until(() => gate.loads === 1);
  await pool.destroy();
  t.is(await job, 'closed');
  t.is(await submit('b'), 'closed');
  await Promise.all([started, pool.start(), pool.drain()]);
  t.deepEqual(faults, []);
});
