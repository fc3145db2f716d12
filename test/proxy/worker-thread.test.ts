import test, { type ExecutionContext } from 'ava';
import { WorkerThread } from '../../src/proxy/worker-thread.ts';
import { Gate } from '../support/gate.ts';
import { until } from '../support/monitor.ts';

const filename = new URL('../support/gated-fixture.js', import.meta.url);

/** A thread behind a gate, and what it tells. */
function newThread(t: ExecutionContext) {
  const gate = new Gate();
  const told: string[] = [];
  const thread = new WorkerThread<string, string>({
    filename,
    workerData: { gate: gate.memory },
    onReady: () => told.push('ready'),
    onGone: (cause, isReplaced) => {
      told.push(`${isReplaced ? 'replaced' : 'gone'}: ${cause instanceof Error ? cause.message : String(cause)}`);
    },
  });
  t.teardown(async () => {
    gate.turn('open');
    await thread.end();
  });
  return { thread, gate, told };
}

test('is ready when its file is loaded, and outlives a task that throws', async (t) => {
  const { thread, gate, told } = newThread(t);
  await until(() => gate.loads === 1);
  t.deepEqual(told, []);
  gate.turn('open');
  await until(() => told.length > 0);
  t.is(await thread.run('a', []), 'a');
  await t.throwsAsync(thread.run('throw', []), { message: 'as told' });
  t.is(await thread.run('b', []), 'b');
  t.deepEqual(told, ['ready']);
});

test('is replaced when it ends at work', async (t) => {
  const { thread, gate, told } = newThread(t);
  gate.turn('open');
  await until(() => told.length === 1);
  await t.throwsAsync(thread.run('exit', []));
  await until(() => told.length === 3);
  t.is(await thread.run('a', []), 'a');
  t.deepEqual(told, ['ready', 'replaced: the thread ended with code 3', 'ready']);
});

test('is given up when it ends twice while it loads', async (t) => {
  const { gate, told } = newThread(t);
  gate.turn('broken');
  await until(() => told.length === 2);
  t.deepEqual(told, ['replaced: broken as told', 'gone: broken as told']);
  t.is(gate.loads, 2);
});

test('tells nothing when it is ended, and rejects the task it has', async (t) => {
  const { thread, gate, told } = newThread(t);
  gate.turn('open');
  await until(() => told.length > 0);
  const running = thread.run('a', []);
  await Promise.all([thread.end(), t.throwsAsync(running)]);
  t.deepEqual(told, ['ready']);
});

test('ends when it is loaded, and nobody waits for that', async (t) => {
  const { thread, gate, told } = newThread(t);
  await until(() => gate.loads === 1);
  await thread.end();
  const pending = thread.run('spin', []);
  gate.turn('open');
  await t.throwsAsync(pending);
  t.deepEqual(told, []);
});
