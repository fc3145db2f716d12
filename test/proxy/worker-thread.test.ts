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
    onGone: (cause) => told.push(`gone: ${cause instanceof Error ? cause.message : String(cause)}`),
  });
  t.teardown(() => thread.end());
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

test('tells once that it is gone, while it loads or at work', async (t) => {
  const broken = newThread(t);
  broken.gate.turn('broken');
  const { thread, gate, told } = newThread(t);
  gate.turn('open');
  await until(() => told.length > 0);
  await t.throwsAsync(thread.run('exit', []));
  t.deepEqual(told, ['ready', 'gone: the thread ended with code 3']);
  await until(() => broken.told.length > 0);
  await new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
  t.deepEqual(broken.told, ['gone: broken as told']);
  t.deepEqual(told.length, 2);
});

test('tells nothing when it is ended', async (t) => {
  const loading = newThread(t);
  await loading.thread.end();
  const { thread, gate, told } = newThread(t);
  gate.turn('open');
  await until(() => told.length > 0);
  const running = thread.run('a', []);
  await Promise.all([thread.end(), t.throwsAsync(running)]);
  t.deepEqual([...loading.told, ...told], ['ready']);
});
